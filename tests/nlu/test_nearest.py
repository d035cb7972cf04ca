from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlu.nearest import NearestPhrases


class Letters:
    """Encodes a text as its counts of letters."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.array(
            [[t.count(c) + 1e-3 for c in "abcdefg"] for t in texts], dtype=np.float32
        )
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_names_are_ranked_by_their_nearest_phrase() -> None:
    phrases = NearestPhrases(Letters(), {"first": ["aab", "gg"], "second": ["abc"], "third": ["f"]})
    ranking = phrases.rank("g")
    assert ranking[0][0] == "first"
    assert {name for name, _ in ranking} == {"first", "second", "third"}
    nearest, cosine = phrases.rank("cba")[0]
    assert nearest == "second"
    assert cosine > 0.999
