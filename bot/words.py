"""What a person typed, made fit to be understood, or one kind sentence when it cannot be."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4_000
"""The most characters of a message that is read."""

GUARD = "\u200b"
"""Put before words that start with "/", which Rasa would take for a command.

Removed from all else.
"""

EMPTY = "That message was empty. What would you like to know?"
TOO_LONG = "That is a little long for me. Could you say it in fewer than 4,000 characters?"
NEVER_SHOWN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


class NotWords(Exception):
    """The message cannot be answered; `wording` says so kindly."""

    def __init__(self, wording: str) -> None:
        super().__init__(wording)
        self.wording = wording


def clean(typed: str) -> str:
    """The words as they are kept and shown.

    In NFC, without control characters (tabs and line breaks stay), characters that are never shown
    or turn the direction of text, halves of surrogate pairs, and space at either end. Cleaning
    twice changes nothing.
    """
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    text = NEVER_SHOWN.sub("", text)
    return unicodedata.normalize("NFC", text).strip()


def check(words: str) -> None:
    """Lets cleaned words pass that can be answered.

    Raises:
        NotWords: they are empty, or longer than `LONGEST`.
    """
    if not words:
        raise NotWords(EMPTY)
    if len(words) > LONGEST:
        raise NotWords(TOO_LONG)


def guarded(words: str) -> str:
    """The words as Rasa gets them: never read as a command."""
    return GUARD + words if words.startswith("/") else words
