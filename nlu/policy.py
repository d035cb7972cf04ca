"""Rasa policy: the rules of ``data/stories``, matched against the last turn alone."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class LastTurnRulePolicy(RulePolicy):
    """Rasa's rule policy without its look at the whole conversation.

    Every rule spans one turn (``restrict_rules`` holds them to it), so the states of earlier turns
    cannot change a prediction; making them is what costs time in a long conversation.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """As Rasa's, with rules held to one turn."""
        return {**RulePolicy.get_default_config(), "restrict_rules": True}

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        states: list[State] = super()._prediction_states(
            last_turn(tracker), domain, use_text_for_last_user_input, rule_only_data
        )
        return states

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not self._has_rules_on_text():
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _has_rules_on_text(self) -> bool:
        return any(
            TEXT in state.get(USER, {})
            for key in self.lookup.get("rules", {})
            for state in self._rule_key_to_state(key)
        )


def last_turn(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The tracker from its last ``action_listen`` but one on; an active form stays active."""
    events = tracker.applied_events()
    start = _start(events)
    if start == 0:
        return tracker
    loop = next(
        (event for event in reversed(events[:start]) if isinstance(event, ActiveLoop)), None
    )
    short = tracker.init_copy()
    for event in [*([loop] if loop and loop.name else []), *events[start:]]:
        short.update(event)
    return short


def _start(events: list[Event]) -> int:
    listens = [
        place
        for place, event in enumerate(events)
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
    ]
    return listens[-2] if len(listens) > 1 else 0
