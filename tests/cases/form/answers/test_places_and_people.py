from __future__ import annotations

import pytest

from cases.form.answers.base import Unsure
from tests.cases.form.talk import Reader

PRIMARY, HIGH = "Demonstration primary school", "Demonstration high school"
MANAGER = {"name": "Line manager", "email": "manager@example.org"}
HEAD = {"name": "Head of ArtForms", "email": "head@example.org"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Demonstration primary school", "Demonstration primary school"),
        ("the primary", "Demonstration primary school"),
        ("it's at the high school", "Demonstration high school"),
        ("central music center", "Central music centre"),
        ("youth band", "Saturday youth band"),
        ("cmc", "Central music centre"),
        ("demonstraton high schol", "Demonstration high school"),
        ("3", "Central music centre"),
        ("another school: Riverside Academy", "Riverside Academy"),
        ("Other - Riverside Academy", "Riverside Academy"),
    ],
)
def test_a_school_is_found(words: str, name: str, reader: Reader) -> None:
    assert reader.value(words, "school") == name


def test_schools_that_could_be_meant_are_offered(reader: Reader) -> None:
    assert reader.offers("demonstration school", "school") == [
        "Demonstration primary school",
        "Demonstration high school",
    ]


def test_a_school_not_in_the_list_is_asked_about_then_taken(reader: Reader) -> None:
    assert reader.offers("Riverside Academy", "school") == ["Riverside Academy"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("the primary and the high school", [PRIMARY, HIGH]),
        ("the primary, youth band", [PRIMARY, "Saturday youth band"]),
        ("1 and 3", ["Demonstration primary school", "Central music centre"]),
        ("the primary and another school: Riverside", [PRIMARY, "Riverside"]),
        ("the music centre", ["Central music centre"]),
    ],
)  # fmt: skip
def test_several_schools(words: str, names: list[str], reader: Reader) -> None:
    assert reader.value(words, "schools") == names


def test_all_schools(reader: Reader) -> None:
    assert len(reader.value("all of them", "schools")) == 4


@pytest.mark.parametrize("kind", ["school", "schools"])
@pytest.mark.parametrize(
    "words", ["dunno", "nope", "", "🎻", "another school:", "x" * 500, ", and"]
)
def test_what_is_no_school_gets_a_kind_sentence(words: str, kind: str, reader: Reader) -> None:
    assert "name" in reader.refusal(words, kind)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Line manager", MANAGER),
        ("line manager", MANAGER),
        ("my line manager", MANAGER),
        ("manager@example.org", MANAGER),
        ("head of artforms", HEAD),
        ("a visiting drummer", "a visiting drummer"),
        ("Line manager and Head of ArtForms", [MANAGER, HEAD]),
        ("head of artforms and a visiting drummer", [HEAD, "a visiting drummer"]),
        ("小明", "小明"),
    ],
)
def test_people_of_the_directory_are_known_others_kept_as_words(
    words: str, value: object, reader: Reader
) -> None:
    assert reader.value(words, "person") == value


@pytest.mark.parametrize(
    "words", ["the head", "hed of artforms", "it was the head of artforms who did it"]
)
def test_somebody_who_may_be_meant_is_asked_about(words: str, reader: Reader) -> None:
    assert reader.offers(words, "person") == ["Head of ArtForms", words]


def test_of_several_one_unsure_is_asked_about_and_none_is_lost(reader: Reader) -> None:
    reading = reader.read("Line manager and the head", "person")
    assert isinstance(reading, Unsure)
    assert [each.value for each in reading.offers] == [[MANAGER, HEAD], [MANAGER, "the head"]]


def test_only_those_with_the_role_may_be_chosen(reader: Reader) -> None:
    assert reader.value("Head of ArtForms", "person", roles=["head", "senior_manager"]) == HEAD
    assert reader.value("1", "person", roles=["head", "senior_manager"]) == MANAGER
    refusal = reader.refusal("Designated safeguarding lead", "person", roles=["head"])
    assert refusal == "Please choose one of these: Head of ArtForms"


def test_too_long_a_name_is_refused(reader: Reader) -> None:
    assert reader.refusal("x" * 20_000, "person") == "Please give just the name"
