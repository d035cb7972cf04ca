from __future__ import annotations

import yaml

from actions.desk import Desk
from actions.registry import all_actions
from bot.settings import ROOT
from tests.actions.stand_ins import StandInEncoder, StandInGuidance


def test_the_action_server_has_every_action_of_the_domain(desk: Desk) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    actions = all_actions(StandInGuidance(), desk, StandInEncoder())
    assert sorted(action.name() for action in actions) == sorted(domain["actions"])


def test_every_intent_outside_a_form_has_a_rule() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    ruled = [
        step["intent"]
        for path in (ROOT / "data" / "stories").glob("*.yml")
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
        for step in rule["steps"]
        if "intent" in step
    ]
    assert sorted(ruled) == sorted(domain["intents"])
