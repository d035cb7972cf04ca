"""What a date is reckoned from: today, which way to look, and the school calendar."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.form.dates.vocabulary import MONTHS
from cases.form.school_calendar import SchoolCalendar

FARTHEST_YEARS = 10


class Misread(Exception):
    """Words that name no day to be sure of. The message says why; ``offers`` are days to choose."""

    def __init__(self, message: str, offers: Sequence[tuple[date, ...]] = ()) -> None:
        super().__init__(message)
        self.offers = tuple(offers)


@dataclass(frozen=True, slots=True)
class Almanac:
    """Reckons from ``today``.

    ``backward``: what is asked about has happened, so that about when will do. ``until``: only the
    day on which it ends is asked for.
    """

    today: date
    calendar: SchoolCalendar
    backward: bool = False
    until: bool = False

    @property
    def roughly(self) -> bool:
        """Whether a month or a season is meant whole, and need not be narrowed down."""
        return self.backward or self.until

    def weekday(self, number: int) -> date:
        """The nearest such weekday (Monday is 0) in the way to look, never today."""
        if self.backward:
            return self.today - timedelta(days=(self.today.weekday() - number - 1) % 7 + 1)
        return self.today + timedelta(days=(number - self.today.weekday() - 1) % 7 + 1)

    def monday(self, weeks: int = 0) -> date:
        """The Monday of this week, or of the week so many later."""
        return self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=weeks)

    def day(self, day: int, month: int, year: int | None = None) -> date:
        """That day, in the nearest year in the way to look where none is given.

        Raises:
            Misread: there is no such day.
        """
        if not 1 <= month <= 12:
            raise Misread(f"There is no month {month}. I read dates with the day first.")
        if year is not None:
            return checked(day, month, year if year > 99 else 2000 + year, self.today)
        years = [self.today.year + step for step in ((0, -1) if self.backward else (0, 1))]
        for each in years:
            if day <= monthrange(each, month)[1] or each == years[-1]:
                found = checked(day, month, each, self.today)
                if found == self.today or (found < self.today) == self.backward:
                    return found
        return checked(day, month, years[-1], self.today)

    def day_of_month(self, day: int) -> date:
        """The nearest such day of a month, today included."""
        if not 1 <= day <= 31:
            raise Misread(f"No month has {day} days.")
        month, year = self.today.month, self.today.year
        for _ in range(3):
            if day <= monthrange(year, month)[1]:
                found = date(year, month, day)
                if found == self.today or (found < self.today) == self.backward:
                    return found
            month += -1 if self.backward else 1
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        return date(year, month, min(day, monthrange(year, month)[1]))

    def month(self, month: int, year: int | None = None) -> tuple[date, date]:
        """The first and last day of a month: the present one counts as nearest."""
        if year is None:
            year = self.today.year
            if self.backward and month > self.today.month:
                year -= 1
            elif not self.backward and month < self.today.month:
                year += 1
        elif year < 100:
            year += 2000
        checked(1, month, year, self.today)
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def checked(day: int, month: int, year: int, today: date) -> date:
    """The date, if there is one, and it is not absurdly far.

    Raises:
        Misread: saying why there is none.
    """
    if abs(year - today.year) > FARTHEST_YEARS:
        raise Misread(f"{year} is a long way off. Please check the year.")
    longest = monthrange(year, month)[1]
    name = MONTHS[month - 1].capitalize()
    if day == 29 and month == 2 and not isleap(year):
        raise Misread(f"February {year} has only 28 days.")
    if not 1 <= day <= longest:
        where = f"February {year}" if month == 2 else name
        raise Misread(f"{where} has only {longest} days.")
    return date(year, month, day)
