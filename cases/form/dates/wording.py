"""Days read out, as a person would say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from cases.form.dates.vocabulary import MONTHS, WEEKDAYS

MOST_LISTED = 6
LEAST_REPEATED = 4


def day_words(day: date, *, year: bool = True, month: bool = True) -> str:
    """As in "Friday 4 December 2026"."""
    parts = [WEEKDAYS[day.weekday()].capitalize(), str(day.day)]
    if month:
        parts.append(MONTHS[day.month - 1].capitalize())
    if year:
        parts.append(str(day.year))
    return " ".join(parts)


def span_words(first: date, last: date) -> str:
    """As in "Thursday 3 to Saturday 5 December 2026"."""
    same_year = first.year == last.year
    start = day_words(
        first, year=not same_year, month=not (same_year and first.month == last.month)
    )
    return f"{start} to {day_words(last)}"


def days_words(days: Sequence[date]) -> str:
    """Any number of days, in order: a day, a range, what repeats, or a list."""
    if len(days) == 1:
        return day_words(days[0])
    if len(days) > 2 and _in_a_row(days):
        return span_words(days[0], days[-1])
    repeated = _repeated(days)
    if repeated:
        first, last = days[0], days[-1]
        return f"{repeated} from {_plain(first, last)} to {_plain(last)} ({len(days)} days)"
    listed = [_short(each, days, at) for at, each in enumerate(days[:MOST_LISTED])]
    if len(days) > MOST_LISTED:
        more = len(days) - MOST_LISTED
        return f"{', '.join(listed)} and {more} more, the last on {day_words(days[-1])}"
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def _plain(day: date, before: date | None = None) -> str:
    """As in "4 December 2026", without what ``before`` says as well."""
    parts = [str(day.day)]
    same_year = before is not None and before.year == day.year
    if before is None or not (same_year and before.month == day.month):
        parts.append(MONTHS[day.month - 1].capitalize())
    return " ".join(parts if same_year else [*parts, str(day.year)])


def _short(day: date, days: Sequence[date], at: int) -> str:
    """A day in a list: the year where it is the last of its year."""
    ends_year = at == len(days) - 1 or days[at + 1].year != day.year or at == MOST_LISTED - 1
    return day_words(day, year=ends_year)


def _in_a_row(days: Sequence[date]) -> bool:
    return (days[-1] - days[0]) == timedelta(days=len(days) - 1)


def _repeated(days: Sequence[date]) -> str | None:
    """What repeats in these days, or None: "every Tuesday", "every school day"."""
    weekdays = sorted({each.weekday() for each in days})
    weeks = (days[-1] - days[0]).days / 7
    if len(days) < LEAST_REPEATED * len(weekdays):
        return None
    names = [WEEKDAYS[each].capitalize() for each in weekdays]
    # Half terms and holidays leave gaps; far more of them means that nothing repeats.
    if len(weekdays) <= 3:
        steps = {
            (later - earlier).days
            for weekday in weekdays
            for earlier, later in _pairs([each for each in days if each.weekday() == weekday])
        }
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        if min(steps) == 7:
            return f"every {listed}"
        return f"every other {listed}" if min(steps) == 14 and len(names) == 1 else None
    if weekdays == [0, 1, 2, 3, 4] and len(days) >= 2.5 * weeks:
        return "every school day"
    return None


def _pairs(days: Sequence[date]) -> list[tuple[date, date]]:
    return list(pairwise(days))
