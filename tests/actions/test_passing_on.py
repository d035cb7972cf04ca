"""Answers to a manager that were typed without the button, or came too late."""

from __future__ import annotations

import pytest

from actions import wording
from actions.desk import Desk
from knowledge.answer import Answer, NotCovered, Unsure
from tests.actions.chat import Chat, Chats
from tests.actions.forms import breach, filming
from tests.actions.stand_ins import FILMING, PHONE, answered, by_id
from tests.actions.test_case_status import ask_for_more, case_of, decline
from tests.cases.room import Handed

WORDS = 'the schools google drive, not mine\nand {not} "yours"'


@pytest.fixture(
    params=[None, NotCovered(None, (), 0.1), Unsure((by_id(FILMING), by_id(PHONE)), 0.4)],
    ids=["out of scope", "not covered", "unsure"],
)
def given(request: pytest.FixtureRequest, chats: Chats) -> Answer | None:
    """What the guidance makes of the words."""
    answer: Answer | None = request.param
    if answer is not None:
        chats.guidance.answers[WORDS] = answer
    return answer


@pytest.mark.usefixtures("given")
def test_an_answer_without_the_button_is_offered_to_be_sent(
    staff: Chat, chats: Chats, desk: Desk
) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.say(WORDS)
    assert wording.WAS_IT_AN_ANSWER.format(reference=reference) in staff.text
    staff.press(f"Send this as my answer to {reference}")
    assert f"I have passed your answer on to Line manager, on {reference}." in staff.text
    assert case_of(desk, reference).events[-1].note == WORDS


def test_it_can_wait(staff: Chat, chats: Chats, desk: Desk) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.say(WORDS)
    staff.press("Answer later")
    assert staff.text == wording.ANSWER_WAITS
    assert case_of(desk, reference).state == "more_information"


def test_no_answer_is_offered_where_it_could_be_none_or_several(staff: Chat, chats: Chats) -> None:
    reference = filming(staff)
    staff.say(WORDS)
    assert "answer to" not in "".join(staff.titles)
    ask_for_more(chats, reference)
    staff.say(WORDS, group=True)
    assert reference not in staff.text
    chats.guidance.answers["a question"] = answered(by_id(FILMING))
    staff.say("a question")
    assert reference not in staff.text
    ask_for_more(chats, filming(staff, "11 december"))
    staff.say(WORDS)
    assert reference not in staff.text


@pytest.mark.parametrize("button", [True, False])
def test_an_answer_that_comes_too_late_can_be_a_message(
    staff: Chat, chats: Chats, desk: Desk, button: bool
) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    if button:
        staff.send(f'/answer_case{{"reference": "{reference}"}}')
        decline(desk, reference)
        staff.say(WORDS)
    else:
        staff.say(WORDS)
        decline(desk, reference)
        staff.press("Send this as my answer")
    assert wording.DECIDED_MEANWHILE.format(reference=reference) in staff.text
    assert not staff.inside
    staff.press("Yes, send it as a message")
    assert f"I have put your words on {reference}" in staff.text
    last = case_of(desk, reference).events[-1]
    assert (last.kind, last.note) == ("message", WORDS)


def test_words_for_a_confidential_case_go_out_of_the_conversation(
    staff: Chat, chats: Chats, desk: Desk
) -> None:
    reference = breach(staff)
    ask_for_more(chats, reference)
    queue = desk.context.queue
    assert isinstance(queue, Handed)
    staff.say(WORDS, message="70")
    before = len(queue.work)
    staff.press("Send this as my answer", message="72")
    (erased,) = [each for each in queue.work[before:] if each[0] == "erase"]
    assert erased[2] == (staff.person, 70, 72)
