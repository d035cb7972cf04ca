from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import ROOT
from knowledge.retriever import Retriever
from nlu.encoder import SentenceEncoder

BUILD = ROOT / ".build"


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(BUILD / "encoder")


@pytest.fixture(scope="session")
def retriever() -> Retriever:
    return Retriever.open(ROOT, BUILD)


PHRASES = "\n".join(f"      - question number {number} about cellos" for number in range(1, 7))

SECTION = f"""\
section: "1"
title: Cellos
clauses:
  - id: 1.loan
    title: Lending a cello
    says: Lend a cello only with the form signed by the store keeper.
    strength: must
    procedure: cello_loan
    paragraph: ["1/1"]
    asked_as:
{PHRASES}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a knowledge folder; a keyword names a file of `guidance`, its value the text."""

    def write(**files: str) -> Path:
        (tmp_path / "guidance").mkdir(exist_ok=True)
        (tmp_path / "not_covered").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "guidance" / f"{name}.yml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def pdf_of() -> Callable[[Path, list[str]], None]:
    """Writes a PDF of one page with these lines, by hand: it takes no library to print a line."""

    def write(path: Path, lines: list[str]) -> None:
        shown = "".join(
            f"1 0 0 1 72 {740 - 14 * place} Tm ({line}) Tj "
            for place, line in enumerate(lines)
            if line
        )
        stream = f"BT /F1 12 Tf {shown}ET".encode()
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        body, offsets = b"%PDF-1.4\n", []
        for number, each in enumerate(objects, start=1):
            offsets.append(len(body))
            body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        body += b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\n" % table
        body += b"startxref\n%d\n%%%%EOF\n" % body.index(b"xref\n0 6")
        path.write_bytes(body)

    return write
