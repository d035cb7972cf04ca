"""Which intent a sentence's vector has: by likeness to phrases we know, not by confidence alone.

    score(intent) = probability(intent) ** 0.5 × cosine(sentence, nearest phrase of that intent)

The probability is a logistic regression's. The product is ours: on the public HINT3 sets it tells
sentences outside every intent from those inside better than either factor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FILE = "intents.npz"


@dataclass(frozen=True)
class IntentModel:
    """A trained model. ``names`` are the intents in the order of every array's intent axis.

    ``weights`` (intents, dimension) and ``bias`` (intents,) are the regression's; ``phrases``
    (phrases, dimension) the training phrases' unit vectors, sorted by intent; ``starts`` (intents,)
    the first phrase of each intent; ``fingerprint`` the encoder's that made them.
    """

    names: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    phrases: np.ndarray
    starts: np.ndarray
    fingerprint: str

    @classmethod
    def fit(
        cls,
        vectors: np.ndarray,
        intents: Sequence[str],
        fingerprint: str,
        inverse_regularisation: float,
    ) -> IntentModel:
        """Learns from unit ``vectors`` (phrases, dimension) and the intent of each.

        ``inverse_regularisation`` is scikit-learn's C.

        Raises:
            ValueError: fewer than two intents.
        """
        from sklearn.linear_model import LogisticRegression

        names, labels = np.unique(np.asarray(intents), return_inverse=True)
        if len(names) < 2:
            raise ValueError("Training phrases for at least two intents are wanted.")
        regression = LogisticRegression(
            C=inverse_regularisation, class_weight="balanced", max_iter=1000
        ).fit(vectors, labels)
        weights, bias = regression.coef_, regression.intercept_
        if len(names) == 2:  # scikit-learn then keeps the second intent's row alone
            weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
        order = np.argsort(labels, kind="stable")
        return cls(
            names=tuple(str(name) for name in names),
            weights=weights.astype(np.float32),
            bias=bias.astype(np.float32),
            phrases=np.asarray(vectors, dtype=np.float32)[order],
            starts=np.searchsorted(labels[order], np.arange(len(names))),
            fingerprint=fingerprint,
        )

    def rank(self, vector: np.ndarray) -> list[tuple[str, float]]:
        """Every intent with its score from 0 to 1, the best first.

        ``vector`` has shape (dimension,) and unit length.
        """
        evidence = self.weights @ vector + self.bias
        powers = np.exp(evidence - evidence.max())
        probability = powers / powers.sum()
        nearest = np.maximum.reduceat(self.phrases @ vector, self.starts)
        scores = np.sqrt(probability) * np.clip(nearest, 0.0, 1.0)
        return [(self.names[place], float(scores[place])) for place in np.argsort(-scores)]

    def save(self, folder: Path) -> None:
        """Writes the model to ``folder``."""
        np.savez(
            folder / FILE,
            names=np.array(self.names),
            weights=self.weights,
            bias=self.bias,
            phrases=self.phrases,
            starts=self.starts,
            fingerprint=np.array(self.fingerprint),
        )

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """The model that ``save`` wrote."""
        with np.load(folder / FILE, allow_pickle=False) as arrays:
            return cls(
                names=tuple(str(name) for name in arrays["names"]),
                weights=arrays["weights"],
                bias=arrays["bias"],
                phrases=arrays["phrases"],
                starts=arrays["starts"],
                fingerprint=str(arrays["fingerprint"]),
            )


def gated(
    ranking: Sequence[tuple[str, float]],
    threshold: float,
    otherwise: str,
    thresholds: Mapping[str, float] | None = None,
) -> list[tuple[str, float]]:
    """The ranking, with ``otherwise`` first when the best intent scores below its threshold.

    ``thresholds`` names intents that have one of their own.
    """
    best, score = ranking[0]
    if best == otherwise or score >= (thresholds or {}).get(best, threshold):
        return list(ranking)
    return [(otherwise, 1.0 - score), *(pair for pair in ranking if pair[0] != otherwise)]
