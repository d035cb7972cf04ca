"""How many cases there were and how long they took, counted from what the viewer may see.

A case that concerns the viewer is never among them: the number alone would tell them of it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from statistics import median

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from cases.access import viewer_of, visible
from cases.calendar import ZONE, Calendar
from cases.context import Context
from cases.directory import Person
from cases.model import OPEN
from cases.tables import case_file

DECIDED = frozenset({"approved", "declined", "resolved"})
PERCENTILE = 0.9
SOME = 1_000  # cases read at a time
BEFORE_ALL = date(2000, 1, 1)


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


# How a case stands: each is one of these.
_OTHER, _OPEN, _OVERDUE, _IN_TIME, _LATE = range(5)


def figures(context: Context, connection: Connection, viewer: Person, since: date) -> Figures:
    """What the viewer may count of the cases that came in from `since` until now.

    Their own requests are not among them: these are the figures of those who decide.

    Raises:
        CaseError: 404, they have left.
    """
    now, until = context.now(), context.today()
    table = case_file.c
    query = select(
        table.procedure,
        _standing(now).label("standing"),
        table.kind,
        _hour(connection, table.submitted_at).label("submitted"),
        _hour(connection, table.decided_at).label("decided"),
    ).where(
        visible(viewer_of(context, connection, viewer)),
        table.reporter != viewer.email,
        table.submitted_at >= datetime.combine(since, time(), ZONE),
        table.submitted_at <= now,
    )
    place = _places(context.calendar)
    counts: Counter[tuple[str, int]] = Counter()
    came_in: Counter[tuple[str, str]] = Counter()
    days: dict[str, list[int]] = defaultdict(list)
    # There may be very many rows: little is done for each, and few are held at a time (Python
    # looks through all it holds, again and again, while many are made).
    for rows in connection.execute(query.execution_options(yield_per=SOME)).partitions():
        counts.update(map(itemgetter(0, 1), rows))
        came_in.update(map(itemgetter(2, 3), rows))
        for procedure, standing, _, submitted, decided in rows:
            if standing >= _IN_TIME:
                days[procedure].append(place[decided][1] - place[submitted][1])
    months: Counter[tuple[date, str]] = Counter()
    for (kind, hour), count in came_in.items():
        months[place[hour][0], kind] += count
    together: Counter[int] = Counter()
    for (_, standing), count in counts.items():
        together[standing] += count
    return Figures(
        since,
        until,
        _months(months, since, until),
        tuple(
            _line(name, {at: counts[name, at] for at in range(5)}, days[name])
            for name in sorted({procedure for procedure, _ in counts})
        ),
        _line("", together, chain.from_iterable(days.values())),
    )


def percentile(values: Sequence[int], share: float = PERCENTILE) -> int | None:
    """The smallest value that at least `share` of all do not exceed (nearest rank).

    None where there are no values.
    """
    if not values:
        return None
    return sorted(values)[math.ceil(share * len(values)) - 1]


class _Places(dict[str, tuple[date, int]]):
    """By the hour in UTC: the first day of its month, and the number of its working day.

    Days here begin with an hour of UTC. What was looked up stays: the past does not change.
    """

    def __init__(self, calendar: Calendar) -> None:
        super().__init__()
        self._calendar = calendar
        self._numbers = [0]  # of each day from `BEFORE_ALL` on: working days until then

    def __missing__(self, hour: str) -> tuple[date, int]:
        day = self._calendar.day(datetime.fromisoformat(f"{hour}:00+00:00"))
        found = self[hour] = (day.replace(day=1), self._number(day))
        return found

    def _number(self, day: date) -> int:
        place = (day - BEFORE_ALL).days
        while len(self._numbers) <= place:
            next_one = BEFORE_ALL + timedelta(days=len(self._numbers))
            self._numbers.append(self._numbers[-1] + self._calendar.is_working(next_one))
        return self._numbers[place]


@lru_cache(maxsize=1)
def _places(calendar: Calendar) -> _Places:
    return _Places(calendar)


def _standing(now: datetime) -> ColumnElement[int]:
    table = case_file.c
    is_open = table.state.in_(sorted(OPEN))
    decided = and_(table.outcome.in_(sorted(DECIDED)), table.decided_at.is_not(None))
    return case(
        (and_(is_open, table.due_at < now), _OVERDUE),
        (is_open, _OPEN),
        (and_(decided, table.decided_at > table.due_at), _LATE),
        (decided, _IN_TIME),
        else_=_OTHER,
    )


def _hour(connection: Connection, moment: ColumnElement[datetime]) -> ColumnElement[str]:
    """The hour of a moment in UTC, as text: quick to read, and the same for many rows."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24")
    return func.substr(moment, 1, len("2026-12-04 10"))


def _line(procedure: str, counts: Mapping[int, int], days: Iterable[int]) -> Line:
    ordered = sorted(days)
    return Line(
        procedure,
        sum(counts.values()),
        counts.get(_OPEN, 0) + counts.get(_OVERDUE, 0),
        counts.get(_OVERDUE, 0),
        len(ordered),
        counts.get(_LATE, 0),
        float(median(ordered)) if ordered else None,
        percentile(ordered),
    )


def _months(came_in: Mapping[tuple[date, str], int], since: date, until: date) -> tuple[Month, ...]:
    found = []
    first = since.replace(day=1)
    while first <= until:
        kinds = (came_in.get((first, kind), 0) for kind in ("permission", "report"))
        found.append(Month(first, *kinds))
        first = (first + timedelta(days=31)).replace(day=1)
    return tuple(found)
