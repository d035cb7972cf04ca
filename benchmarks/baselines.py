"""What anybody would try first: words, vectors, and both joined, over plain paragraphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.figures import Threshold, best_threshold, reciprocal_rank_fusion, told_apart
from knowledge.evaluate import Judgement
from knowledge.lexical import Bm25
from nlu.encoder import SentenceEncoder

BM25 = "BM25 over paragraphs"
ENCODER = "encoder over paragraphs"
FUSED = "both, by reciprocal rank fusion"
NAMES = (BM25, ENCODER, FUSED)


@dataclass(frozen=True)
class Decided:
    """A baseline's judgement of each question, its threshold, and how well scores tell apart."""

    judged: dict[str, Judgement]
    threshold: Threshold
    told_apart: float


@dataclass(frozen=True)
class Heard:
    """Sections in the order of their best paragraph, and signals by which one could refuse."""

    sections: tuple[str, ...]
    signals: tuple[float, ...]


class Baselines:
    """The three baselines over the same paragraphs; ``sections`` names the section of each."""

    def __init__(
        self, texts: Sequence[str], sections: Sequence[str], encoder: SentenceEncoder
    ) -> None:
        self._sections = list(sections)
        self._words = Bm25(texts)
        self._encoder = encoder
        self._vectors = encoder.encode(texts)

    def hear(self, question: str) -> dict[str, Heard]:
        """What each baseline, by name, makes of a question."""
        words = self._words.scores(question)
        cosines = self._vectors @ self._encoder.encode([question])[0]
        fused = reciprocal_rank_fusion([words, cosines])
        tops = float(words.max()), float(cosines.max())
        return {
            BM25: self._heard(words, tops[:1]),
            ENCODER: self._heard(cosines, tops[1:]),
            # Ranks tell little of whether anything fits: it may refuse by either score instead.
            FUSED: self._heard(fused, (float(fused.max()), *tops)),
        }

    def _heard(self, scores: np.ndarray, signals: tuple[float, ...]) -> Heard:
        order = np.argsort(-scores, kind="stable")
        return Heard(tuple(dict.fromkeys(self._sections[place] for place in order)), signals)


def decide(heard: Mapping[str, Heard], answerable: Mapping[str, bool]) -> Decided:
    """What a baseline decides on each question, by the signal and threshold that suit them best.

    Both mappings are by question. No real system could choose so well: it does not know the
    questions beforehand.
    """
    signals = range(len(next(iter(heard.values())).signals))

    def scores(signal: int, wanted: bool) -> list[float]:
        return [each.signals[signal] for text, each in heard.items() if answerable[text] is wanted]

    thresholds = [best_threshold(scores(each, True), scores(each, False)) for each in signals]
    best = max(signals, key=lambda signal: thresholds[signal].accuracy)
    judged = {
        question: Judgement(each.signals[best] >= thresholds[best].value, each.sections[:3])
        for question, each in heard.items()
    }
    apart = max(told_apart(scores(each, True), scores(each, False)) for each in signals)
    return Decided(judged, thresholds[best], apart)
