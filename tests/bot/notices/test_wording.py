from __future__ import annotations

import re
import typing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.notices.store import About, Happened
from bot.notices.told import Told
from bot.notices.wording import WORDS, buttons_for, words_for
from cases.directory import Person
from cases.notices import Kind

STAFF = Person("staff@example.org", "Member of staff", ("staff",))
HEAD = Person("head@example.org", "Head of ArtForms", ("head",))
NAMES = {person.email: person.name for person in (STAFF, HEAD)}


def told(person: Person = STAFF, **changes: object) -> Told:
    values: dict[str, object] = {
        "reference": "K7MP-4Q2D",
        "procedure": "filming_permission",
        "kind": "permission",
        "confidential": False,
        "reporter": STAFF.email,
        "handler": HEAD.email,
        "state": "decided",
        "outcome": "approved",
        "due_at": datetime(2026, 12, 4, 17, tzinfo=UTC),
        "about_on": date(2026, 12, 18),
        "conditions": ("No image before the consents are there.",),
        "happened": Happened(HEAD.email, "decided", "It serves the lessons.", {}),
        **changes,
    }
    return Told(About(**values), person, "Ask to film", lambda email: NAMES[email])


def test_every_kind_of_notice_has_words_of_its_own() -> None:
    assert set(WORDS) == set(typing.get_args(Kind))


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_every_notice_names_its_case_in_a_line_and_a_sentence(kind: str) -> None:
    for person in (STAFF, HEAD):
        words = words_for(kind, told(person))
        assert "K7MP-4Q2D" in words.subject
        assert "\n" not in words.subject
        assert len(words.subject) < 78
        assert "K7MP-4Q2D" in words.text
        assert words.text.endswith((".", "?"))
        assert words.text[0].isupper()
        # Free words are for the conversation, never for a letter.
        assert "serves the lessons" not in words.text


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_of_a_confidential_case_nothing_is_told_but_its_reference(kind: str) -> None:
    for person in (STAFF, HEAD):
        words = words_for(kind, told(person, confidential=True))
        everything = f"{words.subject} {words.text} {words.private}"
        assert "K7MP-4Q2D" in everything
        for secret in ("film", "lessons", "approved", "Member", "Head", "consents", "report"):
            assert secret not in everything


def test_a_decision_names_who_what_why_and_the_conditions() -> None:
    words = words_for("decision", told())
    assert words.subject == "K7MP-4Q2D was approved on conditions"
    assert words.text == (
        "Head of ArtForms has decided: your request K7MP-4Q2D (“Ask to film”) "
        "was approved on conditions."
    )
    assert words.private == (
        "Why: It serves the lessons.\nThe conditions:\n- No image before the consents are there."
    )


@pytest.mark.parametrize(
    ("clauses", "rests_on"),
    [
        (
            ["5.guardian-consent"],
            "It rests on “Guardians' consent comes first” (section 5) of the guidance.",
        ),
        (
            ["5.guardian-consent", "5.one-to-one", "5.scrutiny"],
            "It rests on section 5 of the guidance.",
        ),
        (
            ["9.report-to", "3.via-parents", "9.keep-evidence", "4.no-adding-students"],
            "It rests on sections 3, 4 and 9 of the guidance.",
        ),
    ],
)
def test_a_decision_names_the_clause_it_rests_on_in_words(
    clauses: list[str], rests_on: str
) -> None:
    decided = Happened(HEAD.email, "decided", "Fine.", {"clauses": clauses})
    last = words_for("decision", told(happened=decided)).private.splitlines()[-1]
    title = re.compile("“[^”]+”")
    assert title.sub("“”", last) == title.sub("“”", rests_on)
    assert "guardian-consent" not in last


def test_an_answer_reads_as_an_answer() -> None:
    happened = Happened(HEAD.email, "decided", "Yes, it may.", {"clauses": ["2.work"]})
    case = told(kind="report", procedure="guidance_question", happened=happened).case
    words = words_for(
        "decision",
        Told(case, STAFF, "Ask", NAMES.__getitem__, "answer", asked="May it film?"),
    )
    assert words.text == "Head of ArtForms has answered your question K7MP-4Q2D."
    assert words.private == "You asked: May it film?\nHead of ArtForms answers: Yes, it may."
    assert "decided" not in f"{words.subject} {words.text} {words.private}"


def test_an_urgent_request_names_its_day() -> None:
    words = words_for("urgent_case", told(HEAD, state="submitted", outcome=None))
    assert words.subject == "Urgent: K7MP-4Q2D needs you"
    assert words.text.endswith("at once: it is for Friday 18 December 2026.")


def test_what_a_headteacher_said_is_nobody_elses_decision() -> None:
    happened = Happened(STAFF.email, "headteacher", "Not in class.", {})
    case = told(happened=happened, conditions=()).case
    words = words_for("decision", Told(case, HEAD, "Own", NAMES.__getitem__, by_reporter=True))
    assert "the Headteacher agreed to it" in words.text
    assert "has decided" not in words.text
    assert words.private == "What they said: Not in class."


def test_a_question_is_put_in_the_conversation() -> None:
    asked = Happened(HEAD.email, "asked", "Which hall is it?", {})
    words = words_for("more_information", told(state="more_information", happened=asked))
    assert words.private == "Which hall is it?"


def test_a_kind_that_is_new_still_says_that_there_is_news() -> None:
    assert words_for("of tomorrow", told()).text.startswith("There is news about your request")


def test_whoever_gets_the_case_is_told_that_it_is_theirs() -> None:
    assert "has come to you" in words_for("reassigned", told(HEAD)).text
    assert words_for("reassigned", told(STAFF)).text.startswith("Head of ArtForms now has your")


def test_a_question_can_be_answered_by_a_button() -> None:
    assert buttons_for("more_information", told()) == (
        ("Answer now", '/answer_case{"reference": "K7MP-4Q2D"}'),
        ("See it", '/case_status{"reference": "K7MP-4Q2D"}'),
    )


def test_a_letter_for_a_headteacher_is_the_reporters_to_take_and_tell_of() -> None:
    case = told(handler=STAFF.email, state="submitted", outcome=None, happened=None)
    filed = words_for("filed_to_reporter", replace(case, by_reporter=True))
    assert filed.text == (
        "You have the letter for your request K7MP-4Q2D (“Ask to film”); tell us here what the "
        "Headteacher said, by Friday 4 December 2026."
    )
    looking = words_for("new_case", replace(case, by_reporter=True, person=HEAD))
    assert looking.subject == "For your information: K7MP-4Q2D"
    assert "wanted by" not in looking.text


@pytest.mark.parametrize("kind", ["escalated", "urgent_case"])
def test_who_takes_over_a_late_case_hears_that_it_is_late(kind: str) -> None:
    happened = Happened("assistant", "escalated", None, {})
    words = words_for(kind, told(HEAD, state="submitted", outcome=None, happened=happened))
    assert words.subject.endswith("K7MP-4Q2D is overdue and has come to you")
    assert "which was due by Friday 4 December 2026" in words.text
