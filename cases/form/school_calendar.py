"""Terms, half terms, school holidays and bank holidays, as the organisation declares them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.organisation import Organisation, Term

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Break:
    """Days between or within terms when schools are shut; both days are included.

    ``name`` is as people say it: "half term", "Christmas holidays".
    """

    name: str
    starts: date
    ends: date


class SchoolCalendar:
    """Answers when schools are open. Days before the first or after the last term are not known."""

    def __init__(self, organisation: Organisation) -> None:
        self.terms: tuple[Term, ...] = tuple(
            sorted(organisation.terms, key=lambda term: term.starts)
        )
        self._region = organisation.bank_holidays

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """Half terms and school holidays, in order. A break takes in the weekends around it."""
        found: list[Break] = []
        for number, term in enumerate(self.terms):
            if term.half_term:
                found.append(Break("half term", *term.half_term))
            if number + 1 < len(self.terms):
                starts, ends = term.ends + ONE_DAY, self.terms[number + 1].starts - ONE_DAY
                if starts <= ends:
                    found.append(Break(f"{_season(starts, ends)} holidays", starts, ends))
        return tuple(found)

    @cached_property
    def _bank_holidays(self) -> Mapping[date, str]:
        import holidays  # slow to import

        country, _, subdivision = self._region.partition("-")
        return holidays.country_holidays(country, subdiv=subdivision or None)

    def bank_holiday(self, day: date) -> str | None:
        """The name of the bank holiday on that day, or None."""
        return self._bank_holidays.get(day)

    def term_of(self, day: date) -> Term | None:
        """The term that day is in, half term included."""
        return next((each for each in self.terms if each.starts <= day <= each.ends), None)

    def term_from(self, day: date) -> Term | None:
        """The term that day is in, or else the next one; None beyond the last."""
        return next((each for each in self.terms if day <= each.ends), None)

    def break_on(self, day: date) -> Break | None:
        """The half term or school holidays that day falls in, or None."""
        return next((each for each in self.breaks if each.starts <= day <= each.ends), None)

    def open_on(self, day: date) -> bool:
        """Whether lessons can be on that day: in no break, no bank holiday. Weekends count."""
        return self.break_on(day) is None and self.bank_holiday(day) is None

    def school_days(self, first: date, last: date) -> Iterator[date]:
        """Mondays to Fridays from ``first`` to ``last`` on which schools are open."""
        return (each for each in each_day(first, last) if _weekday(each) and self.open_on(each))


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def _season(starts: date, ends: date) -> str:
    if starts.year != ends.year:
        return "Christmas"
    return "summer" if starts.month >= 6 else "Easter"
