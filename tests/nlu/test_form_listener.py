"""Inside a form the real Rasa calls one action a turn, and hears answers as answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from actions import loop
from tests.nlu.running_rasa import RunningRasa

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


class FormActions:
    """What the stand-in answers: the form goes on until it is told to end."""

    def __init__(self, expects: str = "what:text") -> None:
        self.expects = expects
        self.ends = False

    def result(self, call: dict[str, Any]) -> dict[str, Any]:
        begins = call["next_action"] != loop.FORM_ACTION
        events = loop.is_over() if self.ends else loop.goes_on("1", self.expects, begins=begins)
        return {"events": events, "responses": [{"text": call["next_action"]}]}


@pytest.fixture
def form(rasa: RunningRasa, monkeypatch: pytest.MonkeyPatch) -> Iterator[FormActions]:
    actions = FormActions()
    monkeypatch.setattr(rasa.actions, "result", actions.result)
    return actions


def heard(rasa: RunningRasa, sender: str, words: str) -> tuple[str, str]:
    """What Rasa heard, and the only action it called."""
    before = len(rasa.actions.calls)
    rasa.say(sender, words)
    (call,) = rasa.actions.calls[before:]
    return call["tracker"]["latest_message"]["intent"]["name"], call["next_action"]


def test_every_turn_of_a_form_is_one_call(rasa: RunningRasa, form: FormActions) -> None:
    sender = "form-one"
    assert heard(rasa, sender, "I'd like to apply for filming permission")[1] == (
        "action_start_procedure"
    )
    for words, intent in (
        ("they told me to cancel the lesson", "answer"),
        ("do I need consent from both parents?", "ask"),
        ("cancel", "cancel"),
        ("what's happening with my other request?", "case_status"),
        ('/answer{"form": "1", "slot": "what", "value": "x"}', "answer"),
        ("/confirm", "confirm"),
    ):
        assert heard(rasa, sender, words) == (intent, loop.FORM_ACTION)
    form.ends = True
    assert heard(rasa, sender, "yes") == ("affirm", loop.FORM_ACTION)
    form.ends = False
    assert heard(rasa, sender, "hello")[1] == "action_greet"


def test_no_answer_stays_in_the_conversations_slots(rasa: RunningRasa, form: FormActions) -> None:
    sender = "form-slots"
    rasa.say(sender, "I'd like to apply for filming permission")
    rasa.say(sender, "the zebedee choir")
    slots = [each for each in rasa.events(sender) if each["event"] == "slot"]
    assert not any("zebedee" in str(each["value"]) for each in slots)


def test_a_long_form_goes_on_in_short_sessions(rasa: RunningRasa, form: FormActions) -> None:
    sender = "form-long"
    rasa.say(sender, "I'd like to apply for filming permission")
    for number in range(20):
        assert heard(rasa, sender, f"the choir number {number}") == ("answer", loop.FORM_ACTION)
    events = rasa.actions.calls[-1]["tracker"]["events"]
    assert len(events) < 40


def test_a_turn_that_failed_is_simply_tried_again(rasa: RunningRasa, form: FormActions) -> None:
    sender = "form-fails"
    rasa.say(sender, "I'd like to apply for filming permission")
    with rasa.actions.failing():
        assert rasa.say(sender, "the choir") == []
    assert heard(rasa, sender, "the choir") == ("answer", loop.FORM_ACTION)
    assert heard(rasa, sender, "next friday") == ("answer", loop.FORM_ACTION)


@pytest.mark.parametrize("words", ["anything on K7MP-4Q2D?", "K7MP-4Q2D", "approve K7MP-4Q2D"])
def test_a_reference_is_about_its_case_outside_forms_too(rasa: RunningRasa, words: str) -> None:
    assert rasa.heard(words) == ("case_status", "action_case_status")


@pytest.mark.parametrize("words", ["🎻🎻", "?!", "..."])
def test_what_holds_no_words_is_left_to_the_answer(rasa: RunningRasa, words: str) -> None:
    assert rasa.heard(words) == ("ask", "action_answer")


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("can I carry on with my form", "continue_form"),
        ("same request as last year please", "use_again"),
        ("I'd like to take back my request", "withdraw_case"),
        ("is anything waiting for me?", "what_is_waiting"),
        ("report a lost memory stick with student data", "start_procedure"),
        ("the headteacher said yes but only in the hall", "headteacher_said"),
        ("when will i hear", "case_status"),
    ],
)
def test_new_commands_are_heard(rasa: RunningRasa, words: str, intent: str) -> None:
    assert rasa.heard(words)[0] == intent
