from __future__ import annotations

from datetime import date

import pytest

from bot.portal.days import day_from, typed

DAY = date(2026, 12, 4)


@pytest.mark.parametrize("words", ["4/12/2026", " 04.12.2026 ", "4 12 2026", "2026-12-04"])
def test_days_are_read_day_first(words: str) -> None:
    assert day_from(words) == DAY


@pytest.mark.parametrize("words", ["", "31/2/2026", "12/2026", "4/12/26", "4/13/2026", "soon"])
def test_what_is_no_day_is_none(words: str) -> None:
    assert day_from(words) is None


def test_a_day_goes_into_a_box_and_out_again() -> None:
    assert day_from(typed(DAY)) == DAY
    assert typed(None) == ""
