"""The fixed texts: plain, British, and exact in what they promise."""

from __future__ import annotations

import re

import pytest

from actions import wording

TEXTS = {
    name: text
    for name, value in vars(wording).items()
    if name.isupper()
    for text in (value.values() if isinstance(value, dict) else [value])
}
AMERICAN = re.compile(
    r"\b(?:color|organiz|behavior|center|cell ?phone|gotten|mom)\w*", re.IGNORECASE
)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_sentences_are_short_and_british(text: str) -> None:
    assert not AMERICAN.search(text)
    sentences = re.split(r"(?<=[.?!:])\s|\n", text)
    assert max(len(sentence.split()) for sentence in sentences) <= 32


def test_help_in_danger_names_numbers_that_are_right() -> None:
    said = " ".join(wording.DANGER.values())
    for number in ("999", "116 123", "0800 1111", "0808 800 5000", "08000 562 561"):
        assert number in said
