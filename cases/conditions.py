"""When something of a declaration applies: what was answered to which question."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from cases.model import Answer

Values = tuple[str | bool, ...]
When = Mapping[str, Values]

_LATER = re.compile(r"more than (\d+) (day|month|year)s? after ([a-z][a-z0-9_]*)")


def applies(when: When, answers: Mapping[str, Answer]) -> bool:
    """Whether every entry of ``when`` holds: its slot was answered with one of the values.

    Of a slot with several answers one is enough. On a date, a value may also be ``more than 2
    years after SLOT``, counted from the last day answered there.
    """
    return all(
        slot in answers and any(_holds(wanted, answers[slot].value, answers) for wanted in values)
        for slot, values in when.items()
    )


def slot_counted_from(value: str | bool) -> str | None:
    """The slot that ``more than 2 years after SLOT`` names; None for any other value."""
    found = _LATER.fullmatch(value) if isinstance(value, str) else None
    return found[3] if found else None


def later_by(day: date, count: int, unit: str) -> date:
    """The date ``count`` days, months or years after ``day`` (a short month's last day at most)."""
    if unit == "day":
        return day + timedelta(days=count)
    months = day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def days_of(value: Any) -> tuple[date, ...]:
    """The days in an answer's value: one ISO date, or a list of them; none for anything else."""
    found: list[date] = []
    for each in value if isinstance(value, list | tuple) else [value]:
        try:
            found.append(date.fromisoformat(each))
        except (TypeError, ValueError):
            continue
    return tuple(sorted(found))


def _holds(wanted: str | bool, value: Any, answers: Mapping[str, Answer]) -> bool:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(_same(wanted, each) for each in value) or _later(wanted, value, answers)
    return _same(wanted, value) or _later(wanted, value, answers)


def _same(wanted: str | bool, value: Any) -> bool:
    return type(wanted) is type(value) and wanted == value


def _later(wanted: str | bool, value: Any, answers: Mapping[str, Answer]) -> bool:
    found = _LATER.fullmatch(wanted) if isinstance(wanted, str) else None
    if found is None or found[3] not in answers:
        return False
    base, days = days_of(answers[found[3]].value), days_of(value)
    return bool(base and days) and days[-1] > later_by(base[-1], int(found[1]), found[2])
