from __future__ import annotations

import pytest

from tests.cases.form.talk import Reader

YES = [
    "yes", "Yes!", "yeah", "yep", "yup", "yea", "y", "aye", "YES PLEASE", "yesss", "ok", "okay",
    "sure", "of course", "certainly", "definitely", "absolutely", "correct", "that's right",
    "thats right", "right", "true", "indeed", "i do", "I have", "we have", "they have", "it is",
    "there is", "i think so", "probably", "go ahead", "fine", "no problem", "👍", "yes 👍", "✅",
    "um yes", "well yes", "done", "we do", "yes they have all signed", "they have all signed",
]  # fmt: skip
NO = [
    "no", "No.", "nope", "nah", "n", "no thanks", "no way", "not yet", "not really", "never",
    "none", "nobody", "none of them", "no one has", "negative", "false", "wrong", "i don't",
    "i dont", "I haven't", "havent", "we haven't", "they have not", "they haven't all signed",
    "it isn't", "it's not", "i don't think so", "not that i know of", "not at the moment",
    "definitely not", "of course not", "👎", "❌", "er no", "no not yet", "i do not", "we are not",
]  # fmt: skip


@pytest.mark.parametrize("words", YES)
def test_yes(words: str, reader: Reader) -> None:
    assert reader.value(words, "yes_no") is True


@pytest.mark.parametrize("words", NO)
def test_no(words: str, reader: Reader) -> None:
    assert reader.value(words, "yes_no") is False


@pytest.mark.parametrize(
    "words", ["not sure", "i don't know", "dunno", "maybe", "it depends", "yes and no", "no idea"]
)
def test_who_is_not_sure_is_asked_for_what_is_likely(words: str, reader: Reader) -> None:
    assert "most likely" in reader.refusal(words, "yes_no")


@pytest.mark.parametrize("words", ["purple", "the concert", "👍👎", "", "do i need to?", "???"])
def test_what_is_neither_is_asked_again(words: str, reader: Reader) -> None:
    assert reader.refusal(words, "yes_no") == "Please say yes or no"


def test_what_is_said_beside_it_is_kept(reader: Reader) -> None:
    from cases.form.answers.base import Good

    reading = reader.read("yes but only at the concert", "yes_no")
    assert isinstance(reading, Good)
    assert reading.answer.value is True
    assert reading.answer.words == "Yes (“yes but only at the concert”)"


def test_a_question_may_know_further_ways(reader: Reader) -> None:
    ways = {"no": ["everyone is safe"], "yes": ["somebody is hurt"]}
    assert reader.value("they're fine, everyone is safe now", "yes_no", **ways) is False
    assert reader.value("somebody is hurt", "yes_no", **ways) is True
