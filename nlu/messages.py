"""What the Rasa components ask of a message."""

from __future__ import annotations

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

BUTTON = "/"
# The gateway puts this before words that start with "/".
GUARD = "\u200b"
SCREENED = "screened"


def has_words(message: Message) -> bool:
    """Whether a person wrote it: neither empty nor the payload of a button."""
    text = message.get(TEXT)
    return bool(text) and not text.startswith(BUTTON)


def is_open(message: Message) -> bool:
    """Whether its words have yet to be understood."""
    return has_words(message) and not message.get(SCREENED)
