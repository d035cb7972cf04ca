"""Days of the year that go by a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from cases.form.dates.almanac import Almanac
from cases.form.dates.parts import Day
from cases.form.dates.single import Pattern

InYear = Callable[[int], date]


def _easter(days: int = 0) -> InYear:
    def on(year: int) -> date:
        from dateutil.easter import easter  # type: ignore[import-untyped]

        sunday: date = easter(year)
        return sunday + timedelta(days=days)

    return on


def _fixed(day: int, month: int) -> InYear:
    return lambda year: date(year, month, day)


def _nth(which: int, weekday: int, month: int) -> InYear:
    def on(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=which - 1)

    return on


def _last_monday(month: int) -> InYear:
    def on(year: int) -> date:
        last = date(year, month, 31)
        return last - timedelta(days=last.weekday())

    return on


def _meaning(in_year: InYear) -> Callable[[re.Match[str], Almanac], Day]:
    def on(match: re.Match[str], almanac: Almanac) -> Day:
        if match["year"]:
            year = int(match["year"])
            return Day(in_year(year if year > 99 else 2000 + year))
        found = in_year(almanac.today.year)
        if found != almanac.today and (found < almanac.today) != almanac.backward:
            found = in_year(almanac.today.year + (-1 if almanac.backward else 1))
        return Day(found, "year")

    return on


def _bank_holiday(match: re.Match[str], almanac: Almanac) -> Day | None:
    step = -1 if almanac.backward else 1
    days = (almanac.today + timedelta(days=step * number) for number in range(1, 400))
    monday = match[0].endswith("monday")
    found = next(
        (
            day
            for day in days
            if almanac.calendar.bank_holiday(day) and (day.weekday() == 0 or not monday)
        ),
        None,
    )
    return Day(found) if found else None


_NAMED: dict[str, InYear] = {
    r"ash wednesday": _easter(-46),
    r"shrove tuesday|pancake day": _easter(-47),
    r"mothering sunday|mothers?'? day": _easter(-21),
    r"palm sunday": _easter(-7),
    r"maundy thursday": _easter(-3),
    r"good friday": _easter(-2),
    r"easter saturday": _easter(-1),
    r"easter(?: sunday| day)?": _easter(),
    r"easter monday": _easter(1),
    r"ascension day": _easter(39),
    r"whit sunday|pentecost": _easter(49),
    r"world book day": _nth(1, 3, 3),
    r"(?:early )?may day(?: bank holidays)?|early may bank holidays": _nth(1, 0, 5),
    r"(?:spring|whitsun|late may|end of may) bank holidays": _last_monday(5),
    r"(?:late )?(?:august|summer) bank holidays": _last_monday(8),
    r"fathers?'? day": _nth(3, 6, 6),
    r"remembrance sunday": _nth(2, 6, 11),
    r"remembrance day|armistice day": _fixed(11, 11),
    r"new years?'? eve": _fixed(31, 12),
    r"new years?'? day|new year": _fixed(1, 1),
    r"burns?'? night": _fixed(25, 1),
    r"valentines?'?(?: day)?": _fixed(14, 2),
    r"(?:st|saint) davids?'? day": _fixed(1, 3),
    r"(?:st|saint) patricks?'? day": _fixed(17, 3),
    r"(?:st|saint) georges?'? day": _fixed(23, 4),
    r"(?:st|saint) andrews?'? day": _fixed(30, 11),
    r"halloween|hallowe'en": _fixed(31, 10),
    r"bonfire night|guy fawkes(?: night)?": _fixed(5, 11),
    r"christmas eve": _fixed(24, 12),
    r"christmas(?: day)?": _fixed(25, 12),
    r"boxing day": _fixed(26, 12),
}

PATTERNS: tuple[Pattern, ...] = (
    *(
        (re.compile(rf"\b(?:{names})(?: (?P<year>20\d\d))?(?!\w)"), _meaning(in_year))
        for names, in_year in _NAMED.items()
    ),
    (re.compile(r"\b(?:the |next )?bank holidays(?: monday)?(?!\w)"), _bank_holiday),
)
