from __future__ import annotations

import pytest

from tests.cases.form.talk import Reader

OPTIONS = [
    {"value": "work", "title": "Work equipment", "also": ["school camera", "the ipad from work"]},
    {"value": "personal", "title": "My own phone", "also": ["my mobile", "own camera"]},
    {"value": "photographer", "title": "A photographer", "also": ["professional"]},
    {"value": "video_team", "title": "Video team"},
]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Work equipment", "work"),
        ("work equipment please", "work"),
        ("work", "work"),
        ("the school camera", "work"),
        ("we'd use the school camera i think", "work"),
        ("1", "work"),
        ("2", "personal"),
        ("the second", "personal"),
        ("second one", "personal"),
        ("option 3", "photographer"),
        ("number two", "personal"),
        ("the last one", "video_team"),
        ("3rd", "photographer"),
        ("b", "personal"),
        ("MY MOBILE", "personal"),
        ("my own fone", "personal"),
        ("photographr", "photographer"),
        ("video team", "video_team"),
        ("not the school camera, my mobile", "personal"),
        ("video_team", "video_team"),
    ],
)
def test_an_option_is_found(words: str, value: str, reader: Reader) -> None:
    assert reader.value(words, "choice", options=OPTIONS) == value


@pytest.mark.parametrize("words", ["9", "the ninth", "purple", "", "🎻", "both", "x" * 20_000])
def test_what_is_none_of_them_gets_the_list(words: str, reader: Reader) -> None:
    assert reader.refusal(words, "choice", options=OPTIONS) == (
        "Please choose one of these: Work equipment, My own phone, A photographer or Video team"
    )


def test_two_at_once_are_asked_about(reader: Reader) -> None:
    offers = reader.offers("the school camera or my mobile", "choice", options=OPTIONS)
    assert offers == ["Work equipment", "My own phone"]


def test_what_is_only_near_is_asked_about(reader: Reader) -> None:
    assert reader.offers("fotografer", "choice", options=OPTIONS) == ["A photographer"]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("1 and 3", ["work", "photographer"]),
        ("1, 3", ["work", "photographer"]),
        ("3,1", ["work", "photographer"]),
        ("all of them", ["work", "personal", "photographer", "video_team"]),
        ("the school camera and my mobile", ["work", "personal"]),
        ("school camera, video team & a photographer", ["work", "photographer", "video_team"]),
        ("my mobile", ["personal"]),
        ("work equipmnt and video teem", ["work", "video_team"]),
    ],
)
def test_several_are_found(words: str, values: list[str], reader: Reader) -> None:
    assert reader.value(words, "choices", options=OPTIONS) == values


ELSE = [*OPTIONS, {"value": "something_else", "title": "Anything else"}]


@pytest.mark.parametrize("words", ["other", "Other", "something different", "none of these"])
def test_other_is_the_option_for_anything_else(words: str, reader: Reader) -> None:
    assert reader.value(words, "choice", options=ELSE) == "something_else"
    assert reader.value(words, "choices", options=ELSE) == ["something_else"]


def test_other_is_nothing_where_no_option_or_two_would_do(reader: Reader) -> None:
    reader.refusal("other", "choice", options=OPTIONS)
    two = [*ELSE, {"value": "someone_else", "title": "A person we hired"}]
    reader.refusal("other", "choice", options=two)


def test_two_of_two_are_the_option_for_both(reader: Reader) -> None:
    options = [
        {"value": "photos", "title": "Photographs", "also": ["pics"]},
        {"value": "video", "title": "Video", "also": ["vid"]},
        {"value": "both", "title": "Photographs and video"},
    ]
    assert reader.value("pics n vid", "choice", options=options) == "both"
    assert len(reader.offers("pics or vid", "choice", options=options)) == 2


@pytest.mark.parametrize(("words", "value"), [("yep", "can"), ("nope", "cannot")])
def test_an_option_called_yes_is_said_in_many_ways(words: str, value: str, reader: Reader) -> None:
    options = [
        {"value": "can", "title": "Yes, I can", "also": ["yes"]},
        {"value": "cannot", "title": "No", "also": ["no"]},
    ]
    assert reader.value(words, "choice", options=options) == value


def test_both_is_all_of_two(reader: Reader) -> None:
    assert reader.value("both", "choices", options=OPTIONS[:2]) == ["work", "personal"]


def test_what_is_denied_is_not_taken_for_what_is_not(reader: Reader) -> None:
    options = [
        {"value": "yes", "title": "Yes, in writing", "also": ["all of them have"]},
        {"value": "later", "title": "Not yet"},
    ]
    assert reader.offers("not all of them have yet", "choice", options=options) == ["Not yet"]
