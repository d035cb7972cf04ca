"""One reader a file type: each turns a file into headings, paragraphs and list items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["heading", "paragraph", "item"]

_BULLET = re.compile(r"\s*(?:[-–•·●▪◦*]|\(?[a-z0-9]{1,2}[.)])\s+(?=\S)", re.I)
_NUMBERED_HEADING = re.compile(
    r"(?:section|part|chapter|appendix)\s+\w+\b.{0,120}|\d+(?:\.\d+)*\.?\s+\S.{0,90}", re.I
)
_UNDERLINE = re.compile(r"\s*([=\-~])\1{2,}\s*$")


@dataclass(frozen=True)
class Block:
    """A heading (with its level, 1 the highest), a paragraph or a list item; white space folded."""

    kind: Kind
    text: str
    level: int = 0
    page: int = 0


def _fold(text: str) -> str:
    return " ".join(text.split())


def read_text(path: Path) -> Iterator[Block]:
    """Plain text: blank lines part paragraphs; a number, capitals or an underline tell headings."""
    return blocks_of_text(path.read_text(encoding="utf-8-sig", errors="replace"))


def blocks_of_text(text: str, page: int = 0) -> Iterator[Block]:
    """The blocks of plain text."""
    pieces = [
        piece
        for piece in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n"))
        if piece.strip() and not re.match(r"\s*(table of )?contents\b[^\n]*\n", piece, re.I)
    ]
    for here, piece in enumerate(pieces):
        following = pieces[here + 1] if here + 1 < len(pieces) else ""
        yield from _blocks_of_piece(piece, following, page)


def _blocks_of_piece(piece: str, following: str, page: int) -> Iterator[Block]:
    lines = [line for line in piece.split("\n") if line.strip()]
    while lines:
        if len(lines) > 1 and _UNDERLINE.match(lines[1]):
            level = 1 if lines[1].strip()[0] == "=" else 2
            yield Block("heading", _fold(lines[0]), level, page)
            lines = lines[2:]
        elif _is_heading(lines, following):
            yield Block("heading", _fold(lines[0]), 1, page)
            lines = lines[1:]
        else:
            break
    text: list[str] = []
    kind: Kind = "paragraph"
    for line in lines:
        if bullet := _BULLET.match(line):
            if text:
                yield Block(kind, _fold(" ".join(text)), 0, page)
            kind, text = "item", [line[bullet.end() :]]
        else:
            text.append(line)
    if text:
        yield Block(kind, _fold(" ".join(text)), 0, page)


def _is_heading(lines: list[str], following: str) -> bool:
    line = _fold(lines[0])
    if line[-1] in ".!?;,":
        return False
    if _NUMBERED_HEADING.fullmatch(line):
        return True
    if line.isupper() and len(line) <= 80 and sum(each.isalpha() for each in line) >= 4:
        return True
    # A short line alone, with a longer text after it, reads as a heading.
    alone = len(lines) == 1 and len(line.split()) <= 8 and line[0].isupper() and line[-1] != ":"
    return alone and len(following.split()) > 2 * len(line.split()) and not _BULLET.match(following)


def read_html(path: Path) -> Iterator[Block]:
    """HTML: headings, paragraphs, list items and table cells; navigation and scripts left out."""
    return blocks_of_html(path.read_text(encoding="utf-8-sig", errors="replace"))


def blocks_of_html(text: str) -> Iterator[Block]:
    """The blocks of an HTML text."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    for unwanted in soup.find_all(
        ["script", "style", "nav", "template", "head", "footer", "aside"]
    ):
        unwanted.decompose()
    wanted = [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "li",
        "td",
        "th",
        "blockquote",
        "dd",
        "dt",
        "pre",
    ]
    for element in soup.find_all(wanted):
        if element.find(wanted) is not None:
            # Its text belongs to the blocks inside it, save what stands before the first of them.
            loose = "".join(each for each in element.find_all(string=True, recursive=False))
            if _fold(loose):
                yield Block("item" if element.name == "li" else "paragraph", _fold(loose))
            continue
        content = _fold(element.get_text(" " if element.name == "td" else ""))
        if not content:
            continue
        if re.fullmatch(r"h[1-6]", element.name):
            yield Block("heading", content, int(element.name[1]))
        else:
            yield Block("item" if element.name == "li" else "paragraph", content)


def read_markdown(path: Path) -> Iterator[Block]:
    """Markdown, read by way of HTML."""
    from markdown_it import MarkdownIt

    text = path.read_text(encoding="utf-8-sig", errors="replace")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    return blocks_of_html(MarkdownIt("commonmark").enable("table").render(text))


def read_docx(path: Path) -> Iterator[Block]:
    """Word: heading and list styles decide; the text of tables is read row by row."""
    import docx
    from docx.table import Table

    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                cells = dict.fromkeys(_fold(cell.text) for cell in row.cells)
                if text := " ".join(cell for cell in cells if cell):
                    yield Block("paragraph", text)
            continue
        text = _fold(part.text)
        style = (part.style.name or "").lower() if part.style is not None else ""
        if not text or style.startswith("toc"):
            continue
        if style.startswith("heading"):
            level = re.search(r"\d+", style)
            yield Block("heading", text, int(level[0]) if level else 1)
        elif style.startswith("list") or _has_numbering(part):
            yield Block("item", text)
        elif _is_heading([text], "") and not style.startswith("title"):
            yield Block("heading", text, 1)
        else:
            yield Block("paragraph", text)


def _has_numbering(paragraph: object) -> bool:
    properties = paragraph._p.pPr  # type: ignore[attr-defined]
    return properties is not None and properties.numPr is not None


def read_pdf(path: Path) -> Iterator[Block]:
    """PDF: its text page by page. It knows places, not paragraphs: those are guessed."""
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(path).pages):
        text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
        yield from blocks_of_text(text, number)


READERS: dict[str, Callable[[Path], Iterator[Block]]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
}
