"""What a Headteacher said about a teacher's own device, as the teacher tells it."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEAD = (
    r"(?:(?:so|ok|okay|hi|hello|good news|bad news|yes|well|and)[\s,.:!-]+)*"
    r"(?:(?:the|our|my|their|school'?s?)\s+)*"
    r"(?:head\s?(?:teacher|master|mistress)|ht|principal|head(?!\s+of\b))"
    r"(?:\s+(?:at|of|from)\s+(?:[\w'-]+\s+){0,5}?[\w'-]+?)?"
)
_YES = (
    r"(?:(?:has|have|just|finally)\s+)*(?:(?:said|says|replied|answered|wrote(?:\s+back)?|told\s+me)"
    r"\s+(?:that\s+)?(?:yes|yeah|yep|ok(?:ay)?|fine|sure|it'?s\s+(?:ok(?:ay)?|fine|all\s?right)"
    r"|(?:that\s+)?i\s+(?:can|may)(?:\s+(?:use|bring)\s+(?:it|my\s+own|my\s+\w+))?)"
    r"|agreed|approved(?:\s+it)?|allow(?:s|ed)(?:\s+it)?|accepted(?:\s+it)?|gave\s+(?:me\s+)?permission"
    r"|(?:is|was|'s)\s+(?:happy|fine|ok(?:ay)?)(?:\s+with\s+(?:it|that))?)"
)
_NO = (
    r"(?:(?:has|have|just|finally)\s+)*(?:(?:said|says|replied|answered|wrote(?:\s+back)?|told\s+me)"
    r"\s+(?:that\s+)?(?:no|nope|(?:that\s+)?i\s+(?:can'?t|cannot|may\s+not|mustn'?t)"
    r"(?:\s+(?:use|bring)\s+(?:it|my\s+own|my\s+\w+))?)"
    r"|refused(?:\s+it)?|declined(?:\s+it)?|turned\s+(?:it|me)\s+down"
    r"|(?:did\s+not|didn'?t|does\s+not|doesn'?t|won'?t|will\s+not|has\s+not|hasn'?t)"
    r"\s+(?:agreed?|allow(?:ed)?(?:\s+it)?|approved?(?:\s+it)?|accept(?:ed)?(?:\s+it)?))"
)
# What may follow: a condition, a reason, a place. Anything else makes it another matter.
_REST = (
    r"(?:[\s,;.:!\u2013-]+(?P<rest>(?:but|only|as\s+long|so\s+long|if|provided|except|on\s+condition"
    r"|for|with|until|till|in|at|on|and|because|to|not|when|during|after|before|unless|without)\b"
    r".*))?[\s.!]*"
)
_TOLD = {
    "approve": re.compile(rf"{_HEAD}\s+{_YES}{_REST}", re.IGNORECASE | re.DOTALL),
    "decline": re.compile(rf"{_HEAD}\s+{_NO}{_REST}", re.IGNORECASE | re.DOTALL),
}
_THEY = r"(?:(?:they|she|he)\s+)?"
_ANSWERED = {
    "approve": re.compile(
        rf"(?:(?:yes|yeah|yep|yup|ok(?:ay)?|agreed)\b|{_THEY}{_YES}){_REST}",
        re.IGNORECASE | re.DOTALL,
    ),
    "decline": re.compile(rf"(?:(?:no|nope|nah)\b|{_THEY}{_NO}){_REST}", re.IGNORECASE | re.DOTALL),
}
_JOINING = re.compile(r"^(?:but|and)\b[\s,]*", re.IGNORECASE)


class Told(NamedTuple):
    """``decision`` is "approve" or "decline"; ``condition`` are the words after it, if any."""

    decision: str
    condition: str


def headteacher_told(words: str) -> Told | None:
    """The decision that the words report; None when they report none, or ask something."""
    return None if words.rstrip().endswith("?") else _read(words, _TOLD)


def headteacher_answered(words: str) -> Told | None:
    """The same where it was asked whether the Headteacher agreed: "yes but only in the hall"."""
    return headteacher_told(words) or _read(words, _ANSWERED)


def _read(words: str, patterns: dict[str, re.Pattern[str]]) -> Told | None:
    plain = words.replace("’", "'").strip()
    for decision, pattern in patterns.items():
        match = pattern.fullmatch(plain)
        if match is not None:
            rest = (match["rest"] or "").strip(" \t\n.!")
            return Told(decision, _JOINING.sub("", rest))
    return None
