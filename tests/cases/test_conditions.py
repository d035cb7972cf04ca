from __future__ import annotations

from datetime import date

import pytest

from cases.conditions import applies, days_of, later_by
from cases.model import Answer

LATER = "more than 2 years after when"


def answers(**values: object) -> dict[str, Answer]:
    return {slot: Answer(value, str(value)) for slot, value in values.items()}


@pytest.mark.parametrize(
    ("when", "values", "holds"),
    [
        ({}, {}, True),
        ({"what": ("one",)}, {}, False),
        ({"what": ("one", "two")}, {"what": "two"}, True),
        ({"what": ("one",)}, {"what": "two"}, False),
        ({"what": ("one",)}, {"what": ["two", "one"]}, True),
        ({"sure": (True,)}, {"sure": True}, True),
        ({"sure": (True,)}, {"sure": False}, False),
        # A truth and a number are never the same here.
        ({"sure": (True,)}, {"sure": 1}, False),
        ({"what": ("one",), "sure": (True,)}, {"what": "one", "sure": False}, False),
        ({"keep": (LATER,)}, {"keep": "2028-12-05", "when": ["2026-12-01", "2026-12-04"]}, True),
        ({"keep": (LATER,)}, {"keep": "2028-12-04", "when": ["2026-12-01", "2026-12-04"]}, False),
        ({"keep": (LATER,)}, {"keep": "2028-12-05"}, False),
    ],
)
def test_when_something_applies(
    when: dict[str, tuple[str | bool, ...]], values: dict[str, object], holds: bool
) -> None:
    assert applies(when, answers(**values)) is holds


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [(1, "day", "2028-03-01"), (1, "month", "2028-03-29"), (12, "month", "2029-02-28"),
     (1, "year", "2029-02-28"), (-1, "month", "2028-01-29"), (-3, "month", "2027-11-29")],
)  # fmt: skip
def test_months_and_years_of_their_own_length(count: int, unit: str, expected: str) -> None:
    assert later_by(date(2028, 2, 29), count, unit) == date.fromisoformat(expected)


def test_days_in_a_value() -> None:
    assert days_of(["2026-12-04", "2026-12-01"]) == (date(2026, 12, 1), date(2026, 12, 4))
    assert days_of("2026-12-04") == (date(2026, 12, 4),)
    for none in (None, True, "soon", {"a": 1}, 3, ["soon"]):
        assert days_of(none) == ()
