from __future__ import annotations

import pytest

from actions import wording
from actions.desk import Desk
from tests.actions.chat import Chat, Chats
from tests.actions.forms import breach, filming
from tests.actions.test_case_status import case_of
from tests.clock import Clock

WAITING = "what's waiting for me?"


def card(manager: Chat, reference: str) -> str:
    manager.say(WAITING, "what_is_waiting")
    return manager.press(reference)


def test_those_who_decide_nothing_are_told_so(staff: Chat, manager: Chat) -> None:
    assert staff.say(WAITING, "what_is_waiting") == wording.NOT_A_HANDLER
    assert manager.say(WAITING, "what_is_waiting") == wording.NOTHING_WAITS


def test_what_is_due_first_comes_first(staff: Chat, manager: Chat, clock: Clock) -> None:
    first = filming(staff)
    clock.move(days=3)
    second = filming(staff, "11 december")
    manager.say(WAITING, "what_is_waiting")
    assert "2 cases wait for you, the most urgent first:" in manager.text
    assert manager.titles == [first, second]
    clock.move(days=30)
    manager.say(WAITING, "what_is_waiting")
    assert "was due on" in manager.text


def test_a_card_tells_all_that_there_is_to_decide(staff: Chat, manager: Chat, desk: Desk) -> None:
    reference = filming(staff)
    card(manager, reference)
    assert "Groups: the junior choir" in manager.text
    assert "☐ It is clear what the pictures are for" in manager.text
    assert manager.titles == ["Approve", "Decline", "Ask for more information"]
    assert case_of(desk, reference).state == "acknowledged"


def test_an_approval_wants_the_checks_and_a_last_yes(
    staff: Chat, manager: Chat, desk: Desk
) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Approve")
    assert "• It is clear what the pictures are for" in manager.text
    manager.press("Yes, all of them")
    manager.press("No, nothing to add")
    assert case_of(desk, reference).outcome is None
    assert f"Approve {reference}" in manager.text
    manager.press("Yes, approve it")
    case = case_of(desk, reference)
    assert case.outcome == "approved"
    assert all(each.ticked for each in case.checks if each.must)
    assert manager.case["state"] == "decided"
    staff.say("any news?", "case_status")
    assert "Approved on Tuesday 1 September 2026 by Line manager." in staff.text


def test_checks_that_do_not_hold_decide_nothing(staff: Chat, manager: Chat, desk: Desk) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Approve")
    manager.press("Not all")
    assert manager.text == wording.CHECKS_MISSING
    assert not manager.inside
    assert case_of(desk, reference).outcome is None


@pytest.mark.parametrize(
    ("button", "yes", "state"),
    [
        ("Decline", "Yes, decline it", "decided"),
        ("Ask for more information", "Yes, ask it", "more_information"),
    ],
)
def test_a_reason_is_wanted_and_told_word_for_word(
    staff: Chat, manager: Chat, desk: Desk, button: str, yes: str, state: str
) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press(button)
    assert "skip" not in " ".join(manager.titles).lower()
    manager.say("They said stop, so which date is it now")
    assert "They said stop, so which date is it now" in manager.text
    manager.press(yes)
    case = case_of(desk, reference)
    assert case.state == state
    assert case.events[-1].note == "They said stop, so which date is it now"


def test_a_ready_reason_is_chosen_by_its_button(staff: Chat, manager: Chat, desk: Desk) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Decline")
    manager.press("The consent cannot be there in time.")
    manager.press("Change the words")
    manager.press("Work equipment is available")
    manager.press("Yes, decline it")
    assert case_of(desk, reference).events[-1].note == (
        "Work equipment is available, so please ask again with that."
    )


@pytest.mark.parametrize("words", ["no", "cancel"])
def test_a_decision_can_be_left_until_the_last_yes(
    staff: Chat, manager: Chat, desk: Desk, words: str
) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Decline")
    manager.say("no room for it")
    manager.say(words)
    assert manager.text == wording.LEFT_ALONE
    assert case_of(desk, reference).outcome is None
    assert not manager.inside


def test_resolving_wants_the_checks_of_the_guidance(staff: Chat, manager: Chat, desk: Desk) -> None:
    reference = breach(staff)
    card(manager, reference)
    manager.press("Resolve")
    wanted = [each for each in case_of(desk, reference).checks if each.must]
    assert all(f"• {each.text}" in manager.text for each in wanted)
    manager.press("Yes, all of these are done")
    manager.say("The stick was found")
    manager.press("Yes, it is resolved")
    case = case_of(desk, reference)
    assert case.outcome == "resolved"
    assert all(each.ticked for each in case.checks if each.must)


def test_deciding_while_ones_own_question_is_open_says_so(staff: Chat, manager: Chat) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Ask for more information")
    manager.say("which groups are there?")
    manager.press("Yes, ask it")
    card(manager, reference)
    manager.press("Approve")
    manager.press("Yes, all of them")
    manager.press("No, nothing to add")
    assert wording.STILL_ASKED in manager.text


def test_a_question_of_the_managers_is_asked_as_it_is(
    staff: Chat, manager: Chat, desk: Desk
) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Ask for more information")
    manager.say("is there consent from all parents?")
    manager.press("Yes, ask it")
    assert case_of(desk, reference).events[-1].note == "is there consent from all parents?"


def test_a_decision_sent_twice_is_made_once(staff: Chat, manager: Chat, desk: Desk) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Decline")
    manager.say("no room for it")
    first = manager.say("yes", message="90")
    manager.inside = True
    assert manager.say("yes", message="90") == first
    kinds = [each.kind for each in case_of(desk, reference).events]
    assert kinds.count("decided") == 1


def test_of_two_who_decide_one_is_told_that_it_is_decided(
    staff: Chat, manager: Chat, desk: Desk
) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Decline")
    manager.say("no room for it")
    desk.write(
        lambda connection: desk.office.decide(
            connection, reference, desk.person("manager@example.org"), "decline", "Elsewhere."
        )
    )
    manager.press("Yes, decline it")
    assert "decided" in manager.text
    assert not manager.inside
    assert case_of(desk, reference).events[-1].note == "Elsewhere."


def test_only_whoever_it_came_to_can_decide(staff: Chat, chats: Chats, desk: Desk) -> None:
    reference = filming(staff)
    starter = chats.of("starter@example.org")
    starter.send(f'/decide{{"reference": "{reference}", "decision": "approve"}}')
    assert "or it is not yours" in starter.text
    assert not starter.inside


def test_nothing_is_decided_in_a_group(staff: Chat, manager: Chat) -> None:
    reference = filming(staff)
    manager.send(f'/decide{{"reference": "{reference}", "decision": "approve"}}', group=True)
    assert "private" in manager.text
    assert not manager.inside


def test_a_reporters_answer_stands_on_the_card(staff: Chat, manager: Chat) -> None:
    reference = filming(staff)
    card(manager, reference)
    manager.press("Ask for more information")
    manager.press("Which students")
    manager.press("Yes, ask it")
    staff.say("any news?", "case_status")
    staff.press("Answer now")
    staff.say("all of year 5")
    card(manager, reference)
    assert "Member of staff writes: all of year 5" in manager.text


def test_a_confidential_case_shows_no_answers_in_the_chat(
    staff: Chat, manager: Chat, desk: Desk
) -> None:
    reference = breach(staff, what_words="the zebedee list")
    card(manager, reference)
    assert "zebedee" not in manager.text
    assert f"https://assistant.example.org/portal/cases/{reference}" in manager.text
    manager.press("Resolve")
    manager.press("Yes, all of these are done")
    manager.say("The stick was found")
    manager.press("Yes, it is resolved")
    assert case_of(desk, reference).outcome == "resolved"
    staff.say("any news?", "case_status")
    assert "The stick was found" not in staff.text
