"""References of cases: short enough to say on the phone, and a slip of the finger is noticed.

Seven random characters and one that checks them. The alphabet has no vowels (so no words) and
nothing that looks like a digit; its 29 characters are a prime number, so that a weighted sum
catches every single wrong character and every two that changed places.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Literal

ALPHABET = "0123456789BCDFGHJKMNPQRTVWXYZ"
LENGTH = 8
HALF = LENGTH // 2

_FORGIVEN = str.maketrans("OIL", "011")
_DASH = r"\-\u2010-\u2015\u2212"
_BETWEEN = re.compile(rf"[\s{_DASH}_.]+")
_IN_WORDS = re.compile(rf"\b[0-9A-Za-z]{{{HALF}}}[ {_DASH}]?[0-9A-Za-z]{{{HALF}}}\b")


class ReferenceError_(ValueError):  # noqa: N801 - Python has a ReferenceError of its own
    """These words are no reference.

    `kind` is "mistyped" when they look like one but do not check, else "malformed".
    """

    def __init__(self, kind: Literal["mistyped", "malformed"]) -> None:
        super().__init__(f"the reference is {kind}")
        self.kind = kind


def new_reference() -> str:
    """A reference such as "K7MP-4Q2D": 34 random bits. It has a digit, so that words are none."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        characters = drawn + _check(drawn)
        if any(each.isdigit() for each in characters):
            return f"{characters[:HALF]}-{characters[HALF:]}"


def read_reference(words: str) -> str:
    """The reference that `words` are, as `new_reference` writes it.

    Case, spaces and dashes do not matter; O is read as 0, I and L as 1.

    Raises:
        ReferenceError_: they are none.
    """
    plain = unicodedata.normalize("NFKC", words).strip()
    characters = _BETWEEN.sub("", plain).upper().translate(_FORGIVEN)
    if len(characters) != LENGTH or not characters.isascii() or not characters.isalnum():
        raise ReferenceError_("malformed")
    if not set(characters) <= set(ALPHABET) or _sum(characters) != 0:
        raise ReferenceError_("mistyped")
    return f"{characters[:HALF]}-{characters[HALF:]}"


def find_reference(words: str) -> str | None:
    """The first reference in a sentence; None when there is none."""
    for found in _IN_WORDS.finditer(unicodedata.normalize("NFKC", words)):
        if not any(each.isdigit() for each in found.group()):
            continue
        try:
            return read_reference(found.group())
        except ReferenceError_:
            continue
    return None


def _sum(characters: str) -> int:
    """Each character by its place (1 to 8), modulo 29: 0 when the check character is right."""
    places = enumerate(characters, start=1)
    return sum(place * ALPHABET.index(each) for place, each in places) % len(ALPHABET)


def _check(drawn: str) -> str:
    return next(each for each in ALPHABET if _sum(drawn + each) == 0)
