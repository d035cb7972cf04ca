"""Patterns of what repeats, how long it goes on, and what is counted from another day."""

from __future__ import annotations

import re
from typing import Literal

from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.parts import Lasting, Repeat, Shift
from cases.form.dates.single import COUNT, WD, Pattern, count, weekday
from cases.form.dates.vocabulary import WEEKDAYS

_NAME = f"(?:{'|'.join(WEEKDAYS)})"
_LIST = rf"({_NAME}s?(?:(?: ?, ?| ?,? and | ?& ?| ?/ ?|, and | ){_NAME}s?)*(?! (?:the )?\d))"
_PLURAL = rf"((?:{_NAME}s?(?: ?, ?| ?,? and | ?& ?| ?/ ?))*{_NAME}s)"
_UNITS = "(days?|weeks?|fortnights?)"
_NOT_SAID = "(?! (?:next|tomorrow|yesterday))"
SCHOOL_DAYS = frozenset(range(5))


def _days_in(words: str) -> frozenset[int]:
    return frozenset(weekday(each) for each in re.findall(_NAME, words))


def _every(match: re.Match[str], _: Almanac) -> Repeat:
    other, days = match.groups()
    return Repeat(_days_in(days), 2 if other else 1)


def _plural(match: re.Match[str], _: Almanac) -> Repeat:
    days, other = match.groups()
    return Repeat(_days_in(days), 2 if other and other != "week" else 1)


def _each_day(_match: re.Match[str], _: Almanac) -> Repeat:
    return Repeat(SCHOOL_DAYS)


def _each_week(match: re.Match[str], _: Almanac) -> Repeat:
    return Repeat(frozenset(), 2 if match[1] or match[2] == "fortnight" else 1)


def _each_month(_match: re.Match[str], _: Almanac) -> Repeat:
    raise Misread("I cannot work out days that come once a month. Please list them.")


def _lasting(match: re.Match[str], _: Almanac) -> Lasting:
    unit = match[2].removesuffix("s")
    return Lasting(count(match[1]) * {"day": 1, "week": 7, "fortnight": 14, "month": 30}[unit])


def _sign(word: str) -> Literal[-1, 1]:
    return -1 if word == "before" else 1


def _weekday_from(match: re.Match[str], _: Almanac) -> Shift:
    return Shift(_sign(match[2]), weekday=weekday(match[1]))


def _week_from(match: re.Match[str], _: Almanac) -> Shift:
    return Shift(_sign(match[1]), week=True)


def _days_from(match: re.Match[str], _: Almanac) -> Shift:
    number, unit, sign = match.groups()
    days = count(number or "a") * {"day": 1, "week": 7, "fortnight": 14}[unit.removesuffix("s")]
    return Shift(_sign(sign), days=days)


PATTERNS: tuple[Pattern, ...] = tuple(
    (re.compile(rf"\b{pattern}(?!\w)"), meaning)
    for pattern, meaning in (
        (rf"every (other |2nd )?(?:week on (?:a )?)?{_LIST}", _every),
        (rf"every (other |2nd |fortnight )(?:week )?on (?:a )?{_LIST}", _every),
        (rf"{_PLURAL}(?:,? every (other week|week|fortnight|other))?", _plural),
        (rf"{_LIST},? every (week|other week|fortnight)", _plural),
        (r"every (?:school |working |week)?day|(?:all |on )?week ?days|school days", _each_day),
        (r"every (other |2nd )?(week|fortnight)", _each_week),
        (rf"every (?:1st|2nd|3rd|4th|last) {WD} (?:of|in) (?:the|every) month", _each_month),
        (rf"every (?:1st|3rd|4th|last) {WD}|every month|monthly", _each_month),
        (rf"{COUNT} (days?) (?:from|starting)(?! today| now| tomorrow)", _lasting),
        (rf"for (?:the next |about )?{COUNT} (days?|weeks?|fortnights?|months?)", _lasting),
        (rf"(?:the )?(?:1st |last )?{WD} (before|after)(?! next)", _weekday_from),
        (r"(?:the )?week (before|after)(?! next)", _week_from),
        (rf"(?:the )?(?:{COUNT} )?{_UNITS} (before|after){_NOT_SAID}", _days_from),
    )
)  # fmt: skip
