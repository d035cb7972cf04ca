"""What one answer means for others, and that nothing a person says is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.settings import ROOT
from cases.directory import Person
from cases.form.desk import FormDesk
from cases.form.model import Heard, Step
from cases.model import Answer
from cases.organisation import read_organisation
from cases.procedures import Procedure, Procedures
from tests.cases.form.conftest import PEOPLE, THURSDAY
from tests.cases.form.talk import SUBMISSION, Talk, texts

ORGANISATION = read_organisation(ROOT / "organisation.yml")
OURS = Procedures.load()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DESK = FormDesk(OURS, lambda: ORGANISATION.people, ORGANISATION, lambda: NOW)


def form(name: str) -> Procedure:
    found = OURS.find(name)
    assert found is not None
    return found


def asked(name: str, slot: str, words: str, **answers: Answer) -> Step:
    """What comes of ``words`` for that question, after these answers."""
    draft = DESK.start(form(name), ORGANISATION.people[0], submission=SUBMISSION).draft
    assert draft is not None
    return DESK.take(replace(draft, asking=slot, answers=answers), Heard(words, "answer"))


def answer(name: str, slot: str, words: str) -> Answer | None:
    draft = asked(name, slot, words).draft
    assert draft is not None
    return draft.answers.get(slot)


WHEN = Answer(["2026-12-04"], "Friday 4 December 2026")
KEPT = Answer("artforms", "With ArtForms")


def test_an_explanation_that_rests_on_two_answers_is_said_before_the_reason_is_asked() -> None:
    step = asked("filming_permission", "keep_until", "3 years", kept_where=KEPT, when=WHEN)
    assert step.draft is not None
    question = form("filming_permission").question("keep_until")
    assert question is not None
    assert any(each.says in texts(step.said) for each in question.explains)
    assert any(each.startswith("keep_until.") for each in step.draft.explained)


def test_a_date_that_must_come_after_another_is_asked_again_when_that_moves_past_it() -> None:
    step = asked("filming_permission", "when", "12 february 2027", when=WHEN, kept_where=KEPT,
                 keep_until=Answer("2026-12-18", "Friday 18 December 2026"))  # fmt: skip
    assert step.draft is not None
    assert "keep_until" not in step.draft.answers
    assert "would be before that now, so I ask for it again" in texts(step.said)


def test_a_date_before_the_one_it_must_come_after_is_refused_with_why() -> None:
    step = asked("filming_permission", "keep_until", "1 december", when=WHEN, kept_where=KEPT)
    assert step.draft is not None
    assert "keep_until" not in step.draft.answers
    assert "is before Friday 4 December 2026: please give a later date" in texts(step.said)


@pytest.mark.parametrize(
    ("slot", "words", "kept"),
    [
        ("purpose", "publicity, for youtube", "Publicity (“publicity, for youtube”)"),
        ("purpose", "for the website pls", "Publicity"),
        ("consent", "not yet letters going out mon", "Not yet (“not yet letters going out mon”)"),
        ("equipment", "my phone then google drive", "My own (“my phone then google drive”)"),
        ("equipment", "skool ipad", "Work equipment"),
    ],
)
def test_words_that_say_more_than_the_choice_are_kept(slot: str, words: str, kept: str) -> None:
    found = answer("filming_permission", slot, words)
    assert found is not None
    assert found.words == kept


@pytest.mark.parametrize("words", ["nobody", "no one"])
def test_nobody_is_not_taken_for_a_choice_that_is_somebody(words: str) -> None:
    assert answer("filming_permission", "shown", words) is None


def test_no_is_not_the_name_of_a_student() -> None:
    assert answer("image_consent_withdrawn", "student", "no") is None


def test_a_school_that_is_not_listed_is_asked_about_and_the_sure_one_kept() -> None:
    step = asked("filming_permission", "schools", "the primary and st marys hunslet")
    assert "“st marys hunslet” is not in my list" in texts(step.said)
    assert step.draft is not None
    after = DESK.take(step.draft, Heard("yes", "affirm")).draft
    assert after is not None
    assert after.answers["schools"].value == ["Demonstration primary school", "st marys hunslet"]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("since sept, most weeks", "2026-09-01"),
        ("from jan", "2026-01-01"),
        ("since oct", "2026-10-01"),
        ("1 oct to now", "2026-10-01"),
        ("1 oct till today", "2026-10-01"),
    ],
)
def test_since_when_it_goes_on_is_a_range_to_today(words: str, first: str) -> None:
    found = answer("cyberbullying_report", "when", words)
    assert found is not None
    assert (found.value[0], found.value[-1]) == (first, "2026-11-24")


def test_each_of_the_holidays_is_named_with_its_own_days() -> None:
    step = asked("filming_permission", "when", "jan to march")
    assert (
        "Of these days 3 are in the Christmas holidays, 5 in half term and 6 in the Easter "
        "holidays." in texts(step.said)
    )


def test_a_day_that_there_is_not_is_told_in_a_sentence_of_its_own() -> None:
    said = texts(asked("filming_permission", "when", "31 feb").said)
    assert "February 2027 has only 28 days. For example “" in said


def test_after_a_stop_the_other_choices_are_offered_without_cheer() -> None:
    said = texts(asked("filming_permission", "purpose", "for myself").said)
    assert "You can choose one of these instead:" in said
    assert "No problem" not in said


def test_an_answer_that_was_not_asked_for_yet_cannot_be_changed_but_comes() -> None:
    talk = Talk(DESK, form("filming_permission"), ORGANISATION.people[0])
    talk.say("video").tell("change_answer", "change the date")
    assert talk.text.startswith("We come to that.")
    assert talk.asking == "purpose"


def test_the_opening_announces_only_what_is_still_asked() -> None:
    given = {"images": Answer("video", "Video"), "when": WHEN}
    talk = Talk(DESK, form("filming_permission"), ORGANISATION.people[0], answers=given)
    opening = talk.step.said[0].text
    assert "I have put down: What you make: Video and When: Friday 4 December 2026." in opening
    assert "starting with “Purpose”, “Groups” and “The place”." in opening


def test_the_summary_says_who_really_gets_it_and_only_who_may_be_chosen_is_offered() -> None:
    def who(_: Procedure, answers: object, address: str) -> str:
        assert address == PEOPLE[0].email
        return "the Head of ArtForms"

    def choosable(*_: object) -> list[Person]:
        return [each for each in ORGANISATION.people if "head" in each.roles]

    desk = FormDesk(OURS, lambda: ORGANISATION.people, ORGANISATION, lambda: THURSDAY, who=who,
                    choosable=choosable)  # fmt: skip
    draft = desk.start(form("filming_permission"), PEOPLE[0], submission=SUBMISSION).draft
    assert draft is not None
    said = desk.ask_again(replace(draft, asking=None, stage="confirming"))
    assert "It goes to the Head of ArtForms." in texts(said)

    chosen = [(each, question) for each in OURS for question in each.questions
              if question.type == "person" and question.roles]  # fmt: skip
    assert chosen
    for procedure, question in chosen:
        start = desk.start(procedure, PEOPLE[0], submission=SUBMISSION).draft
        assert start is not None
        answers = {slot: Answer(values[0], "") for slot, values in question.when.items()}
        said = desk.ask_again(replace(start, asking=question.slot, answers=answers))
        people = {each.name for each in ORGANISATION.people}
        offered = {each.title for each in said[0].buttons} & people
        assert offered <= {each.name for each in choosable()}
