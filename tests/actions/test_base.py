from __future__ import annotations

import pytest

from actions import wording
from actions.base import Turn
from actions.registry import all_actions
from cases.procedures import Procedures
from tests.actions.stand_ins import StandInEncoder, StandInGuidance, run, tracker

GRAVE = "one of my students wants to kill himself"


@pytest.mark.parametrize(
    "name",
    [
        action.name()
        for action in all_actions(StandInGuidance(), Procedures.load(), StandInEncoder())
    ],
)
def test_danger_comes_first_whatever_the_action(name: str) -> None:
    actions = all_actions(StandInGuidance(), Procedures.load(), StandInEncoder())
    action = next(each for each in actions if each.name() == name)
    said, _ = run(action, GRAVE)
    assert said[0]["text"] == wording.DANGER["suicide"]
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
