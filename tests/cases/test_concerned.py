from __future__ import annotations

import pytest

from cases.concerned import concerned_in, people_named
from cases.directory import Directory, Person
from cases.model import Answer
from cases.procedures import Procedure
from tests.cases.room import OPENED, REPORT

REPORTER = Person("staff@example.org", "Small Piccolo", ("staff",), "boss@example.org")
BOSS = Person("boss@example.org", "Tenor Trombone-Slide", ("line_manager",))
HEAD = Person("head@example.org", "Grand Clarinet", ("head",))
LEAD = Person("lead@example.org", "Deep Tuba", ("safeguarding_lead",))
PEOPLE = Directory([REPORTER, BOSS, HEAD, LEAD])


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Grand Clarinet", {HEAD}),
        ("it was grand clarinet, again", {HEAD}),
        ("Mr Clarinet", {HEAD}),
        ("clarinet", {HEAD}),
        ("Clair", set()),
        ("Grand Clarinte", {HEAD}),
        ("HEAD@example.org and Deep Tuba", {HEAD, LEAD}),
        ("my line manager", {BOSS}),
        ("My own boss", {BOSS}),
        ("the line manager of the school", {BOSS}),
        ("our manager", {BOSS}),
        ("the head of ArtForms", {HEAD}),
        ("the safeguarding lead", {LEAD}),
        ("a parent at the school", set()),
        ("the Clarinet family from year 5 wrote it on their page", set()),
        ("", set()),
    ],
)
def test_people_are_found_in_words(words: str, who: set[Person]) -> None:
    assert people_named(words, REPORTER, PEOPLE) - {REPORTER.email} == {each.email for each in who}


@pytest.mark.parametrize(
    "value",
    [
        "boss@example.org",
        {"email": "boss@example.org", "name": "Tenor Trombone-Slide"},
        {"name": "Tenor Trombone-Slide"},
        [{"email": "boss@example.org"}, {"name": "a stranger"}],
        ["somebody", "my manager"],
    ],
)
def test_whatever_shape_the_answer_has(value: object) -> None:
    procedure = OPENED.find("bullying")
    assert procedure is not None
    found = concerned_in(procedure, {"who": Answer(value, "…")}, REPORTER, PEOPLE)
    assert found == {BOSS.email}


def test_the_reporter_is_never_kept_from_their_own_report() -> None:
    procedure = OPENED.find("bullying")
    assert procedure is not None
    assert (
        concerned_in(procedure, {"who": Answer("Small Piccolo", "me")}, REPORTER, PEOPLE) == set()
    )


def test_answers_that_are_not_asked_for_concern_nobody() -> None:
    who = {**REPORT["questions"][0], "when": {"choose": True}}
    procedure = Procedure.model_validate({**REPORT, "questions": [*REPORT["questions"][1:], who]})
    answers = {"who": Answer("Grand Clarinet", ""), "choose": Answer(False, "no")}
    assert concerned_in(procedure, answers, REPORTER, PEOPLE) == set()
    answers["choose"] = Answer(True, "yes")
    assert concerned_in(procedure, answers, REPORTER, PEOPLE) == {HEAD.email}


def test_where_it_was_left_open_who_it_is_people_named_elsewhere_count() -> None:
    who = {**REPORT["questions"][0], "optional": True}
    procedure = Procedure.model_validate({**REPORT, "questions": [who, *REPORT["questions"][1:]]})
    what = {"what": Answer("My line manager writes nasty things about me.", "")}
    assert concerned_in(procedure, what, REPORTER, PEOPLE) == {BOSS.email}
    named = {"who": Answer("a parent", "a parent"), "what": Answer("I told my manager.", "")}
    assert concerned_in(procedure, named, REPORTER, PEOPLE) == set()
