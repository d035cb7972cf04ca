from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from cases.figures import Figures, Line, Month, figures, percentile
from cases.model import CaseError
from cases.tables import case_file, case_party
from tests.cases.room import HEAD, LEAD, MANAGER, OFFICE, SECOND, STAFF, Room

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
SINCE = date(2026, 7, 1)
NUMBERS = itertools.count()

Add = Callable[..., None]
Count = Callable[..., Figures]


@pytest.fixture
def add(room: Room) -> Add:
    def add(
        submitted: datetime,
        decided: datetime | None = None,
        due: timedelta = timedelta(days=7),
        handler: str = MANAGER,
        reporter: str = STAFF,
        concerned: str | None = None,
        kind: str = "permission",
        confidential: bool = False,
        procedure: str = "filming_permission",
    ) -> None:
        number = next(NUMBERS)
        done = "approved" if kind == "permission" else "resolved"

        def work(connection: Connection) -> None:
            made = connection.execute(
                insert(case_file).values(
                    reference=f"REF{number}",
                    submission=f"{number:032}",
                    procedure=procedure,
                    kind=kind,
                    reporter=reporter,
                    handler=handler,
                    state="submitted" if decided is None else "closed",
                    outcome=None if decided is None else done,
                    confidential=confidential,
                    edition="2023-09",
                    sealed="",
                    checks=[],
                    submitted_at=submitted,
                    due_at=submitted + due,
                    decided_at=decided,
                    keep_class=kind,
                )
            ).inserted_primary_key
            assert made is not None
            parties = [(handler, "handler"), (reporter, "reporter")]
            if concerned is not None:
                parties.append((concerned, "concerned"))
            for person, part in parties:
                connection.execute(
                    insert(case_party).values(case_id=made[0], person=person, part=part)
                )

        room.write(work)

    return add


@pytest.fixture
def count(room: Room) -> Count:
    def count(viewer: str = MANAGER, since: date = SINCE) -> Figures:
        room.clock.moment = NOW
        return room.write(lambda c: figures(room.office.context, c, room.person(viewer), since))

    return count


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_months_count_what_came_in_and_empty_ones_are_there(add: Add, count: Count) -> None:
    add(at(7, 1))
    # In London this is 1 September already.
    add(at(8, 31, 23) + timedelta(minutes=30))
    add(at(9, 2), kind="report", procedure="confidentiality_concern")
    add(at(6, 30, 12))
    assert count().months == (
        Month(date(2026, 7, 1), 1, 0),
        Month(date(2026, 8, 1), 0, 0),
        Month(date(2026, 9, 1), 1, 1),
    )


def test_time_to_decision_is_in_working_days(add: Add, count: Count) -> None:
    add(at(8, 28), decided=at(9, 1))  # a Friday to Tuesday, with a weekend and a bank holiday
    add(at(9, 1), decided=at(9, 1, 15))
    add(at(9, 1), decided=at(9, 11))
    (line,) = count().lines
    assert line == Line("filming_permission", 3, 0, 0, 3, 1, 1.0, 8)
    assert count().all == Line("", 3, 0, 0, 3, 1, 1.0, 8)


def test_what_is_open_past_its_time_is_overdue(add: Add, count: Count) -> None:
    add(at(9, 1))
    add(at(9, 28))
    all_of = count().all
    assert (all_of.cases, all_of.open, all_of.overdue, all_of.decided) == (2, 2, 1, 0)
    assert (all_of.median_days, all_of.ninetieth_days) == (None, None)


def test_each_role_counts_what_it_may_see(add: Add, count: Count) -> None:
    add(at(9, 1))
    add(at(9, 2), confidential=True, procedure="student_contact_permission")
    add(at(9, 3), kind="report", confidential=True, procedure="cyberbullying_report")
    add(at(9, 4), kind="report", handler=HEAD, procedure="student_contact_report")
    assert count(MANAGER).all.cases == 3
    assert [line.procedure for line in count(HEAD).lines] == [
        "filming_permission",
        "student_contact_report",
    ]
    assert count(OFFICE).all.cases == 0
    assert count(SECOND).all.cases == 0


@pytest.mark.parametrize("viewer", [MANAGER, HEAD])
def test_what_concerns_the_viewer_is_not_counted(add: Add, count: Count, viewer: str) -> None:
    add(at(9, 1), concerned=viewer)
    add(at(9, 1), concerned=viewer, kind="report", handler=viewer)
    assert count(viewer).all.cases == 0
    assert count(viewer).lines == ()
    assert {month.permissions + month.reports for month in count(viewer).months} == {0}


def test_the_percentile_is_a_value_that_was_there() -> None:
    assert percentile([]) is None
    assert percentile([4]) == 4
    assert percentile(list(range(1, 11))) == 9
    assert percentile([1] * 9 + [50] * 2) == 50


def test_ones_own_requests_are_not_counted(add: Add, count: Count) -> None:
    add(at(9, 1), reporter=HEAD)
    add(at(9, 1), reporter=LEAD, handler=HEAD)
    assert count(HEAD).all.cases == 1
    assert count(LEAD).all.cases == 0


def test_who_has_left_counts_nothing(room: Room, count: Count) -> None:
    room.leave(MANAGER)
    with pytest.raises(CaseError):
        count()
