"""Free words."""

from __future__ import annotations

import re

from cases.form.answers.base import Bad, Context, Good, Reading
from cases.model import Answer

# Marks that no database or page takes well; line ends and tabs stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b\u2060\ufeff]")


def clean(words: str) -> str:
    """``words`` without control characters and outer space; everything else just as written."""
    return _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read(words: str, context: Context) -> Reading:
    """Any words are an answer, in any script, if they are not too many."""
    text = clean(words)
    longest = context.question.longest
    if len(text) > longest:
        return Bad(
            f"That is {len(text):,} characters long and I can take {longest:,}: please shorten it, "
            "or send it as a file."
        )
    if not any(each.isalnum() for each in text):
        return Bad("Please put it in a few words")
    return Good(Answer(text, text))
