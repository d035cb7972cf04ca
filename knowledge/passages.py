"""Any folder of documents: their sections and paragraphs become the index.

Vectors find what is meant, BM25 finds what is named; a paragraph's score joins both with those of
the section around it, since a heading often says what its paragraphs leave out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.documents import DocumentError, Paragraph, document_files, read_document
from knowledge.lexical import Bm25
from knowledge.vectors import VectorIndex
from nlu.encoder import SentenceEncoder

FEATURES = ("paragraph", "section", "words", "section words")
# Shares of the joined score, fitted by 'python -m benchmarks folder-fit' on the guidance's training
# phrases (docs/benchmarks.md).
WEIGHTS = {"paragraph": 1.0, "section": 1.0, "words": 0.2, "section words": 0.2}
_CANDIDATES = 200
_SECTION_LENGTH = 1200  # characters of a section that the encoder can take in


@dataclass(frozen=True)
class Evidence:
    """Positions of the paragraphs that may fit, the section each is in, and their FEATURES.

    ``features`` has a row for each candidate: cosines of paragraph and section, and how far the
    words of each cover those of the question (see ``Bm25.scores``).
    """

    candidates: np.ndarray
    sections: np.ndarray
    features: np.ndarray


@dataclass(frozen=True)
class Passage:
    """A paragraph found: its joined score, its vector's cosine, how far it covers the words."""

    paragraph: Paragraph
    score: float
    cosine: float
    coverage: float


class Passages:
    """Searches the paragraphs of documents."""

    def __init__(
        self, paragraphs: Sequence[Paragraph], encoder: SentenceEncoder, vectors: np.ndarray
    ) -> None:
        self._paragraphs = list(paragraphs)
        self._encoder = encoder
        self._sections, self._section_of = _sections(self._paragraphs)
        number = len(self._paragraphs)
        self._index = VectorIndex.build(vectors[:number])
        self._section_vectors = vectors[number:]
        self._words = Bm25([f"{each.heading} {each.text}" for each in self._paragraphs])
        self._section_words = Bm25(self._sections)

    @classmethod
    def open(cls, folder: Path, encoder: SentenceEncoder, cache: Path) -> Passages:
        """Reads every document in ``folder``; vectors are kept in ``cache`` by content.

        Raises:
            DocumentError: there is no such folder, no document in it, or one cannot be read.
        """
        if not folder.is_dir():
            raise DocumentError(f"There is no folder {folder}.")
        paragraphs: list[Paragraph] = []
        for path in document_files(folder):
            if path.suffix.lower() != ".jsonl":
                paragraphs += read_document(path)
        if not paragraphs:
            raise DocumentError(f"No documents (.docx, .pdf, .txt, .md, .html) are in {folder}.")
        return cls.of(paragraphs, encoder, cache)

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph], encoder: SentenceEncoder, cache: Path) -> Passages:
        """The same for paragraphs that have been read already."""
        return cls(paragraphs, encoder, _vectors(paragraphs, encoder, cache))

    def evidence(self, question: str) -> Evidence:
        """What each paragraph that may fit has in common with the question."""
        vector = self._encoder.encode([question])[0]
        cosines, positions = self._index.search(vector, _CANDIDATES)
        words = self._words.scores(question)
        named = np.argsort(-words)[:_CANDIDATES]
        candidates = np.unique(np.concatenate([positions, named[words[named] > 0]]))
        cosine_of = dict(zip(positions.tolist(), cosines.tolist(), strict=True))
        floor = float(cosines[-1])
        sections = self._section_of[candidates]
        features = np.stack(
            [
                np.array([cosine_of.get(position, floor) for position in candidates.tolist()]),
                self._section_vectors[sections] @ vector,
                words[candidates],
                self._section_words.scores(question)[sections],
            ],
            axis=1,
        )
        return Evidence(candidates, sections, features)

    def search(self, question: str, count: int = 5) -> list[Passage]:
        """The paragraphs that fit best, at most one a section, the best first."""
        evidence = self.evidence(question)
        weights = np.array([WEIGHTS[name] for name in FEATURES])
        scores = evidence.features @ weights / weights.sum()
        found: list[Passage] = []
        seen: set[int] = set()
        for place in np.argsort(-scores):
            section = int(evidence.sections[place])
            if section in seen:
                continue
            seen.add(section)
            near, _, coverage, _ = evidence.features[place].tolist()
            paragraph = self._paragraphs[int(evidence.candidates[place])]
            found.append(Passage(paragraph, float(scores[place]), near, coverage))
            if len(found) == count:
                break
        return found


def _sections(paragraphs: Sequence[Paragraph]) -> tuple[list[str], np.ndarray]:
    """Each section's text, heading first, and the section of each paragraph."""
    numbers: dict[tuple[str, str, str], int] = {}
    texts: list[list[str]] = []
    places = []
    for paragraph in paragraphs:
        key = (paragraph.document, paragraph.section, paragraph.heading)
        if key not in numbers:
            numbers[key] = len(texts)
            texts.append([f"{paragraph.heading}."])
        texts[numbers[key]].append(paragraph.text)
        places.append(numbers[key])
    return [" ".join(text) for text in texts], np.array(places)


def _vectors(paragraphs: Sequence[Paragraph], encoder: SentenceEncoder, cache: Path) -> np.ndarray:
    sections, _ = _sections(paragraphs)
    texts = [f"{each.heading}. {each.text}" if each.heading else each.text for each in paragraphs]
    texts += [section[:_SECTION_LENGTH] for section in sections]
    digest = hashlib.sha256("\0".join([encoder.fingerprint, *texts]).encode()).hexdigest()[:16]
    path = cache / f"passages-{digest}.npy"
    if path.is_file():
        kept: np.ndarray = np.load(path)
        return kept
    vectors = encoder.encode(texts)
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part.npy")
    np.save(unfinished, vectors)
    unfinished.replace(path)
    return vectors
