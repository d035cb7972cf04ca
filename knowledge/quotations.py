"""Exact quotations from the organisation's own document, when it is in ``knowledge/official``."""

from __future__ import annotations

from pathlib import Path

from knowledge.documents import document_files, read_document
from knowledge.library import Clause


class Quotations:
    """Finds the paragraph that a clause rests on, by its fingerprint: that paragraph or none."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, folder: Path) -> Quotations:
        """Reads every document in ``folder``; none there is no fault.

        Raises:
            DocumentError: a document cannot be read.
        """
        texts: dict[str, str] = {}
        for path in document_files(folder):
            if path.name == "README.md":  # ours, which says what the folder is for
                continue
            for paragraph in read_document(path):
                texts.setdefault(paragraph.fingerprint, paragraph.text)
        return cls(texts)

    def of(self, clause: Clause) -> str | None:
        """The first paragraph of the clause's that the document has word for word, or None."""
        for ref in clause.paragraphs:
            if ref.fingerprint in self._texts:
                return self._texts[ref.fingerprint]
        return None
