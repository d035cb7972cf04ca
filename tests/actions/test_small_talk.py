from __future__ import annotations

import pytest

from actions import wording
from actions.small_talk import CapabilitiesAction, fixed
from tests.actions.chat import Chat
from tests.actions.stand_ins import StandInGuidance, run


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("action_thank", wording.WELCOME),
        ("action_goodbye", wording.GOODBYE),
        ("action_talk_to_person", wording.PERSON),
        ("action_start_induction", wording.INDUCTION),
    ],
)
def test_each_says_its_text(name: str, text: str) -> None:
    action = next(each for each in fixed() if each.name() == name)
    (said,), events = run(action, "words")
    assert said["text"] == text
    assert events == []


def test_the_induction_that_is_not_here_yet_says_so_and_whom_to_go_to() -> None:
    assert "not available" in wording.INDUCTION
    assert "line manager" in wording.INDUCTION


def test_a_greeting_is_returned(staff: Chat) -> None:
    assert staff.say("hello", "greet") == wording.GREETING


def test_a_greeting_reminds_of_a_form_but_not_in_a_group(staff: Chat) -> None:
    staff.start("guidance_question")
    staff.say("save it for later", "pause_form")
    assert "Put a question to the guidance owner" in staff.say("hello", "greet")
    assert staff.say("hello", "greet", group=True) == wording.GREETING


def test_what_it_can_do_comes_with_the_sections() -> None:
    (said,), _ = run(CapabilitiesAction(StandInGuidance()), "help")
    assert said["text"] == wording.CAPABILITIES
    assert said["buttons"][0] == {
        "title": "5. Creating images",
        "payload": '/more_on_section{"section": "5"}',
    }
