"""The rules of data/stories drive the conversation, at its start and late in it."""

from __future__ import annotations

import pytest
import yaml

from bot.settings import ROOT
from tests.nlu.running_rasa import RunningRasa

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


def rules() -> list[tuple[str, str]]:
    """Every rule's intent and action."""
    found = []
    for path in sorted((ROOT / "data" / "stories").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            intent, action = rule["steps"]
            found.append((intent["intent"], action["action"]))
    return found


@pytest.mark.parametrize(("intent", "action"), rules())
def test_each_rule_is_followed(rasa: RunningRasa, intent: str, action: str) -> None:
    assert rasa.heard(f"/{intent}", sender="rules") == (intent, action)


def test_every_intent_has_a_rule() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert sorted(intent for intent, _ in rules()) == sorted(domain["intents"])


def test_a_turn_takes_one_action(rasa: RunningRasa) -> None:
    for number in range(12):
        before = len(rasa.actions.calls)
        assert len(rasa.say("turns", f"question {number}: can I film my choir?")) == 1
        assert len(rasa.actions.calls) == before + 1
