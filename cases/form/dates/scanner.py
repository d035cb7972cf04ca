"""Finds the parts of what was said about dates, and how they are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cases.form.dates import feasts, repeats, seasons, single, spans
from cases.form.dates.almanac import Almanac
from cases.form.dates.parts import Day, Part, Span
from cases.form.dates.vocabulary import MONTHS, WEEKDAYS

Join = Literal[
    "to", "from", "since", "and", "or", "except", "week of", "weekend of", "before", "after",
    "early", "mid", "late", "",
]  # fmt: skip

PATTERNS = (
    *single.PATTERNS,
    *feasts.PATTERNS,
    *spans.PATTERNS,
    *seasons.PATTERNS,
    *repeats.PATTERNS,
)
# What may stand between a join and its day: "up to and including the".
_LITTLE = r"(?: (?:the|on|about|around|and|including|inclusive|say|maybe|at least))*$"

_JOINS: tuple[tuple[Join, re.Pattern[str]], ...] = (
    ("week of", re.compile(r"\bweek of(?: the)?(?: on)?$")),
    ("weekend of", re.compile(r"\bweekend of(?: the)?$")),
    (
        "except",
        re.compile(r"\b(?:except|excluding|apart from|but not|skipping)\b|\bnot(?: on| the)*$"),
    ),
    ("before", re.compile(r"\bbefore(?: the)?$")),
    ("after", re.compile(r"\bafter(?: the)?$")),
    ("early", re.compile(r"\bearly(?: in)?(?: the)? ?-?$")),
    ("mid", re.compile(r"\b(?:mid|the middle of|middle of)(?: the)? ?-?$")),
    ("late", re.compile(r"\blate(?: in)?(?: the)? ?-?$")),
    ("to", re.compile(rf"(?<!not )\buntil\b|\b(?:to|ending|ends?|finishing){_LITTLE}|-$")),
    ("since", re.compile(r"\bsince\b")),
    ("from", re.compile(r"\b(?:from|starting|start|beginning|begin|between|as of)\b")),
    ("or", re.compile(r"\bor\b|(?<=[a-z]) / ")),
    ("and", re.compile(r"\band\b|[&,;+/]|\bplus\b|\bthen\b|\balso\b")),
)
# Before the first day, "to" and "-" belong mostly to other words: "I want to film on 12 march".
_JOINS_FIRST: tuple[tuple[Join, re.Pattern[str]], ...] = (
    (
        "to",
        re.compile(
            r"(?<!not )\buntil\b|\b(?:up to|ending)\b"
            rf"{_LITTLE}|(?:^|\b(?:now|today|on|runs?|lasts?) )to\b{_LITTLE}"
        ),
    ),
    ("except", re.compile(r"\bnot(?: on| the)*$")),
    *((join, pattern) for join, pattern in _JOINS if join not in ("to", "except")),
)
_EDGE = re.compile(
    r"\b(?:the )?(?:very )?(end|start|beginning|1st day|last day) of(?: the| this)?$"
)
_NUMBER = rf"(?:(?:{'|'.join(WEEKDAYS)}),? )?" r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?"
_BETWEEN = r"(?: ?, ?and | ?, ?| and | ?& ?| ?\+ ?| to | until | or | ?- ?)"
# "3, 4 and 5 December" and "December 3 to 5" name the month once for all their days.
_DAYS_OF_MONTH = re.compile(
    rf"\b((?:{_NUMBER}{_BETWEEN})+){_NUMBER} (?:of )?({'|'.join(MONTHS)})\b({single.YEAR})"
)
_MONTH_OF_DAYS = re.compile(
    rf"\b({'|'.join(MONTHS)}) ({_NUMBER}(?:{_BETWEEN}{_NUMBER})+)\b"
    rf"(?! ?[/:.]\d)(?!\d| (?:{'|'.join(MONTHS)}))"
)
_NTHS = re.compile(
    r"\b(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?= ?(?:-|to|until) ?(?:the )?\d{1,2}(?:st|nd|rd|th)\b)"
)
_WEEK_SHARED = re.compile(
    rf"\b({'|'.join(WEEKDAYS)})((?: to | until | ?- ?| and | ?, ?| ?& ?)(?:{'|'.join(WEEKDAYS)}))"
    r"((?: to | until | ?- ?| and | ?, ?| ?& ?)(?:[a-z]+day))? "
    r"((?:this|next|last) week|(?:the )?week after next)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A part, and the join and the words that stand before it."""

    part: Part
    join: Join


def scan(text: str, almanac: Almanac) -> list[Found]:
    """The parts of plain ``text``, in order.

    Raises:
        Misread: a part names a day that there is not.
    """
    text = _shared_out(text)
    found: list[Found] = []
    at = after = 0
    while at < len(text):
        best = _longest_at(text, at, almanac)
        if best is None:
            at = _next_word(text, at)
            continue
        end, part = best
        gap, part = _at_edge(text[after:at].strip(), part)
        found.append(Found(part, _join(gap, first=not found)))
        at = after = end
    return found


def _longest_at(text: str, at: int, almanac: Almanac) -> tuple[int, Part] | None:
    """The longest pattern that matches here, where its meaning is a part at all."""
    matches = [
        (match, meaning) for pattern, meaning in PATTERNS if (match := pattern.match(text, at))
    ]
    for match, meaning in sorted(matches, key=lambda each: -each[0].end()):
        if match.end() > at:
            part = meaning(match, almanac)
            if part is not None:
                return match.end(), part
    return None


def _next_word(text: str, at: int) -> int:
    here = text[at]
    if here.isalnum():
        while at < len(text) and text[at].isalnum():
            at += 1
        return at
    return at + 1


def _join(gap: str, *, first: bool) -> Join:
    joins = _JOINS_FIRST if first else _JOINS
    return next((join for join, pattern in joins if pattern.search(gap)), "")


def _at_edge(gap: str, part: Part) -> tuple[str, Part]:
    """As in "the end of" next week: the last day of the span, and what is left of the gap."""
    edge = _EDGE.search(gap)
    if edge is None or not isinstance(part, Span):
        return gap, part
    on = part.last if edge[1] in ("end", "last day") else part.first
    return gap[: edge.start()].strip(), Day(on)


def _shared_out(text: str) -> str:
    """The text with a month or a week that is named once given to each of its days."""

    def each_day(match: re.Match[str]) -> str:
        month = f" {match[4]}{match[5] or ''}"
        return re.sub(r"(\d{1,2})(?:st|nd|rd|th)?", rf"\1{month}", match[1]) + f"{match[3]}{month}"

    def month_first(match: re.Match[str]) -> str:
        return re.sub(r"(\d{1,2})(?:st|nd|rd|th)?", rf"\1 {match[1]}", match[2])

    def each_weekday(match: re.Match[str]) -> str:
        days = f"{match[1]}{match[2]}{match[3] or ''}"
        return re.sub(r"[a-z]+day\b", lambda day: f"{day[0]} {match[4]}", days)

    text = _DAYS_OF_MONTH.sub(each_day, text)
    text = _MONTH_OF_DAYS.sub(month_first, text)
    text = _NTHS.sub(lambda match: f"{match[1]}th", text)
    return _WEEK_SHARED.sub(each_weekday, text)


def lone_numbers(text: str, almanac: Almanac) -> Day | None:
    """A bare "4", meant as the 4th, or "4 12 26"; None for anything else."""
    match = re.fullmatch(r"(?:on )?(?:the )?(\d{1,2})(?: (\d{1,2}) (20\d\d|\d\d))?", text)
    if match is None:
        return None
    day, month, year = match.groups()
    if month is None:
        return Day(almanac.day_of_month(int(day)))
    return Day(almanac.day(int(day), int(month), int(year)))
