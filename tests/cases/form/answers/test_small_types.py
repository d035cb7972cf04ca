from __future__ import annotations

import pytest

from cases.form.answers.base import Good
from tests.cases.form.talk import Reader


@pytest.mark.parametrize(
    ("words", "value", "read"),
    [
        ("3pm", "15:00", "3pm"),
        ("3.30pm", "15:30", "3.30pm"),
        ("3:30", "15:30", "3.30pm"),
        ("15:30", "15:30", "3.30pm"),
        ("1530", "15:30", "3.30pm"),
        ("half past three", "15:30", "3.30pm"),
        ("half three", "15:30", "3.30pm"),
        ("quarter to 4", "15:45", "3.45pm"),
        ("ten past nine", "09:10", "9.10am"),
        ("9", "09:00", "9am"),
        ("at 9.15 a.m.", "09:15", "9.15am"),
        ("7 in the morning", "07:00", "7am"),
        ("7 o'clock", "19:00", "7pm"),
        ("noon", "12:00", "midday"),
        ("midnight", "00:00", "midnight"),
        ("4 to 5pm", "16:00-17:00", "4pm to 5pm"),
        ("from 3.30 to 4.15", "15:30-16:15", "3.30pm to 4.15pm"),
        ("11 - 2pm", "11:00-14:00", "11am to 2pm"),
        ("10am until 12", "10:00-12:00", "10am to midday"),
        ("room 4 at 3.30pm", "15:30", "3.30pm"),
        ("after school", "after school", "After school"),
        ("all day", "all day", "All day"),
        ("some time in the morning", "in the morning", "In the morning"),
    ],
)
def test_a_time_of_day(words: str, value: str, read: str, reader: Reader) -> None:
    reading = reader.read(words, "time")
    assert isinstance(reading, Good)
    assert (reading.answer.value, reading.answer.words) == (value, read)


@pytest.mark.parametrize("words", ["soon", "25:00", "13pm", "", "🎻", "9" * 5000])
def test_what_is_no_time(words: str, reader: Reader) -> None:
    assert reader.refusal(words, "time") == "Please give a time of day"


def test_of_two_times_one_is_asked_for(reader: Reader) -> None:
    assert reader.offers("3pm or 4pm", "time") == ["3pm", "4pm"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("30", 30), ("about 30", 30), ("thirty", 30), ("thirty two", 32), ("twenty-five", 25),
        ("a dozen", 12), ("none", 0), ("1,200", 1200), ("roughly 15 children", 15), ("0", 0),
    ],
)  # fmt: skip
def test_a_number(words: str, value: int, reader: Reader) -> None:
    assert reader.value(words, "number") == value


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("lots", "Please give a number"),
        ("", "Please give a number"),
        ("2.5", "without a fraction"),
        ("9" * 5000, "Please give a number"),
        ("500", "from 1 to 200"),
        ("٣٠٠", "from 1 to 200"),
    ],
)
def test_what_is_no_number(words: str, wanted: str, reader: Reader) -> None:
    assert wanted in reader.refusal(words, "number", least=1, most=200)


def test_of_two_numbers_one_is_asked_for(reader: Reader) -> None:
    assert reader.offers("20 to 25", "number") == ["20", "25"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Office@Example.ORG", "office@example.org"),
        ("it's office@example.org.", "office@example.org"),
        ("office at example dot org", "office@example.org"),
        ("<office+band@mail.example.org>", "office+band@mail.example.org"),
    ],
)
def test_an_address(words: str, value: str, reader: Reader) -> None:
    assert reader.value(words, "email") == value


def test_what_is_no_address(reader: Reader) -> None:
    for words in ("office", "@", "a@b", "", "x" * 20_000, "mail me"):
        assert reader.refusal(words, "email") == "Please give an e-mail address"
    assert reader.offers("a@example.org or b@example.org", "email") == [
        "a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "they told me to cancel the lesson",
        "<b>bold</b> & 'quoted'",
        "他给我发了消息 🎻",
        "no",
        "a\nb",
    ],
)
def test_any_words_are_text_just_as_written(words: str, reader: Reader) -> None:
    assert reader.value(f"  {words}\x00 ", "text") == words


def test_text_has_a_limit_that_is_told(reader: Reader) -> None:
    assert "20,000 characters long and I can take 2,000" in reader.refusal("x" * 20_000, "text")
    for nothing in ("", "   ", "🎻", "...", "\x00"):
        assert reader.refusal(nothing, "text") == "Please put it in a few words"


def test_words_are_no_file(reader: Reader) -> None:
    assert reader.refusal("here it is", "files") == "Please send a picture or a file"
    assert "skip" in reader.refusal("here it is", "files", optional=True)
