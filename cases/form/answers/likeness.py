"""Finds which of some named things words mean: by name, by part of it, or nearly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cases.form.answers.base import contains, plain

SURE = 86.0
NEAR = 64.0
AHEAD = 6.0
LONGEST = 300
_SMALL_WORDS = (
    "a an the my our their of for to in at on it is it's its i i'm i'd will be use using with "
    "just only please think would like want and or one that this by from was"
)
# As typed in haste, and as names have it.
_SHORT = {
    "skool": "school", "schl": "school", "fone": "phone", "mob": "mobile", "camra": "camera",
    "cam": "camera", "foto": "photo", "fotos": "photos", "pic": "picture", "pics": "pictures",
    "pix": "pictures", "vids": "videos", "req": "request", "msg": "message", "msgs": "messages",
    "txt": "text", "txts": "texts", "grp": "group", "mgr": "manager", "insta": "instagram",
    "fb": "facebook", "wiv": "with", "jus": "just", "em": "them", "ppl": "people",
    "noone": "no one", "dunno": "do not know", "kidz": "kids", "famlies": "families",
    "comp": "computer", "laptp": "laptop",
}  # fmt: skip
_EMPTY = frozenset(_SMALL_WORDS.split())
_POLITE = frozenset(
    ("please", "pls", "plz", "thanks", "thank", "you", "ta", "cheers", "yes", "yeah", "ok", "um")
)
_DENIES = re.compile(
    r"\b(?:not|no|never|none|nobody|noone|nowhere|nothing|without|neither)\b|n't\b|\b(?:do|does|did|is|was|are|has|have|ca|wo|would)nt\b"
)
_NONE = frozenset({"no", "nobody", "none", "nothing", "noone", "never", "nowhere", "not", "one"})
_DENIED = r"(?:not|isn't|no|rather than|instead of|without) (?:the |a |my |our |any )*"


@dataclass(frozen=True, slots=True)
class Named:
    """Something to find, by its place in a list, with all its names."""

    at: int
    names: tuple[str, ...]

    @classmethod
    def all_of(cls, names: Sequence[Sequence[str]]) -> tuple[Named, ...]:
        """One for each list of names."""
        return tuple(cls(at, tuple(map(plain, each))) for at, each in enumerate(names))


@dataclass(frozen=True, slots=True)
class Match:
    """Places in the list that are meant. ``sure``: no need to ask; ``exact``: said just so."""

    at: tuple[int, ...]
    sure: bool
    exact: bool = False


def find(words: str, things: Sequence[Named]) -> Match:
    """What of ``things`` the words mean; nothing where nothing comes near."""
    text = plain(words[:LONGEST])
    if not text:
        return Match((), sure=False)
    exact = [each.at for each in things if text in each.names]
    if exact:
        return Match(tuple(exact), sure=len(exact) == 1, exact=True)
    held = named_in(text, things)
    if not held:
        text = " ".join(_SHORT.get(each, each) for each in text.split())
        held = named_in(text, things)
    if held:
        return Match(held, sure=len(held) == 1)
    partly = _partly(text, things)
    if partly:
        return Match(partly, sure=len(partly) == 1)
    scattered = _scattered(text, things)
    return Match(scattered, sure=False) if scattered else _nearly(text, things)


def named_in(text: str, things: Sequence[Named]) -> tuple[int, ...]:
    """Those named in a plain ``text``, the longest name winning where names overlap."""
    names = sorted(
        ((name, each.at) for each in things for name in each.names if name),
        key=lambda n: -len(n[0]),
    )
    found: set[int] = set()
    for name, at in names:
        if contains(text, name):
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
            if re.search(rf"(?<!\w)(?<!or ){_DENIED}{re.escape(name)}(?!\w)", text):
                text = re.sub(rf"{_DENIED}{re.escape(name)}(?!\w)", " | ", text, count=1)
                if not contains(text, name):
                    continue
            found.add(at)
            text = re.sub(pattern, " | ", text)
    return tuple(sorted(found))


def _partly(text: str, things: Sequence[Named]) -> tuple[int, ...]:
    """Those with a name that has all the words that count of ``text``."""
    wanted = {each for each in text.split() if each not in _EMPTY}
    # "Nobody" is not near "nobody else": it may well mean the opposite.
    if not wanted or wanted <= _NONE or all(len(each) < 3 for each in wanted):
        return ()
    return tuple(
        each.at for each in things if any(wanted <= set(name.split()) for name in each.names)
    )


def _scattered(text: str, things: Sequence[Named]) -> tuple[int, ...]:
    """Those with a name whose words all stand in ``text``, in order: "not all of them yet"."""
    said = text.split()

    def stands(name: str) -> bool:
        left = iter(said)
        parts = name.split()
        return len(parts) > 1 and all(each in left for each in parts) and _agree(text, name)

    return tuple(each.at for each in things if any(map(stands, each.names)))


def _agree(text: str, name: str) -> bool:
    """Whether both deny something, or neither: "not all of them" is not near "all of them"."""
    return bool(_DENIES.search(text)) == bool(_DENIES.search(name))


def _nearly(text: str, things: Sequence[Named]) -> Match:
    if len(text) < 3:
        return Match((), sure=False)
    scores = [
        (max((_likeness(text, name) for name in each.names), default=0.0), each.at)
        for each in things
    ]
    best = max((score for score, _ in scores), default=0.0)
    if best < NEAR:
        return Match((), sure=False)
    close = tuple(at for score, at in scores if score >= NEAR and score > best - AHEAD)
    return Match(close, sure=best >= SURE and len(close) == 1)


def _likeness(text: str, name: str) -> float:
    """How near words are to a name, in per cent: as they are, in any order, or their gist."""
    from rapidfuzz import fuzz

    if not _agree(text, name):
        return 0.0
    gist = " ".join(each for each in text.split() if each not in _EMPTY)
    return max(
        fuzz.ratio(text, name), fuzz.token_sort_ratio(text, name), fuzz.ratio(gist or text, name)
    )


def says_more(words: str, names: Sequence[str]) -> bool:
    """Whether ``words`` say more than one of ``names``, however it is spelt."""
    from rapidfuzz import fuzz

    text = " ".join(_SHORT.get(each, each) for each in plain(words).split())
    known = sorted(map(plain, names), key=len, reverse=True)
    if text in known:
        return False
    held = [each for each in known if contains(text, each)]
    for each in held:
        text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", " ", text)
    left = [each for each in text.split() if each not in _EMPTY | _POLITE and len(each) > 1]
    parts = set() if held else {part for each in known for part in each.split()}
    return any(max((fuzz.ratio(each, part) for part in parts), default=0.0) < NEAR for each in left)
