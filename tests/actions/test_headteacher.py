from __future__ import annotations

from actions import wording
from actions.desk import Desk
from tests.actions.chat import Chat, Chats
from tests.actions.forms import device
from tests.actions.test_case_status import case_of

TOLD = "the headteacher said yes but only in the hall"


def test_what_a_headteacher_said_lands_on_the_open_letter(staff: Chat, desk: Desk) -> None:
    reference = device(staff)
    staff.say(TOLD, "headteacher_said")
    assert f"Shall I put this on {reference}: the Headteacher agreed" in staff.text
    assert "“only in the hall”" in staff.text
    assert case_of(desk, reference).outcome is None
    staff.say("yes", "affirm")
    case = case_of(desk, reference)
    assert (case.outcome, case.events[-1].note) == ("approved", "only in the hall")


def test_it_is_put_nowhere_without_a_yes(staff: Chat, desk: Desk) -> None:
    reference = device(staff)
    staff.say("headteacher said no", "headteacher_said")
    assert "the Headteacher did not agree" in staff.text
    staff.say("no", "deny")
    assert staff.text == wording.LEFT_ALONE
    assert case_of(desk, reference).outcome is None


def test_of_several_letters_one_is_chosen(staff: Chat, desk: Desk) -> None:
    first, second = device(staff), device(staff)
    staff.say(TOLD, "headteacher_said")
    assert set(staff.titles) == {first, second}
    staff.press(first)
    staff.press("Yes, put it there")
    assert case_of(desk, first).events[-1].note == "only in the hall"
    assert case_of(desk, second).outcome is None


def test_without_a_letter_it_is_a_question(staff: Chat, chats: Chats) -> None:
    staff.say(TOLD, "headteacher_said")
    assert chats.guidance.asked[-1][0] == TOLD


def test_a_condition_said_with_the_yes_is_kept(staff: Chat, desk: Desk) -> None:
    reference = device(staff)
    staff.send(f'/headteacher_said{{"reference": "{reference}"}}')
    staff.say("yes but only in hall")
    case = case_of(desk, reference)
    assert (case.outcome, case.events[-1].note) == ("approved", "only in hall")


def test_a_letter_waits_for_the_headteacher_and_for_nobody_of_ours(staff: Chat) -> None:
    reference = device(staff)
    staff.say("any news?", "case_status")
    assert "It waits for the Headteacher: tell me what they say." in staff.text
    assert "you decides" not in staff.text
    device(staff)
    staff.say("any news?", "case_status")
    assert f"{reference}: Ask a school" in staff.text
    assert "waits for what the Headteacher says" in staff.text
