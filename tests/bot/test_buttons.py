from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import new_token, token_in


def test_a_token_is_known_again_and_fits_telegram() -> None:
    token = new_token()
    assert token_in(token) == token
    assert token_in(f" {token}\n") == token
    assert len(token.encode()) <= 64


def test_tokens_differ() -> None:
    assert len({new_token() for _ in range(1000)}) == 1000


@given(st.text())
def test_a_token_in_words_is_no_token(words: str) -> None:
    token = new_token()
    if words.strip():
        assert token_in(f"{token} {words}") is None
        assert token_in(f"{words} {token}") is None


@given(st.text("abcdefghijklmnopqrstuvwxyz ~/{}\"'"))
def test_what_people_write_is_no_token(words: str) -> None:
    typed = words.strip()
    assert token_in(words) is None or (typed.startswith("~") and " " not in typed)
