from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import EMPTY, GUARD, LONGEST, TOO_LONG, NotWords, check, clean, guarded

ANY_TEXT = st.text(st.characters(codec=None))


@given(ANY_TEXT)
def test_cleaned_words_are_clean(typed: str) -> None:
    words = clean(typed)
    assert words == words.strip()
    assert unicodedata.is_normalized("NFC", words)
    assert all(c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"} for c in words)
    assert GUARD not in words
    words.encode("utf-8")


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


@given(ANY_TEXT)
def test_words_are_never_a_command_for_rasa(typed: str) -> None:
    assert not guarded(clean(typed)).strip().startswith("/")


@given(st.text("abcdefghijklmnopqrstuvwxyz ,.?'’", min_size=1).filter(str.strip))
def test_ordinary_words_are_left_alone(typed: str) -> None:
    assert clean(typed) == typed.strip()
    assert guarded(clean(typed)) == typed.strip()


@given(ANY_TEXT)
def test_words_pass_or_are_refused_in_one_sentence(typed: str) -> None:
    assert refusal_of(clean(typed)) in {None, EMPTY, TOO_LONG}


def refusal_of(words: str) -> str | None:
    try:
        check(words)
    except NotWords as refused:
        return refused.wording
    return None


def test_cleaning_keeps_lines_and_emoji_together() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert clean(f" May I?\r\nAsking for {family}\x00\x07 ") == f"May I?\nAsking for {family}"


def test_cleaning_takes_out_what_turns_the_direction_of_text() -> None:
    assert clean("safe\u202egnp.exe\u2066") == "safegnp.exe"


def test_cleaning_takes_out_half_a_surrogate_pair() -> None:
    assert clean("yes\ud83d") == "yes"


def test_letters_that_look_the_same_are_the_same() -> None:
    assert clean("cafe\u0301") == "caf\u00e9"


@pytest.mark.parametrize("words", ["may I?", "3/4/2027", "2", "मैं", "可以吗", "أنا", "😀 ok"])
def test_words_and_numbers_of_any_script_pass(words: str) -> None:
    check(clean(words))


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("", EMPTY),
        (" \n\t\x00\u200b", EMPTY),
        ("a" * (LONGEST + 1), TOO_LONG),
    ],
)
def test_what_cannot_be_answered_is_refused_kindly(typed: str, wording: str) -> None:
    with pytest.raises(NotWords) as refused:
        check(clean(typed))
    assert refused.value.wording == wording


def test_the_longest_message_passes() -> None:
    check(clean("a" * LONGEST))


def test_a_leading_slash_still_reads_the_same() -> None:
    assert guarded("/restart").replace(GUARD, "") == "/restart"
