"""The declared phrase nearest to a person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np


class Encoder(Protocol):
    """Anything that turns sentences into unit vectors, as ``nlu.encoder.SentenceEncoder`` does."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of ``texts``, shape (len(texts), dimension)."""
        ...


class NearestPhrases:
    """Names, each with phrases; finds whose phrase comes nearest."""

    def __init__(self, encoder: Encoder, phrases: Mapping[str, Sequence[str]]) -> None:
        self._encoder = encoder
        self._names = [name for name, own in phrases.items() for _ in own]
        self._vectors = encoder.encode([phrase for own in phrases.values() for phrase in own])

    def rank(self, words: str) -> list[tuple[str, float]]:
        """Every name with the cosine of its nearest phrase, the nearest first."""
        cosines = self._vectors @ self._encoder.encode([words])[0]
        best: dict[str, float] = {}
        for name, cosine in zip(self._names, cosines, strict=True):
            best[name] = max(best.get(name, -1.0), float(cosine))
        return sorted(best.items(), key=lambda pair: -pair[1])
