from __future__ import annotations

import pytest

from actions import wording
from actions.commands import NothingPendingAction
from cases.procedures import Procedures
from knowledge.answer import Unsure
from tests.actions.stand_ins import FILMING, PHONE, StandInGuidance, answered, by_id, run


@pytest.fixture
def action() -> NothingPendingAction:
    answers = {
        "one?": Unsure((by_id(FILMING),), 0.5),
        "two?": Unsure((by_id(PHONE), by_id(FILMING)), 0.5),
        "filming?": answered(by_id(FILMING)),
    }
    return NothingPendingAction(StandInGuidance(answers), Procedures.load())


@pytest.mark.parametrize("intent", sorted(wording.NOTHING_PENDING))
def test_nothing_waits_for_the_word(action: NothingPendingAction, intent: str) -> None:
    (said,), events = run(action, "a word", intent)
    assert said["text"] == wording.NOTHING_PENDING[intent]
    assert events == []


def test_yes_to_do_you_mean_is_that_rule(action: NothingPendingAction) -> None:
    (said,), _ = run(action, "yes", "affirm", "one?")
    assert f"The rule of {FILMING}." in said["text"]


@pytest.mark.parametrize("before", ["two?", "filming?", None])
def test_yes_to_anything_else_is_no_answer(
    action: NothingPendingAction, before: str | None
) -> None:
    (said,), _ = run(action, "yes", "affirm", before)
    assert said["text"] == wording.NOTHING_PENDING["affirm"]


def test_why_after_an_answer_offers_its_section(action: NothingPendingAction) -> None:
    (said,), _ = run(action, "why?", "why", "filming?")
    assert said["buttons"][0]["title"] == "More on section 5"
