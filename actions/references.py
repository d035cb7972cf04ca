"""Finds the reference of a case in people's words, and tells a mistyped one."""

from __future__ import annotations

from dataclasses import dataclass

from cases.reference import ReferenceError_, find_reference, read_reference
from nlu.instructions import references_in


@dataclass(frozen=True)
class Named:
    """The ``reference`` that words name; ``mistyped`` is what only looks like one."""

    reference: str | None = None
    mistyped: str | None = None


def named_in(words: str) -> Named:
    """What the words name."""
    found = find_reference(words)
    if found is not None:
        return Named(found)
    for like in references_in(words):
        try:
            return Named(read_reference(like))
        except ReferenceError_ as fault:
            if fault.kind == "mistyped":
                return Named(mistyped=like.upper())
    return Named()
