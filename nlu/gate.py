"""Rasa component: the intent of a message, or the open intent when it is like nothing we know."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.featurizer import NAME, EncoderFeaturizer, encoder_fingerprint
from nlu.intent_model import IntentModel, gated
from nlu.messages import has_words, is_open

RANKED = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NearestPhraseGate(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking``; see ``nlu.intent_model`` for the score.

    Settings: ``inverse_regularisation`` (of the regression), ``threshold`` (the score below which
    a message has the intent ``otherwise``), ``thresholds`` (of single intents), ``otherwise``.
    """

    @classmethod
    def required_components(cls) -> list[type[Any]]:
        """The featurizer before it."""
        return [EncoderFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Used where ``config.yml`` says nothing."""
        return {
            "inverse_regularisation": 50.0,
            "threshold": 0.5,
            "thresholds": {},
            "otherwise": "ask",
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NearestPhraseGate:
        """An untrained gate."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NearestPhraseGate:
        """The trained gate.

        Raises:
            RasaException: it was trained with another encoder.
        """
        with model_storage.read_from(resource) as folder:
            model = IntentModel.load(folder)
        if model.fingerprint != encoder_fingerprint():
            raise RasaException(
                "The Rasa model was trained with another sentence encoder. Run 'make setup'."
            )
        return cls(config, model_storage, resource, model)

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[IntentModel] = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the phrases' features and intents."""
        phrases = [each for each in training_data.intent_examples if has_words(each)]
        model = IntentModel.fit(
            np.vstack([_vector(phrase) for phrase in phrases]),
            [phrase.get(INTENT) for phrase in phrases],
            encoder_fingerprint(),
            float(self._config["inverse_regularisation"]),
        )
        with self._model_storage.write_to(self._resource) as folder:
            model.save(folder)
        self._model = model
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the intent of every message that has yet to be understood."""
        for message in messages:
            if self._model is not None and is_open(message):
                ranking = gated(
                    self._model.rank(_vector(message)),
                    float(self._config["threshold"]),
                    str(self._config["otherwise"]),
                    self._config["thresholds"],
                )
                named = [
                    {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: score}
                    for name, score in ranking[:RANKED]
                ]
                message.set(INTENT, named[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, named, add_to_output=True)
        return messages


def _vector(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT, [NAME])
    features: np.ndarray = sentence.features[0]
    return features
