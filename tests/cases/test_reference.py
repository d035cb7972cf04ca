from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.reference import (
    ALPHABET,
    ReferenceError_,
    find_reference,
    new_reference,
    read_reference,
)

made = st.builds(new_reference)
plain = made.map(lambda reference: reference.replace("-", ""))
places = st.integers(0, 7)


@given(made)
def test_a_new_reference_is_read_as_itself(reference: str) -> None:
    assert read_reference(reference) == reference
    assert len(reference) == 9
    assert any(each.isdigit() for each in reference)


@given(plain, places, st.sampled_from(string.ascii_uppercase + string.digits))
def test_one_mistyped_character_is_always_caught(reference: str, place: int, typed: str) -> None:
    alike = {"O": "0", "I": "1", "L": "1"}
    if alike.get(typed, typed) == reference[place]:
        return
    with pytest.raises(ReferenceError_) as error:
        read_reference(reference[:place] + typed + reference[place + 1 :])
    assert error.value.kind == "mistyped"


@given(plain, st.integers(0, 6))
def test_two_neighbours_that_changed_places_are_always_caught(reference: str, place: int) -> None:
    first, second = reference[place], reference[place + 1]
    if first == second:
        return
    with pytest.raises(ReferenceError_) as error:
        read_reference(reference[:place] + second + first + reference[place + 2 :])
    assert error.value.kind == "mistyped"


@given(plain)
def test_how_it_is_typed_does_not_matter(reference: str) -> None:
    wanted = f"{reference[:4]}-{reference[4:]}"
    lower = reference.lower()
    for typed in (
        f"  {lower}\n",
        f"{lower[:4]} – {lower[4:]}",
        f"{lower[:2]} {lower[2:4]} {lower[4:6]} {lower[6:]}",
        reference.replace("0", "o").replace("1", "l"),
        reference.replace("0", "O").replace("1", "I"),
        "".join(chr(ord(each) + 0xFEE0) for each in reference),  # full width
    ):
        assert read_reference(typed) == wanted


@pytest.mark.parametrize("words", ["", "K7MP", "K7MP-4Q2D-9", "my request", "K7MP/4Q2D", "٣" * 8])
def test_other_words_are_malformed(words: str) -> None:
    with pytest.raises(ReferenceError_) as error:
        read_reference(words)
    assert error.value.kind == "malformed"


def test_references_do_not_repeat_and_use_the_whole_alphabet() -> None:
    many = [new_reference() for _ in range(2_000)]
    assert len(set(many)) == len(many)
    assert set("".join(many)) == set(ALPHABET) | {"-"}


@given(made, st.sampled_from(["{}", "what about {}?", "({})", "is {}, from last term, decided"]))
def test_a_reference_is_found_in_a_sentence(reference: str, sentence: str) -> None:
    for typed in (
        reference,
        reference.lower(),
        reference.replace("-", " "),
        reference[:4] + reference[5:],
    ):
        assert find_reference(sentence.format(typed)) == reference


@given(st.text(alphabet=string.ascii_letters + " ,.?'", max_size=60))
def test_words_alone_are_never_a_reference(sentence: str) -> None:
    assert find_reference(sentence) is None


def test_a_mistyped_reference_in_a_sentence_is_not_one() -> None:
    reference = new_reference()
    wrong = reference[:-1] + ("2" if reference[-1] != "2" else "3")
    assert find_reference(f"what about {wrong}") is None
