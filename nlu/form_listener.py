"""Rasa component, last in the pipeline: inside a form, words are an answer unless clearly not.

Everywhere, words that name a case by its reference are about that case.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from nlu.headteacher import headteacher_told
from nlu.instructions import QUESTION, STATUS, WITHDRAW, about_a_case, heard, waits_to_hear
from nlu.messages import GUARD, has_words

FORM = "case_form"
EXPECTS = "form_expects"
ABOUT_A_CASE = frozenset({STATUS, WITHDRAW, "use_again"})
HEADTEACHER = "headteacher_said"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FormListener(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` anew where the classifier cannot know better.

    Settings: ``form``, the form's name; ``expects``, the slot that says what it waits for.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Used where ``config.yml`` says nothing."""
        return {"form": FORM, "expects": EXPECTS}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FormListener:
        """A listener, which needs no training."""
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._config = {**self.get_default_config(), **config}

    # Rasa hands the tracker over only to parameters that are annotated so.
    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        """Decides for every message of words."""
        inside = tracker is not None and tracker.active_loop_name == self._config["form"]
        expects = tracker.get_slot(self._config["expects"]) if tracker and inside else None
        for message in messages:
            if not has_words(message):
                continue
            words = message.get(TEXT).lstrip(GUARD)
            before = message.get(INTENT) or {}
            name = before.get(INTENT_NAME_KEY) or ""
            if inside:
                score = float(before.get(PREDICTED_CONFIDENCE_KEY) or 0.0)
                _set(message, heard(words, name, score, expects))
            elif name not in ABOUT_A_CASE and (about := about_a_case(words)):
                _set(message, about)
            elif headteacher_told(words) is not None:
                _set(message, HEADTEACHER)
            elif waits_to_hear(words):
                _set(message, STATUS)
            elif not any(each.isalnum() for each in words):
                _set(message, QUESTION)
        return messages


def _set(message: Message, name: Text) -> None:
    intent = {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: 1.0}
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
