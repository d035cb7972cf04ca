"""Words of danger are found, and figures of speech are not taken for them."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.danger import danger_in
from actions.wording import DANGER

ROOT = Path(__file__).resolve().parents[2]
WORDS = yaml.safe_load(Path(__file__).with_name("danger.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("words", WORDS["suicide"])
def test_thoughts_of_suicide_are_found(words):
    assert danger_in(words) == "suicide"


@pytest.mark.parametrize("words", WORDS["abuse"])
def test_grooming_and_abuse_are_found(words):
    assert danger_in(words) == "abuse"


@pytest.mark.parametrize("words", WORDS["danger"])
def test_danger_to_anyone_is_found(words):
    assert danger_in(words) == "danger"


@pytest.mark.parametrize("words", WORDS["any"])
def test_danger_is_found_however_it_is_put(words):
    assert danger_in(words) is not None


@pytest.mark.parametrize("words", WORDS["harmless"])
def test_everyday_words_raise_no_alarm(words):
    assert danger_in(words) is None


@pytest.mark.parametrize("words", [*WORDS["suicide"], *WORDS["abuse"], *WORDS["danger"]])
def test_case_quotes_and_marks_hide_nothing(words):
    found = danger_in(words)
    assert danger_in(words.upper()) == found
    assert danger_in(words.replace("'", "’")) == found
    assert danger_in(words.replace(" ", "  ")) == found
    assert danger_in(f"hi, sorry to bother you but {words}!!! please help") is not None


def test_no_topic_outside_the_guidance_raises_an_alarm():
    files = sorted((ROOT / "knowledge" / "not_covered").glob("*.yml"))
    phrases = [
        phrase
        for file in files
        for topic in yaml.safe_load(file.read_text(encoding="utf-8"))["topics"]
        for phrase in topic["asked_as"]
    ]
    assert len(phrases) > 1000
    assert [phrase for phrase in phrases if danger_in(phrase)] == []


@given(st.text(max_size=4000))
def test_any_text_can_be_looked_at(words):
    assert danger_in(words) in {None, "suicide", "abuse", "danger"}


def test_the_gravest_is_named_first():
    assert danger_in("she was groomed and now wants to kill herself") == "suicide"


@pytest.mark.parametrize("danger", ["suicide", "abuse", "danger"])
def test_every_danger_has_words_with_999_and_the_safeguarding_lead(danger):
    assert "999" in DANGER[danger]
    assert "designated safeguarding lead" in DANGER[danger]
