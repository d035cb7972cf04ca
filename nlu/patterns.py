"""The patterns of ``instruction_patterns.yml``, and words made ready to be held against them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Mapping

import yaml

FILE = Path(__file__).with_name("instruction_patterns.yml")
FEWEST_LETTERS = 4

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_THUMBS = {"👍": " yes ", "👎": " no "}
_MARKS = re.compile(r"[^\w'/&@£%-]+")
_CLAUSES = re.compile(
    r"[,.;:!?()\u2013\u2014\n]+|\s-+\s|\b(?:and|so|but|because|cos|cause|since|as)\b"
)
_FRAGMENT = re.compile(r"<([A-Z_]+)>")
_COUNTED_OTHERWISE = {
    "spellings",
    "keys",
    "fragments",
    "commands",
    "wishes",
    "hesitation",
    "courtesy_before",
    "courtesy_after",
}


@dataclass(frozen=True)
class Patterns:
    """``commands`` and ``wishes`` by intent; all the others by name.

    ``spellings`` are hurried spellings and what they stand for, ``keys`` words that are known with
    a slip in them.
    """

    commands: Mapping[str, re.Pattern[str]]
    wishes: Mapping[str, re.Pattern[str]]
    named: Mapping[str, re.Pattern[str]]
    spellings: Mapping[str, str]
    keys: tuple[str, ...]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """One of the others."""
        return self.named[name]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """All of the file."""
    declared = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    fragments: dict[str, str] = declared["fragments"]

    def either(lines: str) -> str:
        text = "|".join(f"(?:{line})" for line in lines.splitlines())
        while _FRAGMENT.search(text):
            text = _FRAGMENT.sub(lambda match: fragments[match[1]], text)
        return text

    def opening(name: str) -> re.Pattern[str]:
        return re.compile(rf"^(?:(?:{either(declared[name])})\b[ -]*)+")

    def by_intent(name: str) -> dict[str, re.Pattern[str]]:
        return {intent: re.compile(either(each)) for intent, each in declared[name].items()}

    others = {
        name: re.compile(either(declared[name])) for name in declared.keys() - _COUNTED_OTHERWISE
    }
    return Patterns(
        commands=by_intent("commands"),
        wishes=by_intent("wishes"),
        named={
            **others,
            "hesitation": opening("hesitation"),
            "courtesy_before": opening("courtesy_before"),
            "courtesy_after": re.compile(rf"(?: (?:{either(declared['courtesy_after'])}))+$"),
        },
        spellings={str(each): meant for each, meant in declared["spellings"].items()},
        keys=tuple(declared["keys"].split()),
    )


def plain(words: str) -> str:
    """The words in small letters, without marks, spelt as they would be at leisure."""
    for thumb, meant in _THUMBS.items():
        words = words.replace(thumb, meant)
    spelt = [_spelt(each) for each in _MARKS.sub(" ", words.lower().translate(_QUOTES)).split()]
    if spelt[:1] == ["y"] and len(spelt) > 1:
        spelt[0] = "why"
    return " ".join(spelt)


def clauses(words: str) -> list[str]:
    """The clauses of the words, each plain."""
    parts = _CLAUSES.split(words.lower().translate(_QUOTES))
    return [each for each in map(plain, parts) if each]


def bare(said: str) -> str:
    """Plain words without the courtesies before and after them."""
    known = patterns()
    without = known["courtesy_before"].sub("", said)
    return known["courtesy_after"].sub("", without).strip()


def unhesitating(said: str) -> str:
    """Plain words without what is said before a question itself."""
    return patterns()["hesitation"].sub("", said).strip()


@lru_cache(maxsize=4096)
def _spelt(word: str) -> str:
    known = patterns()
    if word in known.spellings:
        return known.spellings[word]
    if len(word) < FEWEST_LETTERS or word in known.keys:
        return word
    return next((key for key in known.keys if _is_slip(word, key)), word)


def _is_slip(word: str, key: str) -> bool:
    """Two neighbouring letters changed round, or one of the middle left out."""
    if word[0] != key[0]:
        return False
    swapped = [key[: at - 1] + key[at] + key[at - 1] + key[at + 1 :] for at in range(1, len(key))]
    shorter = [key[:at] + key[at + 1 :] for at in range(1, len(key) - 1)]
    return word in swapped or word in shorter
