"""Questions unlike anything else are heard by their words; all else goes to the gate."""

from __future__ import annotations

import pytest

from tests.nlu.running_rasa import RunningRasa

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


def ranking(rasa: RunningRasa, words: str) -> list[str]:
    rasa.say("screen", words)
    heard = rasa.actions.calls[-1]["tracker"]["latest_message"]
    return [each["name"] for each in heard["intent_ranking"]]


@pytest.mark.parametrize(
    "words",
    [
        "the brass quintet wants its rehearsal filmed on somebody's own camera",
        "grandparents keep tagging me underneath holiday snaps on facebook",
    ],
)
def test_words_alone_settle_a_question_unlike_any_other_phrase(
    rasa: RunningRasa, words: str
) -> None:
    assert ranking(rasa, words) == ["ask"]


@pytest.mark.parametrize("words", ["hello", "I want to report online bullying please"])
def test_the_gate_hears_the_rest(rasa: RunningRasa, words: str) -> None:
    assert len(ranking(rasa, words)) > 1
