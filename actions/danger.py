"""Finds words of danger: someone at risk now, a child being groomed or abused, thoughts of suicide.

Fixed patterns, never a classifier: the same words get the same answer. A miss may cost a life and a
false alarm a few lines of reading, so whatever could well be meant in earnest counts; the figures
of speech that staff really use do not. The patterns are in ``danger_patterns.yml``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml

Danger = Literal["suicide", "abuse", "danger"]

PATTERNS = Path(__file__).with_name("danger_patterns.yml")
HARMLESS = "harmless"

_GRAVEST_FIRST: tuple[Danger, ...] = get_args(Danger)
_FRAGMENT = re.compile(r"<([A-Z_]+)>")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BETWEEN_WORDS = re.compile(r"[^\w']+|_+")
_DISGUISED = re.compile(r"(?<=[a-z])[!1|](?=[a-z])")
_SPELT_OUT = re.compile(r"\b(?:[a-z] ){3,}[a-z]\b")
_STRESSED = re.compile(r"([a-z])\1{2,}")


def danger_in(words: str) -> Danger | None:
    """The gravest danger that ``words`` speak of, or None."""
    patterns = _patterns()
    plain = patterns[HARMLESS].sub(" ", _plain(words))
    return next((each for each in _GRAVEST_FIRST if patterns[each].search(plain)), None)


def _plain(words: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", words)).translate(_QUOTES).lower()
    # Written so that no filter finds it: "k!ll", "s u i c i d e".
    text = _DISGUISED.sub("i", text)
    # Letters repeated for stress ("sooo") and marks between words must not hide what is meant.
    text = _BETWEEN_WORDS.sub(" ", text)
    text = _SPELT_OUT.sub(lambda letters: letters[0].replace(" ", ""), text)
    return _STRESSED.sub(r"\1\1", text).strip()


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    declared = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    fragments: dict[str, str] = declared.pop("fragments")

    def whole(pattern: str) -> str:
        while _FRAGMENT.search(pattern):
            pattern = _FRAGMENT.sub(lambda match: fragments[match[1]], pattern)
        return f"(?:{pattern})"

    return {name: re.compile("|".join(map(whole, each))) for name, each in declared.items()}
