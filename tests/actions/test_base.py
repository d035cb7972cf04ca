from __future__ import annotations

import pytest

from actions import wording
from actions.base import Turn
from actions.desk import Desk
from actions.registry import all_actions
from tests.actions.stand_ins import StandInEncoder, StandInGuidance, run, tracker

GRAVE = "one of my students wants to kill himself"


def test_danger_comes_first_whatever_the_action(desk: Desk) -> None:
    for action in all_actions(StandInGuidance(), desk, StandInEncoder()):
        said, _ = run(action, GRAVE, sender="staff@example.org")
        assert said[0]["text"] == wording.DANGER["suicide"], action.name()
        assert said[0]["custom"] == {"kind": "danger"}


@pytest.mark.parametrize(
    ("text", "words", "values"),
    [
        ("can I film?", "can I film?", {}),
        ("  hi  ", "hi", {}),
        ('/more_on_section{"section": "5", "start": "3"}', "", {"section": "5", "start": "3"}),
        ("/ask_owner", "", {}),
        ("\u200b/ask_owner", "/ask_owner", {}),
        ("/not a button", "/not a button", {}),
        ("", "", {}),
    ],
)
def test_a_turn_tells_words_from_buttons(text: str, words: str, values: dict[str, str]) -> None:
    latest = tracker("x")
    entities = [{"entity": key, "value": value} for key, value in values.items()]
    latest.latest_message = {"text": text, "intent": {"name": "ask"}, "entities": entities}
    assert Turn.of(latest) == Turn(words, "ask", values)


def test_an_empty_tracker_is_an_empty_turn() -> None:
    empty = tracker("x")
    empty.latest_message = {}
    assert Turn.of(empty) == Turn("", "", {})


def test_what_the_gateway_knows_of_a_message_comes_along() -> None:
    latest = tracker("x")
    latest.latest_message["metadata"] = {"message_id": "12", "channel": "teams", "group": True}
    turn = Turn.of(latest)
    assert (turn.message, turn.channel, turn.group) == ("12", "teams", True)


@pytest.mark.parametrize(
    ("words", "unreadable"),
    [("😀👍🏽", True), ("?!", True), ("ok 😀", False), ("可以吗", False), ("", False)],
)
def test_what_holds_no_letter_cannot_be_read(words: str, unreadable: bool) -> None:
    assert Turn(words, "ask", {}).is_unreadable == unreadable
