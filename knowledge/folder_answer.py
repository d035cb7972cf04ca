"""Answers from any folder of documents: the paragraph itself, exactly, or a plain refusal."""

from __future__ import annotations

import math
from typing import Any

from knowledge.passages import Passage, Passages

# How evidence becomes the chance that the documents answer a question, fitted by
# 'python -m benchmarks folder-fit' on the guidance's training phrases (docs/benchmarks.md).
CHANCE = {"bias": -2.83, "cosine": 6.32, "coverage": 0.09, "lead": 2.28}
_ANSWER_FROM = 0.5


def answer_from(passages: Passages, question: str) -> dict[str, Any]:
    """The answer as in `knowledge.report`; `section` is a heading, `document` a file's name."""
    found = passages.search(question, 3)
    score = _chance(found)
    if not found or score < _ANSWER_FROM:
        return {
            "status": "not_covered",
            "answered": False,
            "answer": "I cannot find that in these documents.",
            "citations": [],
            "next_steps": [],
            "score": round(score, 4),
        }
    best = found[0].paragraph
    return {
        "status": "answered",
        "answered": True,
        "answer": f"{best.text}\n{best.document}: {best.heading}" if best.heading else best.text,
        "citations": [_citation(passage) for passage in found],
        "next_steps": [],
        "score": round(score, 4),
    }


def _citation(passage: Passage) -> dict[str, Any]:
    paragraph = passage.paragraph
    return {
        "section": paragraph.heading,
        "clause": None,
        "title": paragraph.heading,
        "document": paragraph.document,
        "quotation": paragraph.text,
    }


def _chance(found: list[Passage]) -> float:
    if not found:
        return 0.0
    lead = found[0].score - found[1].score if len(found) > 1 else 0.0
    logit = (
        CHANCE["bias"]
        + CHANCE["cosine"] * found[0].cosine
        + CHANCE["coverage"] * found[0].coverage
        + CHANCE["lead"] * lead
    )
    return 1 / (1 + math.exp(-logit))
