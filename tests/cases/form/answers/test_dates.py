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


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("until july 2027", "2027-07-31"),
        ("end of the school year", "2027-07-21"),
        ("end of july", "2027-07-31"),
        ("summer 2027", "2027-08-31"),
        ("3-5 december", "2026-12-05"),
    ],
)
def test_of_what_is_kept_the_last_day_is_read_back(words: str, kept: str, reader: Reader) -> None:
    reading = registry.read(words, reader.context("date", until=True, past="refuse"))
    assert isinstance(reading, Good)
    assert (reading.answer.value, reading.read_back) == (kept, True)


def test_a_month_that_has_been_is_an_answer(reader: Reader) -> None:
    reading = reader.read("in september", "dates", future="refuse")
    assert isinstance(reading, Good)
    assert reading.answer.words == "Tuesday 1 to Wednesday 30 September 2026"
    value = reader.value("this month", "dates", future="refuse")
    assert (value[0], value[-1]) == ("2026-11-01", "2026-11-26")


def test_of_a_month_that_has_been_one_day_is_asked_for_kindly(reader: Reader) -> None:
    assert reader.offers("in september", "date", future="refuse") == [
        "Tuesday 1 September 2026",
        "Wednesday 30 September 2026",
    ]
    assert reader.offers("this month", "date", future="refuse")[-1] == "Thursday 26 November 2026"


def test_who_does_not_know_the_day_is_told_what_will_do(reader: Reader) -> None:
    said = reader.refusal("ages ago", "dates", future="refuse")
    assert said == "Please say about when: a day, a week or a month will do"


def test_bank_holidays_in_the_holidays_are_not_told_one_by_one(reader: Reader) -> None:
    assert notes(reader, "until 4 january") == "16 of these days are in the Christmas holidays."


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
