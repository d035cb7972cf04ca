from __future__ import annotations

from pathlib import Path

import pytest

from actions import wording
from actions.desk import Desk
from cases.database import Database
from cases.procedures import Procedures
from knowledge.answer import Answered
from tests.actions.chat import Chat, Chats, desk_in
from tests.actions.forms import BREACH, asked, drafts, fill, filming
from tests.actions.forms import FILMING as FILMING_FORM
from tests.actions.stand_ins import FILMING, PHONE, answered, by_id
from tests.cases.room import Handed
from tests.clock import Clock

# A question to the guidance owner is the shortest of all forms.
OWNERS = "guidance_question"
QUESTION = "may a visiting orchestra bring a photographer?"


def test_a_form_goes_from_its_first_question_to_a_case(staff: Chat, desk: Desk) -> None:
    assert "It takes about a minute" in staff.start(OWNERS)
    assert staff.inside
    staff.say(QUESTION)
    staff.say("it is about a concert in june")
    assert "Shall I send it?" in staff.text
    staff.say("yes", "affirm")
    assert "Your reference is" in staff.text
    assert "Guidance owner looks into it by Tuesday 15 September 2026." in staff.text
    assert "covers when they are away" in staff.text
    assert "Meanwhile: If it cannot wait, ask your line manager." in staff.text
    assert staff.case["handler"] == "owner@example.org"
    assert staff.case["procedure"] == OWNERS
    assert not staff.inside
    assert drafts(desk) == []


def test_a_question_in_the_middle_is_answered_and_the_pending_one_asked_once(
    staff: Chat, chats: Chats
) -> None:
    chats.guidance.answers["do I need consent for this?"] = answered(by_id(FILMING))
    staff.start(BREACH)
    waiting = asked(staff)
    staff.say("do I need consent for this?")
    assert f"The rule of {FILMING}." in staff.text
    assert asked(staff) == waiting
    staff.say("no", "deny")
    assert asked(staff) != waiting


def test_the_words_of_a_confidential_form_stay_in_no_slot(staff: Chat, chats: Chats) -> None:
    chats.guidance.answers["do I need consent for this?"] = answered(by_id(FILMING))
    staff.start(BREACH)
    staff.say("do I need consent for this?")
    assert staff.slots.get("last_question") is None
    assert "form_answer" not in staff.slots
    assert not any("consent" in str(value) for value in staff.slots.values())


def test_an_answer_that_reads_like_a_command_is_an_answer(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    fill(staff, until="what_words")
    staff.say("they told me to cancel the lesson and go back for it")
    (draft,) = drafts(desk)
    assert draft.answers["what_words"].value == (
        "they told me to cancel the lesson and go back for it"
    )


@pytest.mark.parametrize(
    ("words", "intent", "told"),
    [
        ("can I speak to a person", "talk_to_person", wording.PERSON),
        ("what can you do?", "what_can_you_do", wording.CAPABILITIES),
        ("cheers", "thank", wording.WELCOME),
    ],
)
def test_what_is_said_by_the_way_is_answered_too(
    staff: Chat, words: str, intent: str, told: str
) -> None:
    staff.start(BREACH)
    waiting = asked(staff)
    staff.say(words, intent)
    assert told in staff.text
    assert asked(staff) == waiting


def test_words_of_danger_come_first_and_are_kept_as_an_answer(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    fill(staff, until="what_words")
    staff.say("a pupil says she wants to kill herself because of it")
    assert staff.said[0]["text"] == wording.DANGER["suicide"]
    (draft,) = drafts(desk)
    assert "kill herself" in str(draft.answers["what_words"].value)
    assert len(staff.said) == 2


def test_words_of_danger_that_are_no_answer_are_no_bad_answer_either(
    staff: Chat, desk: Desk
) -> None:
    staff.start(BREACH)
    staff.all(["no"])
    waiting = asked(staff)
    for _ in range(3):
        staff.say("a pupil says she wants to kill herself")
        assert staff.said[0]["text"] == wording.DANGER["suicide"]
        assert asked(staff) == waiting
    (draft,) = drafts(desk)
    assert draft.bad == 0


def test_the_same_message_twice_is_one_answer(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    first = staff.say("no", "deny", message="77")
    assert staff.say("no", "deny", message="77") == first
    (draft,) = drafts(desk)
    assert set(draft.answers) == {"danger_now"}


def test_a_start_that_comes_twice_is_one_form(staff: Chat, desk: Desk) -> None:
    payload = f'/start_procedure{{"procedure": "{OWNERS}"}}'
    first = staff.send(payload, message="5")
    staff.inside = False  # the reply to the first never reached Rasa
    assert staff.send(payload, message="5") == first
    assert staff.inside
    assert len(drafts(desk)) == 1


def test_a_case_is_filed_once_though_its_reply_was_lost(staff: Chat, desk: Desk) -> None:
    staff.start(OWNERS)
    staff.all([QUESTION, "skip"])
    first = staff.say("yes", "affirm", message="9")
    reference = staff.case["reference"]
    staff.inside = True
    assert staff.say("yes", "affirm", message="9") == first
    assert staff.case["reference"] == reference
    staff.say("what is happening?", "case_status")
    assert reference in staff.text


def test_a_form_that_is_gone_is_told_kindly(staff: Chat, desk: Desk) -> None:
    staff.start(OWNERS)
    (draft,) = drafts(desk)
    desk.write(lambda connection: desk.drafts.end(connection, draft.submission))
    assert staff.say(QUESTION) == wording.FORM_GONE
    assert not staff.inside


def test_a_button_of_a_form_that_is_over_changes_nothing(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    old = staff.said[-1]["buttons"][0]["payload"]
    staff.say("cancel", "cancel")
    assert staff.send(old) == wording.NOTHING_PENDING["answer"]
    staff.start(BREACH)
    waiting = asked(staff)
    staff.send(old)
    assert asked(staff) == waiting
    (draft,) = drafts(desk)
    assert draft.answers == {}


def test_cancelling_something_confidential_erases_what_was_said(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    staff.all(["no"])
    fill(staff, until="what_words")
    staff.all(["cancel", "yes"])
    assert not staff.inside
    assert drafts(desk) == []
    queue = desk.context.queue
    assert isinstance(queue, Handed)
    ((workflow, _, arguments),) = queue.work
    assert workflow == "erase"
    assert arguments == ("staff@example.org", 1, 5)


def test_a_form_can_be_left_and_found_again_days_later(
    staff: Chat, desk: Desk, clock: Clock
) -> None:
    staff.start(BREACH)
    staff.say("no", "deny")
    waiting = asked(staff)
    staff.say("save it for later", "pause_form")
    assert not staff.inside
    clock.move(days=5)
    staff.say("hello", "greet")
    assert "You were in the middle of “Report lost or misdirected information”" in staff.text
    staff.press("Go on with it")
    assert staff.inside
    assert asked(staff) == waiting


def test_somebody_who_comes_back_after_hours_is_welcomed_back_once(
    staff: Chat, clock: Clock
) -> None:
    staff.start(BREACH)
    waiting = asked(staff)
    clock.move(hours=30)
    staff.say("hello", "greet")
    assert "Welcome back. You were in the middle of" in staff.text
    assert asked(staff) == waiting
    staff.say("no", "deny")
    assert "Welcome back" not in staff.text


def test_files_go_with_the_form_they_were_sent_to(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)

    def take_in(connection: object) -> str:
        taken = desk.context.attachments.take_in(
            connection,  # type: ignore[arg-type]
            staff.person,
            "note.txt",
            b"what happened",
        )
        return taken.id

    file = desk.write(take_in)
    staff.send(f'/files_sent{{"ids": "{file}"}}')
    assert "I have added 1 file." in staff.text
    (draft,) = drafts(desk)
    assert draft.files == (file,)
    others = "f" * 32
    waiting = asked(staff)
    staff.send(f'/files_sent{{"ids": "{others}"}}')
    assert asked(staff) == waiting
    assert drafts(desk)[0].files == (file,)


def test_nothing_confidential_is_said_in_a_group(staff: Chat, desk: Desk) -> None:
    staff.start(BREACH)
    staff.say("no", "deny", group=True)
    assert "private" in staff.text
    assert "https://assistant.example.org/" in staff.text
    assert drafts(desk)[0].answers == {}
    assert staff.inside


def test_a_question_in_a_group_is_answered_without_a_word_of_the_form(
    staff: Chat, chats: Chats
) -> None:
    answer: Answered = answered(by_id(FILMING))
    chats.guidance.answers["do I need consent for this?"] = answer
    staff.start(BREACH)
    waiting = asked(staff)
    staff.say("do I need consent for this?", group=True)
    assert f"The rule of {FILMING}." in staff.text
    assert waiting not in staff.text


def test_a_similar_open_request_is_pointed_out_before_everything_is_asked(
    staff: Chat, desk: Desk
) -> None:
    first = filming(staff)
    staff.start("filming_permission")
    fill(staff, until="equipment", when="4 december")
    assert first in staff.text
    assert wording.SEE_IT in staff.titles
    staff.press("Work equipment")
    assert first not in staff.text


def test_it_works_on_each_kind_of_database(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    desk = desk_in(tmp_path, database, clock, Procedures.load())
    chat = Chats(desk).of("staff@example.org")
    chat.start(OWNERS)
    chat.all([QUESTION, "skip", "yes"])
    assert chat.case["state"] == "submitted"


def test_after_a_question_in_the_middle_the_forms_own_buttons_stand_out(
    staff: Chat, chats: Chats
) -> None:
    words = "is a photo at the concert allowed?"
    chats.guidance.answers[words] = answered(by_id(FILMING), by_id(PHONE))
    staff.start(FILMING_FORM)
    own = [each["title"] for each in staff.said[-1]["buttons"]]
    staff.say(words)
    assert staff.titles == ["More on section 5", *own]
    assert all("next_steps" not in each["custom"] for each in staff.said)


def test_an_answer_that_is_far_too_long_may_be_a_file(staff: Chat) -> None:
    staff.start(BREACH)
    fill(staff, until="what_words")
    waiting = asked(staff)
    staff.say("word " * 700)
    assert "shorten it, or send it as a file" in staff.text
    assert asked(staff) == waiting


def test_what_is_sent_is_told_as_filed(staff: Chat) -> None:
    filming(staff)
    assert [each["custom"]["kind"] for each in staff.said] == ["filed"]
    assert "“My requests”" in staff.text
