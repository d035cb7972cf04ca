from __future__ import annotations

import pytest

from actions import wording
from actions.desk import Desk
from cases.model import Case
from tests.actions.chat import Chat, Chats
from tests.actions.forms import breach, device, filming
from tests.cases.room import Handed
from tests.clock import Clock

STATUS = "what's happening with my request?"


def case_of(desk: Desk, reference: str, person: str = "staff@example.org") -> Case:
    return desk.write(
        lambda connection: desk.office.case(connection, reference, desk.person(person))
    )


def ask_for_more(chats: Chats, reference: str, words: str = "Which entrance?") -> None:
    desk = chats.desk
    desk.write(
        lambda connection: desk.office.decide(
            connection, reference, desk.person("manager@example.org"), "more_information", words
        )
    )


def test_nothing_sent_is_said_so(staff: Chat) -> None:
    assert staff.say(STATUS, "case_status") == wording.NO_CASES


def test_the_only_request_is_told_at_once(staff: Chat) -> None:
    reference = filming(staff)
    staff.say(STATUS, "case_status")
    assert reference in staff.text
    assert "Line manager decides it by Tuesday 8 September 2026." in staff.text
    assert staff.case["reference"] == reference


def test_of_several_there_is_a_list_with_a_button_each(staff: Chat) -> None:
    one, other = filming(staff), filming(staff, "11 december")
    staff.say(STATUS, "case_status")
    assert wording.YOUR_CASES in staff.text
    assert set(staff.titles) == {one, other}
    staff.press(one)
    assert staff.case["reference"] == one


@pytest.mark.parametrize("shown", [str.lower, lambda words: words.replace("-", " "), str])
def test_a_reference_in_words_is_found(staff: Chat, shown: object) -> None:
    reference, _ = filming(staff), filming(staff, "11 december")
    staff.say(f"any news on {shown(reference)} please", "case_status")  # type: ignore[operator]
    assert staff.case["reference"] == reference


def test_a_reference_with_a_slip_in_it_is_told_apart(staff: Chat) -> None:
    reference = filming(staff)
    wrong = "3" if reference[0] != "3" else "4"
    mistyped = f"{wrong}{reference[1:]}"
    staff.say(f"any news on {mistyped}", "case_status")
    assert staff.text == wording.MISTYPED.format(reference=mistyped)


def test_nobody_elses_case_is_told(staff: Chat, chats: Chats) -> None:
    reference = filming(staff)
    starter = chats.of("starter@example.org")
    starter.say(f"any news on {reference}", "case_status")
    assert "choir" not in starter.text
    assert "or it is not yours" in starter.text


def test_no_case_is_told_in_a_group(staff: Chat) -> None:
    reference = filming(staff)
    staff.say(STATUS, "case_status", group=True)
    assert reference not in staff.text
    assert "private" in staff.text


def test_what_is_asked_of_a_reporter_is_answered_by_the_next_words(
    staff: Chat, chats: Chats, desk: Desk
) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.say(STATUS, "case_status")
    assert "Which entrance?" in staff.text
    staff.press("Answer now")
    staff.say("they told me to cancel the front one, so the back", message="50")
    assert f"I have passed your answer on to Line manager, on {reference}." in staff.text
    assert not staff.inside
    events = case_of(desk, reference).events
    assert events[-1].note == "they told me to cancel the front one, so the back"


def test_an_answer_sent_twice_lands_once(staff: Chat, chats: Chats, desk: Desk) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.send(f'/answer_case{{"reference": "{reference}"}}')
    first = staff.say("the back one", message="50")
    staff.inside = True
    assert staff.say("the back one", message="50") == first
    kinds = [each.kind for each in case_of(desk, reference).events]
    assert kinds.count("answered") == 1


@pytest.mark.parametrize(
    "words",
    [
        "do I need consent for this?",
        "can i cancel the lesson? i meant the schools google drive, not mine",
        "can the school TA count? yes consent is all in",
        "what's happening with my request?",
        "I want to report a colleague",
    ],
)
def test_whatever_is_said_next_is_the_answer(
    staff: Chat, chats: Chats, desk: Desk, words: str
) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.send(f'/answer_case{{"reference": "{reference}"}}')
    staff.say(words)
    assert f"I have passed your answer on to Line manager, on {reference}." in staff.text
    assert case_of(desk, reference).events[-1].note == words


@pytest.mark.parametrize("words", ["cancel", "not now", "Not now, thanks", "never mind"])
def test_an_answer_can_be_left_for_now(staff: Chat, chats: Chats, desk: Desk, words: str) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.send(f'/answer_case{{"reference": "{reference}"}}')
    assert staff.say(words) == wording.LEFT_ALONE
    assert case_of(desk, reference).state == "more_information"


def test_files_go_along_with_an_answer(staff: Chat, chats: Chats, desk: Desk) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.send(f'/answer_case{{"reference": "{reference}"}}')
    file = desk.write(
        lambda connection: desk.context.attachments.take_in(
            connection, staff.person, "plan.txt", b"the plan"
        )
    )
    staff.send(f'/files_sent{{"ids": "{file.id}"}}')
    assert wording.FILES_WAIT in staff.text
    staff.say("see the plan")
    assert [each.name for each in case_of(desk, reference).attachments] == ["plan.txt"]


def test_where_nothing_is_asked_there_is_nothing_to_answer(staff: Chat) -> None:
    reference = filming(staff)
    staff.send(f'/answer_case{{"reference": "{reference}"}}')
    assert staff.text == wording.NOTHING_ASKED.format(reference=reference)


def test_a_form_that_was_interrupted_goes_on_where_it_was(staff: Chat, chats: Chats) -> None:
    reference = filming(staff)
    ask_for_more(chats, reference)
    staff.start("confidentiality_concern")
    staff.say("no", "deny")
    waiting = staff.said[-1]["text"].split("\n\n")[-1]
    staff.send(f'/answer_case{{"reference": "{reference}"}}')
    staff.say("the back one", message="60")
    assert "I have passed your answer on" in staff.text
    assert staff.inside
    assert staff.text.count(waiting) == 1
    # The same message again is not the form's answer.
    before = staff.text
    assert staff.say("the back one", message="60") == before


@pytest.mark.parametrize(
    ("answer", "intent", "state"),
    [("yes", "affirm", "withdrawn"), ("no", "deny", "submitted"), ("stop", "cancel", "submitted")],
)
def test_a_request_is_taken_back_once_that_is_confirmed(
    staff: Chat, desk: Desk, answer: str, intent: str, state: str
) -> None:
    reference = filming(staff)
    staff.say("I want to withdraw my request", "withdraw_case")
    assert staff.text == wording.WITHDRAW_SURE.format(reference=reference)
    staff.say(answer, intent)
    assert case_of(desk, reference).state == state
    assert not staff.inside


def test_anything_but_yes_or_no_asks_again(staff: Chat, desk: Desk) -> None:
    reference = filming(staff)
    staff.say("I want to withdraw my request", "withdraw_case")
    staff.say("perhaps")
    assert staff.text == wording.WITHDRAW_SURE.format(reference=reference)
    assert case_of(desk, reference).state == "submitted"


def test_what_is_over_cannot_be_taken_back(staff: Chat) -> None:
    assert staff.say("withdraw my request", "withdraw_case") == wording.NOTHING_TO_WITHDRAW
    reference = filming(staff)
    staff.say("withdraw my request", "withdraw_case")
    staff.say("yes", "affirm")
    staff.say(f"withdraw {reference}", "withdraw_case")
    assert staff.text == wording.TOO_LATE.format(reference=reference)


def test_of_several_the_one_to_take_back_is_chosen(staff: Chat, desk: Desk) -> None:
    one, _ = filming(staff), filming(staff, "11 december")
    staff.say("withdraw my request", "withdraw_case")
    assert wording.WHICH_CASE in staff.text
    staff.press(one)
    staff.press("Yes")
    assert case_of(desk, one).state == "withdrawn"


def test_the_words_about_a_confidential_case_are_erased(
    staff: Chat, chats: Chats, desk: Desk
) -> None:
    reference = breach(staff)
    desk.write(
        lambda connection: desk.office.decide(
            connection,
            reference,
            desk.person("manager@example.org"),
            "more_information",
            "Whose names?",
        )
    )
    staff.say(STATUS, "case_status")
    assert "Whose names?" not in staff.text
    assert f"/portal/cases/{reference}" in staff.text
    queue = desk.context.queue
    assert isinstance(queue, Handed)
    queue.work.clear()
    staff.press("Answer now", message="70")
    staff.say("those of my group", message="71")
    erasures = [each for each in queue.work if each[0] == "erase"]
    assert [each[2] for each in erasures] == [("staff@example.org", 70, 71)]


def test_what_the_headteacher_said_is_told_by_the_teacher(staff: Chat, desk: Desk) -> None:
    reference = device(staff)
    staff.press("Tell what the Headteacher said")
    staff.press("Yes, they agreed")
    assert wording.HEADTEACHER_WORDS in staff.text
    staff.say("only in lessons, locked at other times")
    case = case_of(desk, reference)
    assert case.outcome == "approved"
    assert case.events[-1].note == "only in lessons, locked at other times"
    staff.say(STATUS, "case_status")
    assert "Approved on" in staff.text


def test_what_is_open_comes_first_and_then_what_was_over_of_late(
    staff: Chat, desk: Desk, clock: Clock
) -> None:
    first, second = filming(staff), filming(staff, "11 december")
    decline(desk, first)
    clock.move(days=40)
    third = filming(staff, "18 december")
    staff.say("whats happening with my requests", "case_status")
    assert staff.titles == [third, second, first]
    assert "declined on Tuesday 1 September 2026" in staff.text
    clock.move(days=30)
    staff.say("whats happening with my requests", "case_status")
    assert first not in staff.text


def test_one_that_waits_and_one_that_is_over_are_both_listed(staff: Chat, desk: Desk) -> None:
    first, second = filming(staff), filming(staff, "11 december")
    decline(desk, first)
    staff.say("show my requests", "case_status")
    assert staff.titles == [second, first]
    staff.say("any news?", "case_status")
    assert staff.case["reference"] == second


def test_when_will_i_hear_is_about_a_case_only_where_there_is_one(
    staff: Chat, chats: Chats
) -> None:
    staff.say("when will i hear", "case_status")
    assert chats.guidance.asked[-1][0] == "when will i hear"
    reference = filming(staff)
    staff.say("when will i hear", "case_status")
    assert staff.case["reference"] == reference


def decline(desk: Desk, reference: str) -> None:
    desk.write(
        lambda connection: desk.office.decide(
            connection, reference, desk.person("manager@example.org"), "decline", "No room."
        )
    )
