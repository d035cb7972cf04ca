from __future__ import annotations

import pytest

from nlu.headteacher import headteacher_answered, headteacher_told


@pytest.mark.parametrize(
    ("words", "decision", "condition"),
    [
        ("the headteacher said yes but only in the hall", "approve", "only in the hall"),
        ("headteacher said no", "decline", ""),
        (
            "Head said yes, as long as I ask.",
            "approve",
            "as long as I ask",
        ),
        ("HT agreed", "approve", ""),
        ("the head teacher at the primary said it's fine", "approve", ""),
        (
            "The headteacher refused because of the ban",
            "decline",
            "because of the ban",
        ),
        ("the headteacher didn’t agree", "decline", ""),
    ],
)
def test_a_decision_is_heard_with_its_condition(words: str, decision: str, condition: str) -> None:
    assert headteacher_told(words) == (decision, condition)


@pytest.mark.parametrize(
    "words",
    [
        "the head of artforms said yes",
        "the headteacher said yes so can I film the choir?",
        "the headteacher said yes can i film them",
        "headteacher said no photos can be taken of the choir",
        "if the headteacher said yes may I use my phone",
        "yes but only in the hall",
    ],
)
def test_other_words_tell_no_decision(words: str) -> None:
    assert headteacher_told(words) is None


@pytest.mark.parametrize(
    ("words", "decision", "condition"),
    [
        ("yes but only in hall", "approve", "only in hall"),
        ("she agreed", "approve", ""),
        ("no because of the ban", "decline", "because of the ban"),
        ("the headteacher said yes", "approve", ""),
    ],
)
def test_an_answer_is_heard_with_its_condition(words: str, decision: str, condition: str) -> None:
    assert headteacher_answered(words) == (decision, condition)


def test_what_does_not_answer_is_no_answer() -> None:
    assert headteacher_answered("I have not asked yet") is None
