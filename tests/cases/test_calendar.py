from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cases.calendar import Calendar
from cases.declaration import Due
from cases.faults import Fault
from cases.organisation import Term

AUTUMN = Term(
    "autumn", date(2026, 9, 1), date(2026, 12, 18), (date(2026, 10, 26), date(2026, 10, 30))
)
CALENDAR = Calendar("GB-ENG", [AUTUMN])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-12-04", True),
        ("2026-12-05", False),  # Saturday
        ("2026-12-25", False),
        ("2026-12-28", False),  # Boxing Day, moved from a Saturday
        ("2027-03-26", False),  # Good Friday
        ("2027-03-29", False),  # Easter Monday
        ("2026-08-31", False),  # the summer bank holiday
        ("2026-08-03", True),  # of Scotland alone
        ("2026-08-10", True),  # school holidays are working days
    ],
)
def test_working_days_are_weekdays_but_for_bank_holidays(day: str, works: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is works


def test_regions_have_their_own_bank_holidays() -> None:
    assert Calendar("GB-SCT").bank_holiday(date(2026, 8, 3)) is not None
    assert CALENDAR.bank_holiday(date(2026, 8, 3)) is None
    with pytest.raises(Fault, match="XX-YYY is not known"):
        Calendar("XX-YYY")


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-12-01", 1, "2026-12-02"),
        ("2026-12-04", 1, "2026-12-07"),
        ("2026-12-05", 1, "2026-12-07"),
        ("2026-12-24", 2, "2026-12-30"),
        ("2026-12-01", 0, "2026-12-01"),
    ],
)
def test_working_days_are_counted(day: str, count: int, then: str) -> None:
    assert CALENDAR.after(date.fromisoformat(day), count) == date.fromisoformat(then)


def test_the_working_day_before() -> None:
    assert CALENDAR.before(date(2026, 12, 7)) == date(2026, 12, 4)
    assert CALENDAR.before(date(2026, 12, 29)) == date(2026, 12, 24)


def test_due_on_an_evening_here_summer_and_winter() -> None:
    now = datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert CALENDAR.due(now, Due(working_days=5)) == datetime(2026, 7, 8, 16, tzinfo=UTC)
    now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert CALENDAR.due(now, Due(working_days=5)) == datetime(2026, 12, 8, 17, tzinfo=UTC)
    assert CALENDAR.due(now, Due(hours=4)) == datetime(2026, 12, 1, 13, tzinfo=UTC)


def test_the_day_is_the_one_here() -> None:
    assert CALENDAR.day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert CALENDAR.day(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)


def test_terms_without_their_half_term() -> None:
    assert CALENDAR.term_of(date(2026, 12, 18)) == AUTUMN
    assert CALENDAR.term_of(date(2026, 10, 28)) is None
    assert CALENDAR.term_of(date(2026, 12, 19)) is None
