"""The guidance's clauses, in our plain words, for pages that show what a case rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import knowledge.library
from knowledge.library import Library

FOLDER = Path(knowledge.library.__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule. `section` is the guidance's own number."""

    id: str
    section: str
    title: str
    says: str


@cache
def clauses(folder: Path = FOLDER) -> dict[str, Clause]:
    """Every clause by its id. Read once a process: that takes a second."""
    return {
        each.id: Clause(each.id, each.section, each.title, each.says)
        for each in Library.load(folder).clauses
    }


def chosen(ids: Iterable[str]) -> list[Clause]:
    """The clauses with these ids, in that order, each once. Unknown ids are left out."""
    known = clauses()
    return [known[each] for each in dict.fromkeys(ids) if each in known]


def place(clause_id: str) -> str:
    """A clause's title and section, for a line below what it says; empty for one not known."""
    found = clauses().get(clause_id)
    return f"{found.title} (section {found.section})" if found else ""
