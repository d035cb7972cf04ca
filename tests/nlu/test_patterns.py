from __future__ import annotations

import pytest

from nlu.patterns import bare, clauses, patterns, plain, unhesitating


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Why?!", "why"),
        ("y do u need that", "why do u need that"),
        ("cancle this plz", "cancel this please"),
        ("go bakc", "go back"),
        ("skp", "skp"),  # too short to be sure of
        ("ill finsh it tmrw", "ill finish it tomorrow"),
        ("I don’t know", "i don't know"),
        ("👍", "yes"),
        ("n/a", "n/a"),
        ("we play water music", "we play water music"),
        ("The stage, the chart", "the stage the chart"),
    ],
)
def test_words_are_spelt_as_they_would_be_at_leisure(words: str, said: str) -> None:
    assert plain(words) == said


@pytest.mark.parametrize(
    ("said", "without"),
    [
        ("oh sorry can we please go back", "go back"),
        ("cancel it please thanks", "cancel it"),
        ("i'd like to skip this one please", "skip this one"),
        ("the choir", "the choir"),
    ],
)
def test_courtesies_are_taken_off(said: str, without: str) -> None:
    assert bare(said) == without


def test_what_comes_before_a_question_is_taken_off() -> None:
    assert unhesitating("hang on quick question do i need consent") == "do i need consent"


def test_clauses_part_at_marks_and_small_words() -> None:
    assert clauses("Stop here, I’m teaching and the bell went") == [
        "stop here",
        "i'm teaching",
        "the bell went",
    ]


def test_every_pattern_can_be_read() -> None:
    known = patterns()
    assert {"cancel", "go_back", "skip", "why", "pause_form"} <= set(known.commands)
    assert set(known.wishes) <= set(known.commands)
