"""What a question has in common with each clause and topic.

A target's score is the gate of DESIGN 2: the classifier's probability, to the power of a half,
times the cosine of the nearest training phrase. A classifier alone is sure of itself even about
things it has never seen; the cosine alone knows nothing of which words matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.vectors import VectorIndex

NEIGHBOURS = 48
_CLOSEST = 10  # neighbours that vote on whether the question is covered
_REGULARISATION = 50.0  # DESIGN 2
_ITERATIONS = 300

FEATURES = (
    "log odds of the clauses",
    "best clause's score",
    "best topic's score",
    "nearest clause phrase",
    "nearest topic phrase",
    "clauses among the nearest phrases",
    "surest clause",
    "surest topic",
)


@dataclass(frozen=True)
class Evidence:
    """For each target (clauses first, then topics): classifier probability, and score 0 to 1.

    ``features`` sums up, in the order of FEATURES, what tells a covered question from another.
    """

    probabilities: np.ndarray
    scores: np.ndarray
    features: np.ndarray
    likeness: float


@dataclass(frozen=True)
class Classifier:
    """A fitted multinomial logistic regression.

    ``weights`` has the shape (targets, dimension), ``biases`` (targets).
    """

    weights: np.ndarray
    biases: np.ndarray

    @classmethod
    def fit(cls, vectors: np.ndarray, labels: np.ndarray, targets: int) -> Classifier:
        """Learns ``targets`` classes; one without an example gets probability nought."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=_REGULARISATION, max_iter=_ITERATIONS).fit(vectors, labels)
        weights = np.zeros((targets, vectors.shape[1]), dtype=np.float32)
        biases = np.full(targets, -1e9, dtype=np.float32)
        weights[model.classes_] = model.coef_
        biases[model.classes_] = model.intercept_
        return cls(weights, biases)

    def probabilities(self, vector: np.ndarray) -> np.ndarray:
        """The chance of each target, adding up to one."""
        logits = self.weights @ vector + self.biases
        powers = np.exp(logits - logits.max())
        result: np.ndarray = powers / powers.sum()
        return result


class Witness:
    """Gives the evidence for a question's vector.

    ``labels`` holds the target of each phrase in ``index``; the first ``clauses`` are clauses.
    """

    def __init__(
        self, classifier: Classifier, index: VectorIndex, labels: np.ndarray, clauses: int
    ) -> None:
        self._classifier = classifier
        self._index = index
        self._labels = labels
        self._clauses = clauses

    def hear(self, vector: np.ndarray) -> Evidence:
        """The evidence for one unit vector."""
        probabilities = self._classifier.probabilities(vector)
        cosines, positions = self._index.search(vector, NEIGHBOURS)
        labels = self._labels[positions]
        nearest = np.full(len(probabilities), max(float(cosines[-1]), 0.0))
        np.maximum.at(nearest, labels, cosines)
        scores = np.sqrt(probabilities) * nearest
        return Evidence(
            probabilities=probabilities,
            scores=scores,
            features=self._features(probabilities, scores, nearest, labels),
            likeness=float(cosines[0]),
        )

    def _features(
        self, probabilities: np.ndarray, scores: np.ndarray, nearest: np.ndarray, labels: np.ndarray
    ) -> np.ndarray:
        split = self._clauses
        covered = float(np.clip(probabilities[:split].sum(), 1e-4, 1 - 1e-4))
        return np.array(
            [
                np.log(covered / (1 - covered)),
                scores[:split].max(),
                scores[split:].max(initial=0.0),
                nearest[:split].max(),
                nearest[split:].max(initial=0.0),
                float(np.mean(labels[:_CLOSEST] < split)),
                probabilities[:split].max(),
                probabilities[split:].max(initial=0.0),
            ]
        )


def witness(
    phrases: np.ndarray,
    labels: np.ndarray,
    anchors: tuple[np.ndarray, np.ndarray],
    targets: int,
    clauses: int,
) -> Witness:
    """Learns from phrase vectors and their targets.

    ``anchors`` are further vectors with their targets (rules and titles) that the classifier
    learns from, but that are no neighbours: nobody asks a question in their words.
    """
    vectors = np.vstack([phrases, anchors[0]])
    classifier = Classifier.fit(vectors, np.concatenate([labels, anchors[1]]), targets)
    return Witness(classifier, VectorIndex.build(phrases), labels, clauses)


def split_labels(groups: Sequence[Sequence[str]]) -> tuple[list[str], np.ndarray]:
    """Phrases of all targets in one list, and the target of each."""
    phrases = [phrase for group in groups for phrase in group]
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return phrases, labels
