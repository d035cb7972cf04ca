"""Rasa component: a question unlike any other phrase is told by its words, without its vector.

Making the vector is the dearest step of a turn, and most questions have no need of it.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.messages import SCREENED, has_words
from nlu.phrase_words import PhraseWords

FILE = "phrases.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class WordScreen(IntentClassifier, GraphComponent):
    """Sets the intent ``otherwise`` where the words settle it; the gate after it does the rest.

    Settings: ``fewest_words`` (shorter messages are left to the gate), ``least_share`` (of a
    message's words, that some phrase of another intent must have), ``otherwise``.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Used where ``config.yml`` says nothing."""
        return {"fewest_words": 6, "least_share": 0.35, "otherwise": "ask"}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordScreen:
        """An untrained screen, which lets everything pass."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WordScreen:
        """The trained screen."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, PhraseWords(**kept))

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        known: Optional[PhraseWords] = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._known = known

    def train(self, training_data: TrainingData) -> Resource:
        """Remembers the phrases of every other intent."""
        phrases: Dict[bool, List[Text]] = {True: [], False: []}
        for each in training_data.intent_examples:
            if has_words(each):
                phrases[each.get(INTENT) == self._config["otherwise"]].append(each.get(TEXT))
        known = PhraseWords.of(phrases[False], phrases[True])
        kept = {"phrases": known.phrases, "seen": known.seen, "total": known.total}
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(kept), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the intent of messages unlike any phrase."""
        fewest, share = int(self._config["fewest_words"]), float(self._config["least_share"])
        for message in messages:
            if self._known is None or not has_words(message):
                continue
            if self._known.unlike(message.get(TEXT), fewest, share):
                intent = {INTENT_NAME_KEY: self._config["otherwise"], PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(SCREENED, True)
                message.set(INTENT, intent, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
        return messages
