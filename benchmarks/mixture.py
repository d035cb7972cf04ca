"""Generated passages: vectors with the spread and the clusters of the project's own phrases.

The phrases of one clause or topic form a cluster. Their vectors give the covariance of clusters'
centres and the covariance within a cluster. A generated cluster is a centre drawn from the one;
in it stand groups, and passages in the groups, drawn from the other, so that the directions that
text really uses carry the variance. A group is a few passages that say nearly the same; how nearly
varies from group to group, so that the cosine of a phrase's nearest neighbour is spread as it is
among the real phrases. Clusters are of uneven size: a few are large, most are small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MEMBERS = 50  # passages a cluster has on average
GROUP = 5  # and a group
UNEVEN = 1.0  # standard deviation of the logarithm of a cluster's size
CLOSENESS = (2.4, 4.4)  # of a group: the share of the variance within its cluster that its members
# have in common, from a beta distribution with these parameters
_AT_A_TIME = 50_000


@dataclass(frozen=True)
class Mixture:
    """Mean, and square roots of the covariance between clusters and within one."""

    mean: np.ndarray
    between: np.ndarray
    within: np.ndarray

    @classmethod
    def fit(cls, vectors: np.ndarray, labels: np.ndarray) -> Mixture:
        """From unit vectors, shape (n, dimension), and the number of the cluster each is in."""
        numbers = np.unique(labels)
        centres = np.stack([vectors[labels == number].mean(axis=0) for number in numbers])
        places = np.searchsorted(numbers, labels)
        inside = np.cov((vectors - centres[places]).T)
        # A mean of few phrases scatters more than the centre it stands for.
        around = np.cov(centres.T) - inside * len(numbers) / len(labels)
        return cls(centres.mean(axis=0), _root(around), _root(inside))

    def draw(self, number: int, queries: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """``number`` passages and ``queries`` questions: float32, rows of unit length.

        A question is one more member of a group, large clusters being asked about more.
        """
        chooser = np.random.default_rng(seed)
        clusters = max(1, number // MEMBERS)
        groups = max(1, number // GROUP)
        centres = self._normal(chooser, clusters, self.between) + self.mean.astype(np.float32)
        sizes = chooser.lognormal(0.0, UNEVEN, clusters)
        cluster_of = chooser.choice(clusters, groups, p=sizes / sizes.sum())
        closeness = chooser.beta(*CLOSENESS, groups).astype(np.float32)[:, None]
        middles = centres[cluster_of]
        for start in range(0, groups, _AT_A_TIME):
            part = slice(start, min(start + _AT_A_TIME, groups))
            offset = self._normal(chooser, part.stop - start, self.within)
            middles[part] += np.sqrt(closeness[part]) * offset
        rows = np.empty((number + queries, len(self.mean)), dtype=np.float32)
        for start in range(0, len(rows), _AT_A_TIME):
            count = min(_AT_A_TIME, len(rows) - start)
            chosen = chooser.integers(groups, size=count)
            noise = self._normal(chooser, count, self.within)
            drawn = middles[chosen] + np.sqrt(1 - closeness[chosen]) * noise
            rows[start : start + count] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return rows[:number], rows[number:]

    def _normal(self, chooser: np.random.Generator, count: int, root: np.ndarray) -> np.ndarray:
        plain = chooser.standard_normal((count, len(self.mean)), dtype=np.float32)
        drawn: np.ndarray = plain @ root.astype(np.float32)
        return drawn


def _root(covariance: np.ndarray) -> np.ndarray:
    """A matrix whose product with its transpose is the covariance, less what is below nought."""
    values, directions = np.linalg.eigh(covariance)
    root: np.ndarray = np.sqrt(np.clip(values, 0.0, None))[:, None] * directions.T
    return root
