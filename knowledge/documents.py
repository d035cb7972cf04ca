"""A document as sections and paragraphs, whatever its file type."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.document_readers import READERS, Block

_NUMBERED = re.compile(
    r"(?:section|part|chapter)?\s*(\d+)(?:\.\d+)*[.):]?\s*(?:[-–—:]\s*)?(.*)", re.I
)
_ENDS_SENTENCE = re.compile(r"[.!?:;>”\"'’)]$")
_LINK_ALONE = re.compile(r"<?https?://\S+$")


class DocumentError(ValueError):
    """The document cannot be read; the message says why."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, or one item of a list, of a document.

    ``section`` is the number of the numbered section it stands in ("0" before the first),
    ``position`` counts from 1 within that section, ``heading`` is the nearest heading above, and
    ``lead`` is the line that opens the list an item belongs to.
    """

    document: str
    section: str
    position: int
    heading: str
    text: str
    lead: str | None = None

    @property
    def place(self) -> str:
        """Section and position, such as ``5/3``."""
        return f"{self.section}/{self.position}"

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when a word of the paragraph changes."""
        return fingerprint_of(self.text)


def fingerprint_of(text: str) -> str:
    """The fingerprint of a paragraph: its words alone count, not case, spacing or punctuation."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def document_files(folder: Path) -> list[Path]:
    """The files of ``folder``, and of the folders in it, that can be read; in order of name."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix.lower() in READERS
        and not path.name.startswith((".", "~$"))
    )


def read_document(path: Path) -> list[Paragraph]:
    """The paragraphs of a .docx, .pdf, .txt, .md or .html file, in order.

    Raises:
        DocumentError: the file is missing, of another type, damaged, or holds no text.
    """
    if not path.is_file():
        raise DocumentError(f"There is no file {path}.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(READERS))
        raise DocumentError(f"{path.name} cannot be read: a file that ends in {kinds} is wanted.")
    try:
        blocks = list(reader(path))
    except Exception as fault:  # each library raises its own kinds for a damaged file
        raise DocumentError(f"{path.name} cannot be read ({fault}). Is it damaged?") from fault
    paragraphs = list(_paragraphs(path.name, _joined(_without_furniture(blocks))))
    if not paragraphs:
        raise DocumentError(
            f"{path.name} holds no text. A scanned document needs text recognition first."
        )
    return paragraphs


def _without_furniture(blocks: list[Block]) -> Iterator[Block]:
    """Leaves out tables of contents, page numbers, and lines repeated on most pages."""
    pages = 1 + max((block.page for block in blocks), default=0)
    seen = Counter((block.text, block.page) for block in blocks)
    repeated = Counter(text for text, _ in seen)
    for block in blocks:
        if re.match(r"(table of )?contents\b", block.text, re.I) and len(block.text) < 30:
            continue
        if re.fullmatch(r"(page\s*)?\d+(\s*(of|/)\s*\d+)?", block.text, re.I):
            continue
        if pages > 2 and repeated[block.text] > pages / 2:
            continue
        if re.search(r"(\.{4,}|\t)\s*\d+$", block.text):
            continue
        yield block


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """Mends sentences cut in two by a page's end, and links that stand on a line of their own."""
    result: list[Block] = []
    for block in blocks:
        before = result[-1] if result else None
        if (
            before is not None
            and before.kind != "heading"
            and block.kind == "paragraph"
            and (
                _LINK_ALONE.match(block.text)
                or (block.text[:1].islower() and not _ENDS_SENTENCE.search(before.text))
            )
        ):
            result[-1] = Block(
                before.kind, f"{before.text} {block.text}", before.level, before.page
            )
        else:
            result.append(block)
    return result


def _paragraphs(document: str, blocks: list[Block]) -> Iterator[Paragraph]:
    section, position, heading, lead = "0", 0, "", None
    for here, block in enumerate(blocks):
        following = blocks[here + 1].kind if here + 1 < len(blocks) else None
        if block.kind == "heading":
            lead = None
            number = _NUMBERED.fullmatch(block.text)
            if number and number[1] != section:
                section, position = number[1], 0
            heading = (number[2] if number else block.text).strip(" :") or block.text
            continue
        if block.kind == "paragraph":
            lead = None
            if following == "item" and block.text.endswith(":"):
                lead = block.text
                continue
        position += 1
        yield Paragraph(document, section, position, heading, block.text, lead)
