"""From words to days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.combine import combine, days_in
from cases.form.dates.scanner import lone_numbers, scan
from cases.form.dates.single import COUNT, UNITS
from cases.form.dates.vocabulary import plain

LONGEST_FOR_LIBRARY = 60
# dateparser makes a date of nearly anything; it is asked only where a date is in sight.
_IN_SIGHT = re.compile(r"\d.*[a-z/.-]|\b(?:day|week|month|year)s?\b")

# "To now" as "to today".
_NOW = re.compile(r"\b(?:to|till|until|up to) (?:now|the present|present|date)\b|- ?now\b")

# "For two years" as the day on which that ends.
_LASTS = re.compile(
    r"\b(?:(?:for|up to|within|in|about|another|max|a max of|no more than|at most) )*"
    rf"(?={COUNT} {UNITS}\b(?! (?:ago|before|after|from|on|group|back|last|next|today|tomorrow)))"
)


@dataclass(frozen=True, slots=True)
class DaysRead:
    """The days that were meant, in order, and sentences on how the words were taken."""

    days: tuple[date, ...]
    notes: tuple[str, ...] = ()


def read_days(words: str, almanac: Almanac) -> DaysRead:
    """The days that ``words`` name; none where no date is in them.

    Raises:
        Misread: a date is in them, but it cannot be told which.
    """
    text = _NOW.sub("to today", plain(words))
    if almanac.until:
        text = _LASTS.sub("in ", text.replace("half a year", "6 months"))
    alone = lone_numbers(text, almanac)
    if alone is not None:
        return DaysRead((alone.on,))
    try:
        meant = combine(scan(text, almanac), almanac)
        days = days_in(meant, almanac)
        if almanac.until:
            return DaysRead(days[-1:] or _found(_by_library(text, almanac)))
    except OverflowError:
        raise Misread("That is a long way off. Please check it.") from None
    if days or meant.pieces:
        return DaysRead(days, tuple(dict.fromkeys(meant.notes)))
    return DaysRead(_found(_by_library(text, almanac)))


def _found(day: date | None) -> tuple[date, ...]:
    return (day,) if day else ()


def _by_library(text: str, almanac: Almanac) -> date | None:
    if len(text) > LONGEST_FOR_LIBRARY or not text.isascii() or not _IN_SIGHT.search(text):
        return None
    import dateparser  # type: ignore[import-untyped]  # slow to import

    try:
        found = dateparser.parse(
            text,
            languages=["en"],
            settings={
                "DATE_ORDER": "DMY",
                "PREFER_DATES_FROM": "past" if almanac.backward else "future",
                "RELATIVE_BASE": datetime.combine(almanac.today, datetime.min.time()),
                "RETURN_AS_TIMEZONE_AWARE": False,
                "REQUIRE_PARTS": [],
                "PARSERS": ["relative-time", "custom-formats", "absolute-time"],
            },
        )
    except (ValueError, OverflowError):
        return None
    return found.date() if found else None


def warm() -> None:
    """Loads what is slow to load, so that the first answer does not wait for it."""
    import dateparser
    import rapidfuzz.fuzz
    import rapidfuzz.process  # noqa: F401

    dateparser.parse("1 January 2027", languages=["en"])
