from __future__ import annotations

import pytest

from actions import wording
from actions.small_talk import CapabilitiesAction, fixed
from tests.actions.stand_ins import StandInGuidance, run


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("action_greet", wording.GREETING),
        ("action_thank", wording.WELCOME),
        ("action_goodbye", wording.GOODBYE),
        ("action_talk_to_person", wording.PERSON),
        ("action_case_status", wording.STATUS),
        ("action_start_induction", wording.INDUCTION),
        ("action_ask_owner", wording.OWNER),
    ],
)
def test_each_says_its_text(name: str, text: str) -> None:
    action = next(each for each in fixed() if each.name() == name)
    (said,), events = run(action, "words")
    assert said["text"] == text
    assert events == []


def test_journeys_that_are_not_here_yet_say_so_and_whom_to_go_to() -> None:
    for text in (wording.STATUS, wording.INDUCTION, wording.OWNER, wording.NOT_YET):
        assert "yet" in text or "not available" in text
    assert "line manager" in wording.INDUCTION
    assert "line manager" in wording.OWNER


def test_what_it_can_do_comes_with_the_sections() -> None:
    (said,), _ = run(CapabilitiesAction(StandInGuidance()), "help")
    assert said["text"] == wording.CAPABILITIES
    assert said["buttons"][0] == {
        "title": "5. Creating images",
        "payload": '/more_on_section{"section": "5"}',
    }
