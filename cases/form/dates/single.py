"""Patterns of single days, each with what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from cases.conditions import later_by
from cases.form.dates.almanac import Almanac, Misread
from cases.form.dates.parts import Day, Part
from cases.form.dates.vocabulary import MONTHS, WEEKDAYS
from cases.form.dates.wording import day_words

WD = f"({'|'.join(WEEKDAYS)})"
DAY_NAMED = f"(?P<day>{'|'.join(WEEKDAYS)})"
MONTH = f"({'|'.join(MONTHS)})"
NTH = r"(\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?:,? ?'?(20\d\d|\d\d(?![\d/:.-]| ?(?:st|nd|rd|th|to|until|and|days?|weeks?)\b)))?"
WD_AFTER = rf"(?:,? \(? ?{WD}\b)?"
UNITS = "(days?|weeks?|fortnights?|months?|years?)"
WEEKS = "(weeks?|fortnights?)"
EDGE = "(end|start|beginning|last day|1st day)"
COUNT = r"(\d{1,3}|an?|a couple of|couple of|a few)"

Meaning = Callable[[re.Match[str], Almanac], Part | None]
Pattern = tuple[re.Pattern[str], Meaning]


def weekday(name: str) -> int:
    """The number of a weekday; Monday is 0."""
    return WEEKDAYS.index(name.removesuffix("s"))


def month(name: str) -> int:
    """The number of a month, from 1."""
    return MONTHS.index(name) + 1


def count(words: str) -> int:
    """The number that "3", "a", "a couple of" or "a few" says."""
    if words.isdigit():
        return int(words)
    return {"a": 1, "an": 1, "a few": 3}.get(words, 2)


def _with_weekday(found: date, name: str | None, *, whole: bool, almanac: Almanac) -> Day:
    """``found``, pointing out a weekday that is not its own."""
    if name is None or found.weekday() == weekday(name):
        return Day(found, None if whole else "year")
    step = (weekday(name) - found.weekday() + 3) % 7 - 3
    offers = [(found,), (found + timedelta(days=step),)]
    raise Misread(
        f"{day_words(found)} is a {WEEKDAYS[found.weekday()].capitalize()}, "
        f"not a {name.capitalize()}. Which do you mean?",
        offers,
    )


def _day_month(match: re.Match[str], almanac: Almanac) -> Day:
    before, day, name, year, after = match.groups()
    found = almanac.day(int(day), month(name), int(year) if year else None)
    return _with_weekday(found, before or after, whole=bool(year), almanac=almanac)


def _month_day(match: re.Match[str], almanac: Almanac) -> Day:
    before, name, day, year, after = match.groups()
    found = almanac.day(int(day), month(name), int(year) if year else None)
    return _with_weekday(found, before or after, whole=bool(year), almanac=almanac)


def _figures(match: re.Match[str], almanac: Almanac) -> Day | None:
    name, first, second, year = match.groups()
    day, number = int(first), int(second)
    if number > 12 and year is None and f"{first}.{second}" in match[0]:
        return None  # a time of day: 3.30
    if number > 12 and 1 <= day <= 12:
        meant = almanac.day(number, day, int(year) if year else None)
        raise Misread(
            f"I read dates with the day first, and there is no month {number}. "
            f"Do you mean {day_words(meant)}?",
            [(meant,)],
        )
    found = almanac.day(day, number, int(year) if year else None)
    return _with_weekday(found, name, whole=bool(year), almanac=almanac)


def _iso(match: re.Match[str], almanac: Almanac) -> Day:
    year, number, day = (int(each) for each in match.groups())
    return Day(almanac.day(day, number, year))


def _weekday_nth(match: re.Match[str], almanac: Almanac) -> Day:
    """As in "Friday the 4th": the nearest 4th, which had better be a Friday."""
    name, day = match.groups()
    found = almanac.day_of_month(int(day))
    step = -1 if almanac.backward else 1
    for months in range(4):
        other = later_by(found.replace(day=1), step * months, "month")
        if int(day) <= later_by(
            other, 1, "month"
        ).toordinal() - other.toordinal() and other.replace(day=int(day)).weekday() == weekday(
            name
        ):
            return Day(other.replace(day=int(day)))
    return _with_weekday(found, name, whole=True, almanac=almanac)


def _relative(days: int) -> Meaning:
    return lambda _, almanac: Day(almanac.today + timedelta(days=days))


def _bare_weekday(match: re.Match[str], almanac: Almanac) -> Day:
    found = almanac.weekday(weekday(match[1]))
    same = found.weekday() == almanac.today.weekday()
    return Day(found, "week", f"I took that to be {day_words(found)}, not today." if same else "")


def _this_weekday(match: re.Match[str], almanac: Almanac) -> Day:
    number = weekday(match[1])
    found = almanac.monday() + timedelta(days=number)
    if not almanac.backward and found < almanac.today:
        found += timedelta(weeks=1)
    return Day(found)


def _next_weekday(match: re.Match[str], almanac: Almanac) -> Day:
    """As in "next Friday": the one of next week. One still to come this week is told apart."""
    number = weekday(match[1])
    found = almanac.monday(1) + timedelta(days=number)
    nearer = found - timedelta(weeks=1)
    note = ""
    if nearer > almanac.today:
        near = "tomorrow" if nearer == almanac.today + timedelta(days=1) else "this week"
        note = f"I took that to be the {match[1].capitalize()} of next week, not {near}."
    return Day(found, note=note)


def _last_weekday(match: re.Match[str], almanac: Almanac) -> Day:
    back = (almanac.today.weekday() - weekday(match[1]) - 1) % 7 + 1
    return Day(almanac.today - timedelta(days=back))


def _weekday_in_week(match: re.Match[str], almanac: Almanac) -> Day:
    weeks = {"this": 0, "next": 1, "last": -1, "following": 1}.get(match[2], 2)
    return Day(almanac.monday(weeks) + timedelta(days=weekday(match[1])))


def _week_in_weekday(match: re.Match[str], almanac: Almanac) -> Day:
    weeks = {"this": 0, "next": 1, "last": -1}[match[1]]
    return Day(almanac.monday(weeks) + timedelta(days=weekday(match[2])))


def _weeks_on(match: re.Match[str], almanac: Almanac) -> Day:
    """As in "Monday week", "a week on Monday", "a fortnight on Monday"."""
    groups = match.groupdict()
    weeks = 2 if groups["unit"] == "fortnight" else count(groups.get("count") or "a")
    coming = (weekday(groups["day"]) - almanac.today.weekday() - 1) % 7 + 1
    return Day(almanac.today + timedelta(days=coming, weeks=weeks))


def _weeks_from_today(match: re.Match[str], almanac: Almanac) -> Day:
    number = count(match[1] or "a") * (2 if match[2].startswith("fortnight") else 1)
    return Day(almanac.today + timedelta(weeks=number, days=match[3] == "tomorrow"))


def _in(match: re.Match[str], almanac: Almanac) -> Day:
    return _away(match[1], match[2], almanac, 1)


def _ago(match: re.Match[str], almanac: Almanac) -> Day:
    return _away(match[1], match[2], almanac, -1)


def _away(number: str, unit: str, almanac: Almanac, sign: int) -> Day:
    steps = sign * count(number)
    unit = unit.removesuffix("s")
    if unit in ("month", "year"):
        far = steps if unit == "month" else 12 * steps
        if abs(far) > 120:
            raise Misread("That is a long way off. Please check it.")
        return Day(later_by(almanac.today, far, "month"))
    days = {"day": 1, "week": 7, "fortnight": 14}[unit]
    return Day(almanac.today + timedelta(days=days * steps))


def _weeks_ago_on(match: re.Match[str], almanac: Almanac) -> Day:
    """As in "A week ago on Friday": the Friday of that week, "today" its very day."""
    number = count(match[1]) * (2 if match[2].startswith("fortnight") else 1)
    back = almanac.today - timedelta(weeks=number)
    if match["day"] is None:
        return Day(back)
    return Day(back - timedelta(days=(back.weekday() - weekday(match["day"]) + 3) % 7 - 3))


def _weeks_before_last(match: re.Match[str], almanac: Almanac) -> Day:
    """As in "A week last Tuesday"."""
    number = count(match[1] or "a") * (2 if match[2] == "fortnight" else 1)
    back = (almanac.today.weekday() - weekday(match[3]) - 1) % 7 + 1
    return Day(almanac.today - timedelta(days=back, weeks=number))


def _nth_weekday_of(match: re.Match[str], almanac: Almanac) -> Day:
    """As in "Last Monday of March", "the 2nd Tuesday in June 2027"."""
    which, name, month_name, year = match.groups()
    for step in (0, 1):
        first, last = almanac.month(month(month_name), int(year) if year else None)
        if step:
            first = later_by(first, -12 if almanac.backward else 12, "month")
            last = later_by(first, 1, "month") - timedelta(days=1)
        if which == "last":
            found = last - timedelta(days=(last.weekday() - weekday(name)) % 7)
        else:
            ahead = (weekday(name) - first.weekday()) % 7
            found = first + timedelta(days=ahead, weeks=int(which[0]) - 1)
        if found > last:
            raise Misread(f"That month has no {which} {name.capitalize()}.")
        if year or found == almanac.today or (found < almanac.today) == almanac.backward:
            break
    return Day(found)


def _nth(match: re.Match[str], almanac: Almanac) -> Day:
    return Day(almanac.day_of_month(int(match[1])))


def _end_of_month(match: re.Match[str], almanac: Almanac) -> Day:
    """As in "End of the month", "end of next month", "start of March"."""
    edge, which, name, year = match.groups()
    if name:
        span = almanac.month(month(name), int(year) if year else None)
    else:
        base = later_by(almanac.today, {"next": 1, "last": -1}.get(which or "", 0), "month")
        span = almanac.month(base.month, base.year)
    return Day(span[1] if edge in ("end", "last day") else span[0])


PATTERNS: tuple[Pattern, ...] = tuple(
    (re.compile(rf"\b(?:the )?{pattern}(?!\w)"), meaning)
    for pattern, meaning in (
        (rf"(?:{WD},? (?:the )?)?{NTH} (?:day )?(?:of )?{MONTH}{YEAR}{WD_AFTER}", _day_month),
        (rf"(?:{WD},? )?{MONTH} (?:the )?{NTH}\b(?!-\d*/){YEAR}{WD_AFTER}", _month_day),
        (r"(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})", _iso),
        (rf"(?:{WD},? (?:the )?)?(\d{{1,2}})[/.](\d{{1,2}})(?:[/.](20\d\d|\d\d))?", _figures),
        (rf"(?:{WD},? )?(\d{{1,2}})-(\d{{1,2}})-(20\d\d|\d\d)", _figures),
        (rf"{WD},? (?:the )?(\d{{1,2}})(?:st|nd|rd|th)", _weekday_nth),
        (r"day after tomorrow", _relative(2)),
        (r"day before yesterday", _relative(-2)),
        (r"(?:later |earlier )?(?:today|tonight|this (?:morning|afternoon|evening))", _relative(0)),
        (r"(?:last night|yesterday)", _relative(-1)),
        (r"tomorrow", _relative(1)),
        (r"just now|right now", _relative(0)),
        (WD, _bare_weekday),
        (rf"(?:this|this coming|coming) (?:coming )?{WD}", _this_weekday),
        (rf"next {WD}", _next_weekday),
        (rf"{WD} next(?! week)", _next_weekday),
        (rf"(?:last|this past|past|previous) {WD}", _last_weekday),
        (rf"{WD},? (?:of |in )?(?:the )?(this|next|last|following|week after next) (?:week)?",
         _weekday_in_week),
        (rf"(this|next|last) week,? (?:on )?(?:the )?{WD}", _week_in_weekday),
        (rf"{DAY_NAMED} (?P<unit>week|fortnight)", _weeks_on),
        (rf"(?:(?P<count>\d|a) )?(?P<unit>weeks?|fortnight) (?:on|from) {DAY_NAMED}", _weeks_on),
        (rf"(?:a )?(?P<unit>fortnight|week) next {DAY_NAMED}", _weeks_on),
        (rf"{DAY_NAMED} after (?P<unit>next)", _weeks_on),
        (rf"(?:{COUNT} )?{WEEKS} (?:from |on )?(today|now|tomorrow)", _weeks_from_today),
        (r"tomorrow week", _relative(8)),
        (r"today week", _relative(7)),
        (rf"(?:in|within) (?:about )?(?:the next )?{COUNT} {UNITS}(?:'? time)?", _in),
        (rf"{COUNT} {UNITS}'? (?:time|from (?:now|today))", _in),
        (rf"(?:about )?{COUNT} {UNITS} (?:ago|back)", _ago),
        (rf"{COUNT} {WEEKS} ago (?:on )?(today|{DAY_NAMED})", _weeks_ago_on),
        (rf"(?:(a|an|\d) )?(week|weeks|fortnight) (?:last|ago last|past) {WD}", _weeks_before_last),
        (rf"(1st|2nd|3rd|4th|5th|last) {WD} (?:of|in) (?:the )?{MONTH}{YEAR}", _nth_weekday_of),
        (r"(\d{1,2})(?:st|nd|rd|th)(?: of (?:the|this) month)?(?! (?:of |week|day|half))", _nth),
        (rf"{EDGE} of (?:(?:the |(this|next|last) )?month|{MONTH}{YEAR})", _end_of_month),
    )
)  # fmt: skip
