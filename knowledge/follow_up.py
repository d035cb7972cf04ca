"""Tells whether a question can only be read with the one before it."""

from __future__ import annotations

import re

from knowledge.lexical import terms_of

_OPENS = re.compile(
    r"^\W*(and|but|or|so|then|also|plus|nor|what about|what if|how about|even if|even when|only if|"
    r"same (for|with|if)|(does|is|would) (that|this|it)|can (that|it|they)|"
    r"ok(ay)?,? (and|but|so|what)|in that case|if so|if not|why|who (by|from)|not even)\b",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(it|that|they|them|those|these|this|there|one|ones|same|either|instead|too)\b", re.I
)


def is_follow_up(question: str) -> bool:
    """Whether the words lean on an earlier question ('and at a concert?')."""
    meaning = len(terms_of(question))
    if _OPENS.match(question):
        return meaning <= 6
    return meaning <= 2 and bool(_POINTS_BACK.search(question))
