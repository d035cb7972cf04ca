"""What the actions need of the retriever, so that they know no more of it."""

from __future__ import annotations

from typing import Protocol

from knowledge.answer import Answer, Answered
from knowledge.library import Clause, Library


class Guidance(Protocol):
    """Answers questions and reads out rules; ``knowledge.retriever.Retriever`` does."""

    library: Library

    def answer(self, question: str, previous: str | None = None) -> Answer:
        """The answer to ``question``, read with the question before it."""
        ...

    def clause(self, identifier: str) -> Answered | None:
        """The answer that one clause gives; None when there is no such clause."""
        ...

    def section(self, number: str) -> tuple[Clause, ...]:
        """The clauses of a section, in order; none when there is no such section."""
        ...
