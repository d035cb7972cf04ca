"""Patterns of seasons, years, and where a school year or a week ends."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cases.conditions import later_by
from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.parts import Day, Part, Span
from cases.form.dates.single import Pattern
from cases.form.dates.spans import FRIDAY, school_year
from cases.form.school_calendar import ONE_DAY

SUMMER_MONTHS = range(6, 9)
_FIRST_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def _season(match: re.Match[str], almanac: Almanac) -> Part | None:
    """As in "Summer 2027", "over the summer": three whole months."""
    year = int(match["year"]) if match["year"] else None
    if year is None and not almanac.roughly:
        return None  # more likely the name of something else
    month = _FIRST_MONTHS[match["season"]]
    first, _ = almanac.month(month, year or almanac.today.year)
    if year is None and almanac.backward and first > almanac.today:
        first = later_by(first, -12, "month")
    elif year is None and not almanac.backward and _ends(first) < almanac.today:
        first = later_by(first, 12, "month")
    return Span(first, _ends(first), match[0], vague=True)


def _ends(first: date) -> date:
    return later_by(first, 3, "month") - ONE_DAY


def _calendar_year(match: re.Match[str], almanac: Almanac) -> Part | None:
    if not almanac.roughly:
        return None
    first, _ = almanac.month(1, int(match[1]))
    return Span(first, later_by(first, 12, "month") - ONE_DAY, match[0], vague=True)


def _last_year(match: re.Match[str], almanac: Almanac) -> Part | None:
    if not almanac.backward:
        return None
    first = date(almanac.today.year - 1, 1, 1)
    return Span(first, later_by(first, 12, "month") - ONE_DAY, match[0], vague=True)


def _lately(match: re.Match[str], almanac: Almanac) -> Part | None:
    """As in "Over the last few weeks"."""
    if not almanac.backward:
        return None
    number = int(match[1]) if match[1].isdigit() else 2 if match[1].startswith("couple") else 3
    days = number * {"day": 1, "week": 7, "month": 30}[match[2]]
    return Span(almanac.today - timedelta(days=days), almanac.today, match[0])


def _end_of_year(match: re.Match[str], almanac: Almanac) -> Day:
    """The last day of the school year; where that is not known but all that matters, of August."""
    following = match["which"] == "next"
    try:
        last = school_year(almanac, following=following, name=match[0]).last
        if last.month in SUMMER_MONTHS:
            return Day(last)
    except Misread:
        pass
    if not almanac.until:
        raise Misread("I do not know when that school year ends.")
    august = almanac.today.replace(month=8, day=31)
    years = (august < almanac.today) + following
    return Day(later_by(august, 12 * years, "month"))


def _end_of_week(match: re.Match[str], almanac: Almanac) -> Day:
    friday = almanac.monday() + FRIDAY
    if not almanac.backward and friday < almanac.today:
        friday += timedelta(weeks=1)
    return Day(friday)


# Not the "spring concert" or the "summer term": nothing that it could be the name of.
_SEASON = (
    r"(?:(?:this|next|last|in the|over the) )?(?P<season>spring|summer|autumn|winter)"
    r"(?:,? (?:of )?(?P<year>20\d\d)|(?=$| ?[,.;!?)]| (?:and|or|to|until|if|maybe)\b))"
)
_END_OF_YEAR = (
    r"end of (?:the |their |our )?(?P<which>this|next)? ?(?:(?:school|academic) )?year(?: \d{1,2})?"
)
_LATELY = (
    r"(?:for |over |in |during )?(?:the )?(?:last|past) (\d{1,2}|few|couple of|several) "
    r"(day|week|month)s"
)
PATTERNS: tuple[Pattern, ...] = tuple(
    (re.compile(rf"\b(?:the )?{pattern}(?!\w)"), meaning)
    for pattern, meaning in (
        (_SEASON, _season),
        (r"(?:in |during |all of )?(20\d\d)(?![/.:-]?\d)", _calendar_year),
        (_END_OF_YEAR, _end_of_year),
        (r"end of (?:the |this )?week", _end_of_week),
        (r"last year", _last_year),
        (_LATELY, _lately),
    )
)
