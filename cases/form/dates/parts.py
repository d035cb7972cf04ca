"""What words about dates are made of: days, spans of days, and what repeats."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``.

    ``school``: only those on which schools are open. ``vague``: too wide to be meant whole, unless
    something repeats in it. ``ends_before``: "until" it ends the day before. ``name`` is what it is
    called.
    """

    first: date
    last: date
    name: str = ""
    school: bool = False
    vague: bool = False
    ends_before: bool = False

    @property
    def until(self) -> date:
        """The last day of what goes on until this."""
        return self.first - timedelta(days=1) if self.ends_before else self.last


@dataclass(frozen=True, slots=True)
class Day:
    """One day. ``loose`` tells what was left open: a bare weekday, or the year."""

    on: date
    loose: Literal["week", "year"] | None = None
    note: str = ""

    @property
    def first(self) -> date:
        """The day itself."""
        return self.on

    @property
    def last(self) -> date:
        """The day itself."""
        return self.on

    @property
    def until(self) -> date:
        """The day itself."""
        return self.on


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something that happens on ``weekdays`` (Monday is 0), every so many ``weeks``."""

    weekdays: frozenset[int] = field(hash=True)
    weeks: int = 1


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something goes on: a number of days."""

    days: int


@dataclass(frozen=True, slots=True)
class Shift:
    """How far before (-1) or after (1) what follows: days, whole weeks, or to a weekday."""

    sign: Literal[-1, 1]
    days: int = 0
    week: bool = False
    weekday: int | None = None


Part = Day | Span | Repeat | Lasting | Shift
