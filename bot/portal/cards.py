"""A case as a list shows it: what it is, how it stands, when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from bot.portal import words
from cases.model import Case
from cases.procedures import Procedures

T = TypeVar("T")

PAGE = 20
"""Cases on one page of a list."""


@dataclass(frozen=True, slots=True)
class Card:
    """What `portal/card.html` shows."""

    reference: str
    title: str
    state: words.Tag
    due: words.Due | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a page of a list stands: `first` to `last` of `total`, addresses of its neighbours."""

    first: int
    last: int
    total: int
    earlier: str | None
    later: str | None


def title_of(procedures: Procedures, procedure: str) -> str:
    """What a case is about: 'Permission to film …' for 'Ask for permission to film …'."""
    found = procedures.find(procedure)
    if found is None:
        return procedure.replace("_", " ").capitalize()
    title = found.title.removeprefix("Ask for ")
    return title[0].upper() + title[1:]


def card(case: Case, procedures: Procedures, now: datetime, *facts: str) -> Card:
    """The card of a case; `facts` are said after its reference."""
    about = (f"for {words.day(case.about_on)}",) if case.about_on else ()
    return Card(
        case.reference,
        title_of(procedures, case.procedure),
        words.state(case),
        words.due(case, now),
        (*facts, *about),
    )


def pages(
    path: str, query: dict[str, str], number: int, shown: Sequence[object], total: int
) -> Pages:
    """The place of page `number` (from 1) of a list with `total` entries."""
    first = (number - 1) * PAGE

    def address(other: int) -> str:
        kept = {name: value for name, value in query.items() if value}
        return f"{path}?{urlencode(kept | {'page': str(other)})}"

    return Pages(
        first=first + 1 if shown else 0,
        last=first + len(shown),
        total=total,
        earlier=address(number - 1) if number > 1 else None,
        later=address(number + 1) if first + len(shown) < total else None,
    )
