from __future__ import annotations

import pytest

from nlu.starting import asks_to_start, may_be_a_start


@pytest.mark.parametrize(
    "words",
    [
        "report a fake account in my name",
        "I lost my laptop with registers on it, report it",
        "can you ask slt if I may use my work email privately",
        "ask the head if I can text a pupil",
        "I need permission to video the concert",
        "letter asking to use my phone for backing tracks",
        "tell the head that a student messaged me",
        "consent withdrawn form",
        "pls log it: mum changed her mind about photos, log it",
    ],
)
def test_commands_and_wishes_ask_for_a_start(words: str) -> None:
    assert asks_to_start(words)


@pytest.mark.parametrize(
    "words",
    [
        "do I need permission to video the concert?",
        "must I report it when a pupil follows me",
        "who do I report online bullying to",
        "what happens when I report a colleague",
        "report what? do I have to name anyone",
        "can I report online bullying anonymously?",
        "I saw a pupil's post",
        "",
    ],
)
def test_questions_and_stories_do_not(words: str) -> None:
    assert not asks_to_start(words)


def test_a_question_may_be_no_start() -> None:
    assert may_be_a_start("consent form")
    assert not may_be_a_start("consent form?")
    assert not may_be_a_start("ok so do I need permission")
