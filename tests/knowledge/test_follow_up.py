from __future__ import annotations

import pytest

from knowledge.follow_up import is_follow_up


@pytest.mark.parametrize(
    "words",
    [
        "and at a concert?",
        "what if they say no",
        "and if it's for the website?",
        "why",
        "does that include audio",
    ],
)
def test_words_that_lean_on_the_question_before(words: str) -> None:
    assert is_follow_up(words)


@pytest.mark.parametrize(
    "words",
    [
        "can i film my choir",
        "who do I report cyberbullying to",
        "a parent has sent me a friend request on facebook and i taught their child last year",
    ],
)
def test_words_that_stand_alone(words: str) -> None:
    assert not is_follow_up(words)
