"""Rasa component: the sentence vector of each message, from the encoder for intents."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import DESCRIPTION_FILE, SentenceEncoder
from nlu.messages import is_open
from nlu.paths import encoder_folder

NAME = "EncoderFeaturizer"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature, shape (1, dimension).

    A button's payload gets none, nor does a message that ``nlu.screen`` has understood.
    """

    @classmethod
    def required_components(cls) -> list[type[Any]]:
        """None: the encoder brings its own tokenizer."""
        return []

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """No settings but Rasa's own name for the feature."""
        return {**DenseFeaturizer.get_default_config(), "alias": NAME}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeaturizer:
        """Loads the encoder."""
        return cls(execution_context.node_name, config)

    def __init__(self, name: Text, config: Dict[Text, Any]) -> None:
        super().__init__(name, config)
        self._encoder = SentenceEncoder(encoder_folder())

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The encoder's fingerprint, so that another encoder makes Rasa train again."""
        return encoder_fingerprint()

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing to validate."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the feature to every training phrase."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the feature to every message that needs it."""
        worded = [message for message in messages if is_open(message)]
        vectors = self._encoder.encode([message.get(TEXT) for message in worded])
        for message, vector in zip(worded, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, NAME))
        return messages


def encoder_fingerprint() -> str:
    """The fingerprint of the encoder in use, without loading it."""
    description = json.loads((encoder_folder() / DESCRIPTION_FILE).read_text(encoding="utf-8"))
    return str(description["fingerprint"])
