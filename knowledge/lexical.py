"""Evidence from the words themselves, beside what the vectors say."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import Stemmer

_K1, _B = 1.2, 0.75  # the usual constants of BM25 (Robertson and Zaragoza, 2009)

# Words that say nothing of the subject, in questions above all.
_EMPTY = frozenset(
    """a an and any are as at be been being but by can could did do does doing for from had has have
    he her him his how i if in into is it its just me my no not of on or our she should so some
    than that the their them then there these they this those to us was we were what when where
    which who whom why will with would you your am ok okay please hi hello need want""".split()  # noqa: SIM905
)
_stemmer = Stemmer.Stemmer("english")


def terms_of(text: str) -> list[str]:
    """The stems of the words of ``text`` that carry meaning, in order."""
    words = [
        word
        for word in re.findall(r"[a-z0-9]+", text.lower().replace("’", "'"))
        if word not in _EMPTY
    ]
    stems: list[str] = _stemmer.stemWords(words)
    return stems


class Bm25:
    """BM25 over ``texts``, scaled so that about 1 is what a text with every word could get."""

    def __init__(self, texts: Sequence[str]) -> None:
        # Not needed to answer from the guidance, and a hundred megabytes.
        from scipy import sparse
        from sklearn.feature_extraction.text import CountVectorizer

        self._vectorizer = CountVectorizer(analyzer=terms_of)
        counts = sparse.csr_matrix(self._vectorizer.fit_transform(texts), dtype=np.float64)
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        number = counts.shape[0]
        held = np.bincount(counts.indices, minlength=counts.shape[1])
        self._idf = np.log(1 + (number - held + 0.5) / (held + 0.5))
        self._unknown_idf = float(np.log(1 + (number + 0.5) / 0.5))
        rows = np.repeat(np.arange(number), np.diff(counts.indptr))
        norm = _K1 * (1 - _B + _B * lengths[rows] / max(lengths.mean(), 1e-9))
        counts.data = counts.data * (_K1 + 1) / (counts.data + norm) * self._idf[counts.indices]
        self._weights = sparse.csc_matrix(counts)

    def scores(self, query: str) -> np.ndarray:
        """A figure from 0 to about 1 for each text, in order; 0 where no word is shared."""
        words = set(terms_of(query))
        columns = [
            self._vectorizer.vocabulary_[word]
            for word in words
            if word in self._vectorizer.vocabulary_
        ]
        if not columns:
            return np.zeros(self._weights.shape[0])
        possible = self._idf[columns].sum() + self._unknown_idf * (len(words) - len(columns))
        found = np.asarray(self._weights[:, columns].sum(axis=1)).ravel()
        scaled: np.ndarray = found / (possible * (_K1 + 1) / 2)
        return scaled
