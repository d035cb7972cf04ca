"""Files that were sent. They are taken in elsewhere; here they are ids."""

from __future__ import annotations

from collections.abc import Sequence

from cases.form.answers.base import Bad, Context, Reading
from cases.model import Answer


def read(_words: str, context: Context) -> Reading:
    """Words are no file."""
    if context.question.optional:
        return Bad("Please send a picture or a file, or say “skip”")
    return Bad("Please send a picture or a file")


def answer_of(ids: Sequence[str]) -> Answer:
    """The answer that these files make."""
    kept = list(dict.fromkeys(ids))
    return Answer(kept, "1 file" if len(kept) == 1 else f"{len(kept)} files")
