"""Tells by words alone that a message is like no phrase of small talk or command.

The measure is the share of the message's words that one phrase has, each word weighing
log(phrases / (1 + phrases that have it)): a word seldom seen counts most.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class PhraseWords:
    """The words of known phrases; ``seen`` counts, of ``total`` phrases, those that have a word."""

    def __init__(self, phrases: Sequence[str], seen: Mapping[str, int], total: int) -> None:
        self.phrases, self.seen, self.total = list(phrases), dict(seen), total
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for place, phrase in enumerate(self.phrases):
            for word in words_of(phrase):
                self._having[word].append(place)

    @classmethod
    def of(cls, phrases: Sequence[str], others: Iterable[str] = ()) -> PhraseWords:
        """The words of ``phrases``, weighed by all phrases there are: these and ``others``."""
        everything = [words_of(phrase) for phrase in (*phrases, *others)]
        seen = Counter(word for words in everything for word in words)
        return cls(phrases, seen, len(everything))

    def share(self, text: str) -> float:
        """The greatest share, from 0 to 1, of the text's words that one phrase has."""
        weights = {word: self._weight(word) for word in words_of(text)}
        whole = sum(weights.values())
        shared: defaultdict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for place in self._having.get(word, ()):
                shared[place] += weight
        return max(shared.values(), default=0.0) / whole if whole else 0.0

    def unlike(self, text: str, fewest_words: int, least_share: float) -> bool:
        """Whether the text is long enough to judge, and shares less than that with any phrase."""
        return len(words_of(text)) >= fewest_words and self.share(text) < least_share

    def _weight(self, word: str) -> float:
        return max(0.0, math.log(self.total / (1 + self.seen.get(word, 0))))


def words_of(text: str) -> set[str]:
    """The different words of ``text``, in lower case."""
    return set(_WORD.findall(text.lower().replace("’", "'")))
