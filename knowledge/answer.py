"""The four ways a question can end (DESIGN 5.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.library import Clause, Topic

Status = Literal["answered", "unsure", "not_covered", "out_of_scope"]


@dataclass(frozen=True)
class Answered:
    """The guidance's rule: one clause or two, the likeliest first.

    ``score`` is the calibrated chance, from 0 to 1, that the guidance covers the question and that
    the first clause is the one meant. ``quotations`` holds, for each clause, the official
    document's paragraph, exactly, or None. ``next_steps`` are procedure ids.
    """

    clauses: tuple[Clause, ...]
    score: float
    quotations: tuple[str | None, ...]
    next_steps: tuple[str, ...]
    status: Literal["answered"] = field(default="answered", init=False)


@dataclass(frozen=True)
class Unsure:
    """The question may mean either of ``nearest``; the person is asked which."""

    nearest: tuple[Clause, ...]
    score: float
    status: Literal["unsure"] = field(default="unsure", init=False)


@dataclass(frozen=True)
class NotCovered:
    """The guidance does not cover it. ``topic`` is None where we cannot name what was asked."""

    topic: Topic | None
    nearest: tuple[Clause, ...]
    score: float
    status: Literal["not_covered"] = field(default="not_covered", init=False)


@dataclass(frozen=True)
class OutOfScope:
    """Nothing to do with the guidance at all."""

    nearest: tuple[Clause, ...]
    score: float
    status: Literal["out_of_scope"] = field(default="out_of_scope", init=False)


Answer = Answered | Unsure | NotCovered | OutOfScope
