from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import Bm25, terms_of

TEXTS = [
    "the cello is hired from the store",
    "bows are rehaired in spring",
    "the store opens at nine",
]


def test_stems_and_empty_words() -> None:
    assert terms_of("Can I be hiring the cellos?") == terms_of("hired cello")
    assert terms_of("can i do it") == []


def test_the_text_with_the_rare_word_wins() -> None:
    scores = Bm25(TEXTS).scores("where is the cello store")
    assert scores.argmax() == 0
    assert scores[1] == 0


def test_a_query_that_shares_nothing_scores_nothing() -> None:
    assert Bm25(TEXTS).scores("timpani").tolist() == [0, 0, 0]
    assert Bm25(TEXTS).scores("").tolist() == [0, 0, 0]


@given(st.text(max_size=80))
def test_any_query_gives_a_sane_figure_a_text(query: str) -> None:
    scores = Bm25(TEXTS).scores(query)
    assert scores.shape == (3,)
    assert scores.min() >= 0
    assert scores.max() <= 2.5


def test_words_we_lack_lower_the_share() -> None:
    bm25 = Bm25(TEXTS)
    assert bm25.scores("cello")[0] > bm25.scores("cello zither bassoon")[0] > 0
    assert bm25.scores("cello")[0] == pytest.approx(bm25.scores("cello cello")[0])
