from __future__ import annotations

import pytest

from actions import wording
from actions.desk import Desk
from cases.procedures import Procedure, Procedures
from knowledge.answer import NotCovered
from tests.actions.chat import Chat, Chats
from tests.actions.forms import FILMING, asked, drafts, filming
from tests.clock import Clock

OWNERS = "guidance_question"
QUESTION = "may a visiting orchestra bring a photographer?"
BREACH = "confidentiality_concern"
PROCEDURES = list(Procedures.load())


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.id)
def test_each_starts_with_what_it_is_and_its_first_question(
    staff: Chat, procedure: Procedure
) -> None:
    staff.start(procedure.id)
    assert staff.inside
    assert staff.text.startswith(procedure.title)
    assert procedure.questions[0].ask in asked(staff)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.id)
def test_what_is_confidential_is_not_begun_in_a_group(staff: Chat, procedure: Procedure) -> None:
    staff.send(f'/start_procedure{{"procedure": "{procedure.id}"}}', group=True)
    assert staff.inside != procedure.confidential
    assert ("https://assistant.example.org/" in staff.text) == procedure.confidential


def test_what_could_be_several_is_asked(staff: Chat) -> None:
    staff.say("something or other", "start_procedure")
    assert wording.CHOOSE_PROCEDURE in staff.text
    assert len(staff.titles) > 1
    staff.press(staff.titles[0])
    assert staff.inside


def test_a_button_for_a_procedure_that_is_gone_offers_them_all(staff: Chat) -> None:
    staff.start("gone")
    assert len(staff.titles) == len(PROCEDURES)


def test_after_danger_no_choices_are_offered(staff: Chat) -> None:
    staff.say("I want to report that a child is being abused", "start_procedure")
    assert staff.said[0]["custom"]["kind"] == "danger"
    assert wording.CHOOSE_PROCEDURE not in staff.text


def test_the_question_asked_before_fills_in_what_it_can(staff: Chat) -> None:
    staff.slots["last_question"] = "can I use my own phone to film the choir"
    staff.start(FILMING)
    assert "Camera or phone: My own" in staff.text


def test_a_second_form_keeps_the_first_for_later(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    staff.say("no", "deny")
    waiting = asked(staff)
    staff.start(FILMING)
    assert "I have kept “Report lost or misdirected information” for you." in staff.text
    assert [each.procedure for each in drafts(desk)] == [FILMING, BREACH]
    staff.say("continue my form", "continue_form")
    assert wording.WHICH_FORM in staff.text
    staff.press("Report lost")
    assert asked(staff) == waiting


def test_a_form_begun_before_is_gone_on_with_or_begun_afresh(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    staff.say("no", "deny")
    waiting = asked(staff)
    staff.say("save it for later", "pause_form")
    staff.start(BREACH)
    assert not staff.inside
    staff.press("Go on with it")
    assert asked(staff) == waiting
    staff.say("save it for later", "pause_form")
    staff.start(BREACH)
    staff.press("Start afresh")
    assert asked(staff) != waiting
    (draft,) = drafts(desk)
    assert draft.answers == {}


def test_starting_the_form_one_is_in_goes_on_with_it(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    staff.say("no", "deny")
    waiting = asked(staff)
    staff.start(BREACH)
    assert asked(staff) == waiting
    assert len(drafts(desk)) == 1


@pytest.mark.parametrize("words", ["continue my form", "carry on with my form"])
def test_without_a_form_there_is_nothing_to_go_on_with(staff: Chat, words: str) -> None:
    assert staff.say(words, "continue_form") == wording.NO_FORM


def test_a_question_the_guidance_leaves_open_goes_to_its_owner(staff: Chat, chats: Chats) -> None:
    chats.guidance.answers[QUESTION] = NotCovered(None, (), 0.1)
    staff.say(QUESTION)
    staff.press(wording.ASK_OWNER)
    assert f"Question: {QUESTION}" in staff.text
    staff.say("skip", "skip")
    staff.say("yes", "affirm")
    assert staff.case["procedure"] == OWNERS
    assert staff.case["handler"] == "owner@example.org"


def test_asking_the_owner_without_a_question_asks_for_it(staff: Chat) -> None:
    staff.say("ask the guidance owner", "ask_owner")
    assert "What would you like to ask?" in staff.text


def test_last_years_request_is_used_again_with_one_date_changed(
    staff: Chat, desk: Desk, clock: Clock
) -> None:
    reference = filming(staff)
    clock.move(days=300)
    staff.start(FILMING)
    staff.press("Use my request of")
    assert reference in staff.text
    assert "When will you film" in asked(staff)
    (draft,) = drafts(desk)
    assert draft.answers["groups"].value == "the junior choir"
    assert "when" not in draft.answers
    assert "keep_until" not in draft.answers


def test_only_ones_own_requests_are_used_again(staff: Chat, manager: Chat) -> None:
    reference = filming(staff)
    assert manager.say("use my last request again", "use_again") == wording.NOTHING_TO_USE
    manager.send(f'/use_again{{"reference": "{reference}"}}')
    assert manager.text == wording.NOTHING_TO_USE
    assert not manager.inside


def test_of_several_earlier_requests_one_is_chosen(staff: Chat) -> None:
    filming(staff)
    filming(staff, "11 december")
    staff.say("use my last request again", "use_again")
    assert wording.WHICH_AGAIN in staff.text
    staff.press(staff.titles[1])
    assert staff.inside


def test_a_title_typed_out_starts_its_form(staff: Chat) -> None:
    for procedure in PROCEDURES:
        staff.say(f"{procedure.title.lower()}.")
        assert staff.inside, procedure.title
        assert staff.text.startswith(procedure.title) or procedure.title in staff.text
        staff.send("/pause_form")


def test_a_command_heard_as_a_question_starts_its_form_only_when_it_is_sure(
    staff: Chat, chats: Chats
) -> None:
    staff.say("please report a nasty comment about me online")
    assert staff.inside
    assert staff.text.startswith("Report online bullying")
    staff.send("/pause_form")
    for words in ("must I report online bullying?", "report the weather in town"):
        staff.say(words)
        assert not staff.inside
        assert chats.guidance.asked[-1][0] == words


def test_only_a_question_asked_just_now_is_typed_to_the_owner(staff: Chat, chats: Chats) -> None:
    chats.guidance.answers[QUESTION] = NotCovered(None, (), 0.1)
    staff.say(QUESTION)
    staff.say("thanks", "thank")
    staff.say("put a question to the guidance owner", "ask_owner")
    assert QUESTION not in staff.text
    staff.send("/cancel")
    staff.say(QUESTION)
    staff.say("put it to the guidance owner", "ask_owner")
    assert f"Question: {QUESTION}" in staff.text


def test_the_button_puts_the_question_to_the_owner_later_too(staff: Chat, chats: Chats) -> None:
    chats.guidance.answers[QUESTION] = NotCovered(None, (), 0.1)
    staff.say(QUESTION)
    staff.say("thanks", "thank")
    staff.send("/ask_owner")
    assert f"Question: {QUESTION}" in staff.text


def test_a_request_used_again_announces_only_what_it_asks(staff: Chat) -> None:
    filming(staff)
    staff.start(FILMING)
    staff.press("Use my request of")
    opening = staff.said[0]["text"]
    assert "I only ask for this again: " in opening
    asks = opening.partition("I only ask for this again: ")[2]
    assert "groups" not in asks.lower()
    assert "I will ask about" not in staff.text


def test_earlier_requests_are_told_apart_by_day_and_place(staff: Chat) -> None:
    references = [filming(staff), filming(staff, "11 december")]
    staff.say("use my last request again", "use_again")
    assert sorted(staff.titles) == sorted(references)
    assert "for Friday 4 December 2026" in staff.text
    assert "for Friday 11 December 2026" in staff.text
    assert "at Central music centre" in staff.text
