from __future__ import annotations

import pytest

from cases.concerned import concerned_in, kept_back, people_named, staff_named
from cases.directory import Directory, Person
from cases.model import Answer
from cases.procedures import Procedure, Procedures
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
        ("boss", {BOSS}),
        ("my line mgr", {BOSS}),
        ("The head.", {HEAD}),
        ("it was the head", {HEAD}),
        ("my head", {HEAD}),
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
    person = Procedure.model_validate(
        {**REPORT, "questions": [{**who, "type": "person"}, *REPORT["questions"][1:]]}
    )
    assert concerned_in(person, what, REPORTER, PEOPLE) == {BOSS.email}
    assert concerned_in(procedure, what, REPORTER, PEOPLE) == set()
    named = {"who": Answer("a parent", "a parent"), "what": Answer("I told my manager.", "")}
    assert concerned_in(procedure, named, REPORTER, PEOPLE) == set()


BULLYING = Procedures.load().find("cyberbullying_report")


def by(value: str, **given: object) -> dict[str, Answer]:
    assert BULLYING is not None
    question = BULLYING.question("by")
    assert question is not None
    option = question.option(value)
    assert option is not None
    told = {slot: Answer(each, str(each)) for slot, each in given.items()}
    return {"target": Answer("me", "Me"), "by": Answer(value, option.title), **told}


@pytest.mark.parametrize(
    ("given", "concerned"),
    [
        (by("line_manager"), {BOSS}),
        (by("unnamed"), {BOSS}),
        (by("head"), {HEAD}),
        (by("parent"), set()),
        (by("unknown"), set()),
        # Nobody was named who was to be: it may be the line manager.
        (by("colleague"), {BOSS}),
        (by("colleague", who="I would rather not say"), {BOSS}),
        (by("colleague", who="i dont know"), {BOSS}),
        (by("colleague", who="skip"), {BOSS}),
        (by("colleague", who="dunno, but the head knows Grand Clarinet"), {BOSS, HEAD}),
        (by("colleague", who={"name": "Deep Tuba", "email": LEAD.email}), {LEAD}),
        (by("colleague", who="somebody of another school"), set()),
        (by("someone_else", who_words="the account of my boss"), {BOSS}),
        (by("parent", what="I told my line manager about it"), set()),
    ],
)
def test_when_staff_did_it_the_line_manager_may_be_meant(
    given: dict[str, Answer], concerned: set[Person]
) -> None:
    assert BULLYING is not None
    found = concerned_in(BULLYING, given, REPORTER, PEOPLE)
    assert found == {each.email for each in concerned}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("I would rather not say", "I would rather not say"),
        ("rather not say who", "I would rather not say"),
        ("I won't say", "I would rather not say"),
        ("i dont know", "I do not know"),
        ("no idea who", "I do not know"),
        ("skip", None),
        ("Deep Tuba", None),
        ("I do not know for sure but it looks like it was Deep Tuba", None),
    ],
)
def test_a_name_is_kept_back_openly_or_not_at_all(words: str, told: str | None) -> None:
    assert BULLYING is not None
    who = BULLYING.question("who")
    assert who is not None
    found = kept_back(who, words)
    assert (found.value if found else None) == told
    if found is not None:
        assert concerned_in(BULLYING, by("colleague", who=found.value), REPORTER, PEOPLE) == {
            BOSS.email
        }


def test_words_typed_beside_a_choice_count_as_naming() -> None:
    assert BULLYING is not None
    given = {"by": Answer("colleague", "my line manager"), "who": Answer("a tenor", "a tenor")}
    assert concerned_in(BULLYING, given, REPORTER, PEOPLE) == {BOSS.email}


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Deep Tuba", LEAD),
        ("it was LEAD@example.org", LEAD),
        ("my manager", BOSS),
        ("a parent", None),
        ("Deep Tuba or Grand Clarinet", None),
        ("me, Small Piccolo", None),
    ],
)
def test_a_colleague_named_to_who_did_it_is_kept(words: str, who: Person | None) -> None:
    assert BULLYING is not None
    question = BULLYING.question("by")
    assert question is not None
    found = staff_named(BULLYING, question, words, REPORTER, PEOPLE)
    if who is None:
        assert found == {}
    else:
        assert found["by"].value == "colleague"
        assert found["who"].value == {"name": who.name, "email": who.email}
