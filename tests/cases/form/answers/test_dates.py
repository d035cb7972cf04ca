"""Days as answers: what is in time, what is warned about, how many."""

from __future__ import annotations

import pytest

from cases.form.answers import registry
from cases.form.answers.base import Good, Unsure
from cases.model import Answer
from tests.cases.form.talk import Reader


def notes(reader: Reader, words: str, kind: str = "dates", **fields: object) -> str:
    reading = registry.read(words, reader.context(kind, about=True, **fields))
    assert isinstance(reading, Good), reading
    return " ".join(reading.notes)


def test_one_date_or_a_list(reader: Reader) -> None:
    assert reader.value("friday 4 dec", "date") == "2026-12-04"
    assert reader.value("friday 4 dec", "dates") == ["2026-12-04"]
    assert reader.value("4 and 5 dec", "dates") == ["2026-12-04", "2026-12-05"]


@pytest.mark.parametrize(
    ("words", "fields", "why"),
    [
        ("yesterday", {"past": "refuse"}, "Wednesday 25 November 2026 is in the past"),
        ("3 november 2026", {"past": "refuse"}, "in the past: please give a date from today on"),
        ("tomorrow", {"future": "refuse"}, "still to come: please say when it happened"),
        ("31 february", {}, "February 2027 has only 28 days"),
        ("dunno", {}, "Please give a date"),
        ("spring term", {}, "I need one day"),
    ],
)
def test_a_day_out_of_its_time_is_refused_saying_why(
    words: str, fields: dict[str, str], why: str, reader: Reader
) -> None:
    assert why in reader.refusal(words, "date", **fields)


def test_of_several_days_one_is_asked_for(reader: Reader) -> None:
    assert reader.offers("4 or 5 december", "date") == [
        "Friday 4 December 2026",
        "Saturday 5 December 2026",
    ]
    assert len(reader.offers("3-5 december", "date")) == 3


def test_a_wrong_weekday_is_asked_about(reader: Reader) -> None:
    reading = reader.read("Thursday 4 December", "date")
    assert isinstance(reading, Unsure)
    assert reading.says.endswith("is a Friday, not a Thursday. Which do you mean?")


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        ("saturday 5 december", "That is a Saturday."),
        ("17 february 2027", "That is in half term."),
        ("22 december", "That is in the Christmas holidays."),
        ("3 may 2027", "That is a bank holiday (May Day)."),
        (
            "easter monday",
            "That is in the Easter holidays. That is a bank holiday (Easter Monday).",
        ),
        ("half term", "These days are in half term."),
        ("friday 4 december", ""),
    ],
)
def test_holidays_and_weekends_are_told_and_taken(words: str, warning: str, reader: Reader) -> None:
    assert notes(reader, words) == warning


def test_days_that_have_passed_are_left_out_of_many(reader: Reader) -> None:
    assert "I left out the days that have passed." in notes(reader, "this term", past="refuse")
    value = reader.value("this term", "dates", past="refuse")
    assert (value[0], value[-1]) == ("2026-11-26", "2026-12-18")


def test_a_past_day_may_be_warned_about(reader: Reader) -> None:
    assert notes(reader, "3 november 2026", past="warn") == "That is in the past."


def test_days_pass_while_a_form_waits(reader: Reader) -> None:
    context = reader.context("date", past="refuse")
    assert registry.still_good(Answer("2026-11-26", ""), context)
    assert not registry.still_good(Answer("2026-11-25", ""), context)
    assert not registry.still_good(Answer("no date", ""), context)
