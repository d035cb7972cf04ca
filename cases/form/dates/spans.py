"""Patterns of weeks, months, terms and holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cases.conditions import later_by
from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.parts import Day, Part, Span
from cases.form.dates.single import MONTH, YEAR, Pattern, month
from cases.form.school_calendar import ONE_DAY, Break
from cases.organisation import Term

FRIDAY = timedelta(days=4)
HALF_TERMS = {
    "autumn": (10, 11),
    "october": (10, 11),
    "spring": (2, 3),
    "february": (2, 3),
    "summer": (5, 6),
    "may": (5, 6),
}
_SEASONS = f"(?P<season>{'|'.join(HALF_TERMS)})"
_WHOLE = r"(?:all (?:of |through )?|throughout |the whole of |whole of |for the rest of )"


def week_of(day: date, name: str = "") -> Span:
    """The Monday to Friday of a day's week; the week that follows for a Saturday or Sunday."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=day.weekday() > 4)
    return Span(monday, monday + FRIDAY, name)


def _week(match: re.Match[str], almanac: Almanac) -> Span:
    which = match[1] or "this"
    if which == "rest of":
        return Span(almanac.today + ONE_DAY, almanac.monday() + FRIDAY, match[0])
    weeks = {"this": 0, "next": 1, "following": 1, "last": -1}.get(which, 2)
    monday = almanac.monday(weeks)
    return Span(monday, monday + FRIDAY, match[0])


def _weekend(match: re.Match[str], almanac: Almanac) -> Span:
    weeks = {"next": 1, "last": -1, "this": 0}.get(match[1] or "", -1 if almanac.backward else 0)
    saturday = almanac.monday(weeks) + timedelta(days=5)
    return Span(saturday, saturday + ONE_DAY, match[0])


def _month(match: re.Match[str], almanac: Almanac) -> Span:
    whole, name, year = match.groups()
    first, last = almanac.month(month(name), int(year) if year else None)
    return Span(first, last, match[0], school=True, vague=not whole, ends_before=True)


def _week_of_month(match: re.Match[str], almanac: Almanac) -> Span:
    """As in "Second week of December": weeks that begin in the month."""
    which, name, year = match.groups()
    first, last = almanac.month(month(name), int(year) if year else None)
    if which == "last":
        monday = last - FRIDAY
        return week_of(monday - timedelta(days=monday.weekday()), match[0])
    ahead = timedelta(days=-first.weekday() % 7, weeks=int(which[0]) - 1)
    return week_of(first + ahead, match[0])


def _near_month(match: re.Match[str], almanac: Almanac) -> Span:
    whole, which = match.groups()
    base = later_by(almanac.today.replace(day=1), {"next": 1, "last": -1}.get(which, 0), "month")
    last = later_by(base, 1, "month") - ONE_DAY
    return Span(base, last, match[0], school=True, vague=not whole, ends_before=which == "next")


def _break(almanac: Almanac, *seasons: str, months: tuple[int, ...] = ()) -> Break:
    """The nearest break so named, or in one of ``months``; one going on counts."""
    found = [
        each
        for each in almanac.calendar.breaks
        if any(each.name.startswith(season) for season in seasons)
        and (not months or each.starts.month in months or each.ends.month in months)
        and (each.starts <= almanac.today if almanac.backward else each.ends >= almanac.today)
    ]
    if not found:
        raise Misread("I do not know the dates of those holidays.")
    return found[-1 if almanac.backward else 0]


def _half_term(match: re.Match[str], almanac: Almanac) -> Span:
    found = _break(almanac, "half term", months=HALF_TERMS.get(match["season"] or "", ()))
    return Span(found.starts, found.ends, "half term", ends_before=True)


def _holidays(match: re.Match[str], almanac: Almanac) -> Span:
    season = {"winter": "Christmas", "spring": "Easter"}.get(match["season"] or "", match["season"])
    named = (season, season.capitalize()) if season else ("Christmas", "Easter", "summer")
    found = _break(almanac, *named)
    return Span(found.starts, found.ends, found.name, ends_before=True)


def _term(which: str | None, name: str | None, year: str | None, almanac: Almanac) -> Term:
    terms = [
        each
        for each in almanac.calendar.terms
        if (not name or name in each.name.lower()) and (not year or year in each.name)
    ]
    if year:
        found = terms
    elif which in ("last", "previous") or (almanac.backward and which is None):
        found = [t for t in terms if t.ends < almanac.today or (which is None and
                 t.starts <= almanac.today)][-1:]  # fmt: skip
    else:
        found = [t for t in terms if t.ends >= almanac.today]
        if which == "next" and found and found[0].starts <= almanac.today:
            found = found[1:]
    if not found:
        raise Misread("I do not know the dates of that term.")
    return found[0]


def _of_term(match: re.Match[str], almanac: Almanac) -> Part:
    groups = match.groupdict()
    words = groups["edge"] or ""
    which = groups["which"]
    term = _term(which, groups["name"], groups["year"], almanac)
    starting = words.startswith(("1st day", "start", "beginning"))
    if starting and which is None and not almanac.backward and term.starts < almanac.today:
        term = _term("next", groups["name"], groups["year"], almanac)
    if words.startswith(("last day", "end")):
        return Day(term.ends)
    if starting:
        return Day(term.starts)
    if words.startswith("last week"):
        return Span(term.ends - timedelta(days=term.ends.weekday()), term.ends, match[0])
    if words.startswith("1st week"):
        return Span(term.starts, week_of(term.starts).last, match[0])
    if "half" in words and term.half_term:
        first = words.startswith("1st")
        return Span(
            term.starts if first else term.half_term[1] + ONE_DAY,
            term.half_term[0] - ONE_DAY if first else term.ends,
            match[0],
            school=True,
        )
    return Span(term.starts, term.ends, term.name, school=True)


def _back(match: re.Match[str], almanac: Almanac) -> Part:
    """As in "First week back", "first day back after half term": after the nearest break."""
    unit, after = match["unit"], match["after"]
    seasons = {"half term": ("half term",), "christmas": ("Christmas",), "easter": ("Easter",),
               "summer": ("summer",)}.get(after or "", ("half term", "Christmas", "Easter",
                                                        "summer"))  # fmt: skip
    found = _break(almanac, *seasons)
    back = found.ends + ONE_DAY
    while back.weekday() > 4 or almanac.calendar.bank_holiday(back):
        back += ONE_DAY
    return Day(back) if unit == "day" else Span(back, week_of(back).last, match[0])


def _year(match: re.Match[str], almanac: Almanac) -> Span:
    return school_year(almanac, following=match[1] == "next", name=match[0])


def school_year(almanac: Almanac, *, following: bool, name: str) -> Span:
    """From the first autumn term to the end of the summer term after it; or the year that follows.

    Raises:
        Misread: its terms are not known.
    """
    autumns = [t for t in almanac.calendar.terms if t.starts.month in (8, 9)]
    begun = [t for t in autumns if t.starts <= almanac.today]
    start = begun[-1].starts if begun else almanac.today
    if following:
        coming = [t for t in autumns if t.starts > almanac.today]
        if not coming:
            raise Misread("I do not know the dates of next school year.")
        start = coming[0].starts
    ends = [
        t.ends for t in almanac.calendar.terms if start <= t.ends < later_by(start, 12, "month")
    ]
    if not ends:
        raise Misread("I do not know the dates of that school year.")
    return Span(start, ends[-1], name, school=True)


_THIS_WEEK = rf"(?:{_WHOLE})?(this|next|last|following|rest of)(?: the| this)? (?:whole )?week"
_EDGE = "(?:very )?end|start|beginning|last day|1st day|last week|1st week|1st half|2nd half"
_TERM = (
    rf"(?:(?P<edge>(?:{_EDGE}) of )|{_WHOLE})?(?:the )?"
    r"(?:(?P<which>this|next|last|previous|the coming) )?(?:the )?"
    r"(?:(?P<name>autumn|spring|summer) )?(?<!half )(?<!long )term(?:time)?(?: (?P<year>20\d\d))?"
)
_BACK = (
    r"(?:1st )?(?P<unit>week|day) back(?: (?:after|from) (?:the )?"
    r"(?P<after>half term|christmas|easter|summer)?(?: holidays| break)?)?"
)
_YEAR = (
    r"(?:all (?:of )?|the whole |the rest of )?(?:(this|next|the) )?(?:school|academic) year"
    r"|all year|(?:all )?this year"
)
PATTERNS: tuple[Pattern, ...] = tuple(
    (re.compile(rf"\b(?:the )?{pattern}(?!\w)"), meaning)
    for pattern, meaning in (
        (rf"{_THIS_WEEK}(?! (?:of|on|before|after))", _week),
        (r"(week) after next", lambda m, a: week_of(a.monday(2), m[0])),
        (r"(?:(this|next|last|coming) )?weekend(?! of)", _weekend),
        (rf"(?:({_WHOLE})|in |during |this |next |for ){MONTH}{YEAR}", _month),
        # "May" and "march" are words, too.
        (rf"()(?!(?:may|march) (?!20|$)){MONTH}{YEAR}", _month),
        (rf"(1st|2nd|3rd|4th|last) (?:full )?week (?:of|in) {MONTH}{YEAR}", _week_of_month),
        (rf"({_WHOLE})?(this|next|last) month", _near_month),
        (rf"(?:{_SEASONS} )?half term(?: week| holidays| break)?", _half_term),
        (r"(?:(?P<season>christmas|easter|summer|winter|spring) )?(?:school )?holidays", _holidays),
        (r"(?P<season>christmas|easter|summer|winter|spring) break", _holidays),
        (_TERM, _of_term),
        (_BACK, _back),
        (_YEAR, _year),
    )
)  # fmt: skip
