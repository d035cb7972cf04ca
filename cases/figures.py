"""How many cases there were and how long they took, counted from what the viewer may see.

A case that concerns the viewer is never among them: the number alone would tell them of it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import Connection, select

from cases.access import viewer_of, visible
from cases.calendar import ZONE, Calendar
from cases.context import Context
from cases.directory import Person
from cases.model import OPEN
from cases.tables import case_file

DECIDED = frozenset({"approved", "declined", "resolved"})
PERCENTILE = 0.9


@dataclass(frozen=True, slots=True)
class Month:
    """How many permissions and reports came in during a month; `first` is its first day."""

    first: date
    permissions: int
    reports: int


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one procedure, or of all (`procedure` is empty).

    `median_days` and `ninetieth_days` are working days from coming in to decision (0: the same
    day), None where nothing was decided. `late` counts decisions made after they were due.
    """

    procedure: str
    cases: int
    open: int
    overdue: int
    decided: int
    late: int
    median_days: float | None
    ninetieth_days: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the cases that came in from `since` to `until`, both days included."""

    since: date
    until: date
    months: tuple[Month, ...]
    lines: tuple[Line, ...]
    all: Line


class _Case(NamedTuple):
    procedure: str
    kind: str
    state: str
    outcome: str | None
    submitted_at: datetime
    due_at: datetime
    decided_at: datetime | None


def figures(context: Context, connection: Connection, viewer: Person, since: date) -> Figures:
    """What the viewer may count of the cases that came in from `since` until now.

    Their own requests are not among them: these are the figures of those who decide.

    Raises:
        CaseError: 404, they have left.
    """
    now, calendar, until = context.now(), context.calendar, context.today()
    begin = datetime.combine(since, time(), ZONE)
    query = select(*(case_file.c[name] for name in _Case._fields)).where(
        visible(viewer_of(context, connection, viewer)),
        case_file.c.reporter != viewer.email,
        case_file.c.submitted_at >= begin,
        case_file.c.submitted_at <= now,
    )
    rows = [_Case(*row) for row in connection.execute(query)]
    days_of = _working_days(calendar, since, until)
    procedures = sorted({row.procedure for row in rows})
    return Figures(
        since,
        until,
        _months(rows, calendar, since, until),
        tuple(
            _line(name, [row for row in rows if row.procedure == name], days_of, now)
            for name in procedures
        ),
        _line("", rows, days_of, now),
    )


def percentile(values: Sequence[int], share: float = PERCENTILE) -> int | None:
    """The smallest value that at least `share` of all do not exceed (nearest rank).

    None where there are no values.
    """
    if not values:
        return None
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _line(
    procedure: str, rows: Sequence[_Case], days_of: Callable[[datetime, datetime], int],
    now: datetime,
) -> Line:  # fmt: skip
    still_open = [row for row in rows if row.state in OPEN]
    decided = [
        (row, row.decided_at)
        for row in rows
        if row.outcome in DECIDED and row.decided_at is not None
    ]
    days = [days_of(row.submitted_at, at) for row, at in decided]
    return Line(
        procedure,
        len(rows),
        len(still_open),
        sum(row.due_at < now for row in still_open),
        len(decided),
        sum(at > row.due_at for row, at in decided),
        float(median(days)) if days else None,
        percentile(days),
    )


def _months(
    rows: Iterable[_Case], calendar: Calendar, since: date, until: date
) -> tuple[Month, ...]:
    counted: Counter[tuple[date, str]] = Counter()
    for row in rows:
        counted[calendar.day(row.submitted_at).replace(day=1), row.kind] += 1
    found = []
    first = since.replace(day=1)
    while first <= until:
        found.append(Month(first, counted[first, "permission"], counted[first, "report"]))
        first = (first + timedelta(days=31)).replace(day=1)
    return tuple(found)


def _working_days(
    calendar: Calendar, since: date, until: date
) -> Callable[[datetime, datetime], int]:
    """Counts working days after one moment's day up to and with another's."""
    total, passed = {}, 0
    day = since
    while day <= until:
        passed += calendar.is_working(day)
        total[day] = passed
        day += timedelta(days=1)
    return lambda start, end: total.get(calendar.day(end), passed) - total[calendar.day(start)]
