from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from jinja2 import TemplateNotFound, UndefinedError

from bot.settings import ROOT
from cases.directory import Person
from cases.letters.letter import letter_docx, letter_text
from cases.model import Answer
from cases.organisation import Organisation, read_organisation
from cases.procedures import Procedures

WRITER = Person("staff@example.org", "Member of staff", ("staff",), None)
ON = date(2026, 11, 24)
SCHOOL = "Demonstration high school"


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return read_organisation(ROOT / "organisation.yml")


def answers(**changes: Any) -> dict[str, Answer]:
    found = {
        "school": Answer(SCHOOL, SCHOOL),
        "device": Answer("tablet", "My tablet"),
        "uses": Answer(["registers", "resources"], "Registers, backing tracks"),
        "examples": Answer("x", "the Tuesday register, in the hall"),
        "why_own": Answer("x", "there is none in the hall"),
        "when": Answer(["2026-12-04"], "Friday 4 December 2026"),
        "locked": Answer(True, "Yes"),
        "content": Answer("clean", "Yes, I can"),
        "wifi": Answer("school", "The school’s wifi"),
    }
    return found | {slot: Answer(value, str(value)) for slot, value in changes.items()}


def written(organisation: Organisation, **changes: Any) -> str:
    return letter_text(answers(**changes), WRITER, organisation, ON)


def test_it_can_be_sent_as_it_is(organisation: Organisation) -> None:
    text = written(organisation)
    assert text.startswith("24 November 2026\n")
    assert "Dear Headteacher," in text
    assert text.rstrip().endswith("staff@example.org")
    assert "{" not in text
    assert "[" not in text


def test_it_gives_the_specific_uses_and_examples(organisation: Organisation) -> None:
    text = written(organisation)
    assert "- to fill in my registers on the Eepos teachers' portal\n- to reach" in text
    assert "For example: the Tuesday register, in the hall" in text
    assert "record the sound" not in text
    assert "my own tablet" in text
    assert "Friday 4 December 2026" in text


@pytest.mark.parametrize(
    ("changes", "said", "unsaid"),
    [
        ({"locked": True}, "It is protected by a password", "I will protect it"),
        ({"locked": False}, "I will protect it by a password before", "It is protected"),
        ({"wifi": "school"}, "the school's wifi", "needs no internet"),
        ({"wifi": "own"}, "the school's wifi", "needs no internet"),
        ({"wifi": "none"}, "needs no internet", "wifi"),
        ({"uses": ["something_else"]}, "for other teaching", "registers"),
    ],
)
def test_it_says_what_was_answered(
    organisation: Organisation, changes: dict[str, Any], said: str, unsaid: str
) -> None:
    text = written(organisation, **changes)
    assert said in text
    assert unsaid not in text


def test_a_headteacher_known_by_name_is_addressed_by_it(organisation: Organisation) -> None:
    schools = tuple(
        replace(each, headteacher="The Headteacher's name") for each in organisation.schools
    )
    text = letter_text(answers(), WRITER, replace(organisation, schools=schools), ON)
    assert "Dear The Headteacher's name," in text


def test_a_school_that_is_not_in_the_list_gets_its_letter_too(organisation: Organisation) -> None:
    text = written(organisation, school="A village school")
    assert "Dear Headteacher," in text
    assert "A village school" in text


def test_an_answer_cannot_pass_for_a_part_of_the_letter(organisation: Organisation) -> None:
    text = written(organisation, examples="one\n\n# Heading\n\n- item {{ writer }}")
    assert "For example: one # Heading - item {{ writer }}" in text


def test_the_word_document_reads_the_same(organisation: Organisation) -> None:
    given = answers(examples="a\x00b & <b>c</b>")
    content = letter_docx(given, WRITER, organisation, ON)
    document = Document(io.BytesIO(content))
    read = [each.text for each in document.paragraphs]
    text = letter_text(given, WRITER, organisation, ON)
    assert read == [line.removeprefix("- ") for line in text.split("\n") if line]
    assert "For example: a b & <b>c</b>" in read
    assert [each.style.name for each in document.paragraphs if each.style].count("List Bullet") == 6
    title = next(each for each in document.paragraphs if each.text.startswith("Permission to use"))
    assert title.runs[0].bold


def test_a_missing_answer_is_no_gap_in_the_letter(organisation: Organisation) -> None:
    given = answers()
    del given["examples"]
    with pytest.raises(UndefinedError):
        letter_text(given, WRITER, organisation, ON)


def test_every_letter_that_is_declared_is_there(organisation: Organisation) -> None:
    letters = [each.letter for each in Procedures.load() if each.letter]
    assert letters
    for letter in letters:
        assert letter_text(answers(), WRITER, organisation, ON, letter)
    with pytest.raises(TemplateNotFound):
        letter_text(answers(), WRITER, organisation, ON, "no_such_letter")
