"""An answer as data (DESIGN 5.5), for `assistant ask --json` and whoever reads it."""

from __future__ import annotations

from typing import Any

from knowledge.answer import Answer, Answered
from knowledge.wording import citations_of, words_of


def report_of(answer: Answer) -> dict[str, Any]:
    """The answer as `{status, answered, answer, citations, next_steps, score}`."""
    return {
        "status": answer.status,
        "answered": isinstance(answer, Answered),
        "answer": words_of(answer),
        "citations": citations_of(answer),
        "next_steps": list(answer.next_steps) if isinstance(answer, Answered) else [],
        "score": round(answer.score, 4),
    }
