from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.phrase_words import PhraseWords, words_of

KNOWN = PhraseWords.of(
    ["hello there", "start my induction please", "what's happening with my request"],
    ["can I film my choir", "may I use my phone", "who keeps the pictures of my class"],
)


@pytest.mark.parametrize(
    "text",
    [
        "hello there",
        "hi",
        "please start my induction now",
        "what’s happening with my request then",
    ],
)
def test_what_shares_its_words_or_is_short_is_left_open(text: str) -> None:
    assert not KNOWN.unlike(text, fewest_words=6, least_share=0.35)


@pytest.mark.parametrize(
    "text",
    [
        "who may film the orchestra at a concert in school",
        "a parent wrote something nasty about my teaching on facebook",
    ],
)
def test_a_long_message_of_other_words_is_unlike(text: str) -> None:
    assert KNOWN.unlike(text, fewest_words=6, least_share=0.35)


def test_common_words_weigh_little() -> None:
    assert KNOWN.share("my my my") < KNOWN.share("my induction")
    assert KNOWN.share("my orchestra") < 0.5 < KNOWN.share("my induction")


@given(st.text(max_size=300))
def test_a_share_lies_between_nothing_and_all(text: str) -> None:
    assert 0 <= KNOWN.share(text) <= 1 + 1e-9
    assert not KNOWN.unlike("", 1, 0.5)


def test_words_are_told_apart_from_marks() -> None:
    assert words_of("What’s THIS — a test?! (yes_no)") == {
        "what's",
        "this",
        "a",
        "test",
        "yes",
        "no",
    }
