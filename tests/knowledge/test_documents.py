from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document_readers import blocks_of_html, blocks_of_text
from knowledge.documents import DocumentError, Paragraph, fingerprint_of, read_document

TEXT = """\
Advice for cellists
Revised by the store, May 2021

CONTENTS\tPage
1.0\tBorrowing\t3
\t1.1 – Words used\t

Section 1 - Borrowing

Every cello has a number. The store keeper writes the number in the book, and

the player signs beside it.

1.1 Words used:

A player is anyone who plays.

Players must:

- keep the cello dry;
- bring it back on time.

Section 2 - Cases

See the makers' page.

<https://example.org/cases>
"""


def places(paragraphs: list[Paragraph]) -> list[tuple[str, str]]:
    return [(each.place, each.text) for each in paragraphs]


def test_text_is_parted_into_numbered_sections(tmp_path: Path) -> None:
    path = tmp_path / "advice.txt"
    path.write_text(TEXT, encoding="utf-8")
    paragraphs = read_document(path)
    assert places(paragraphs) == [
        ("0/1", "Advice for cellists Revised by the store, May 2021"),
        (
            "1/1",
            (
                "Every cello has a number. The store keeper writes the number in the book, and "
                "the player signs beside it."
            ),
        ),
        ("1/2", "A player is anyone who plays."),
        ("1/3", "keep the cello dry;"),
        ("1/4", "bring it back on time."),
        ("2/1", "See the makers' page. <https://example.org/cases>"),
    ]
    assert [each.lead for each in paragraphs][3:5] == ["Players must:"] * 2
    assert paragraphs[2].heading == "Words used"


def test_every_kind_of_document_gives_the_same_paragraphs(tmp_path: Path) -> None:
    rules = [
        "Every cello has a number, which stands on its neck.",
        "Nobody lends a cello to a friend.",
    ]
    (tmp_path / "a.md").write_text("# 1 Borrowing\n\n" + "\n\n".join(rules), encoding="utf-8")
    (tmp_path / "a.html").write_text(
        "<nav>Home</nav><h1>1 Borrowing</h1>" + "".join(f"<p>{rule}</p>" for rule in rules),
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text("1 Borrowing\n\n" + "\n\n".join(rules), encoding="utf-8")
    word = docx.Document()
    word.add_heading("1 Borrowing", 1)
    for rule in rules:
        word.add_paragraph(rule)
    word.save(str(tmp_path / "a.docx"))
    expected = [("1/1", rules[0]), ("1/2", rules[1])]
    for name in ("a.md", "a.html", "a.txt", "a.docx"):
        paragraphs = read_document(tmp_path / name)
        assert places(paragraphs) == expected, name
        assert paragraphs[0].heading == "Borrowing", name


def test_a_pdf_is_read(tmp_path: Path, pdf_of: object) -> None:
    path = tmp_path / "advice.pdf"
    pdf_of(path, ["1 Borrowing", "", "Every cello has a number on its neck.", "", "Bring it back."])  # type: ignore[operator]
    assert places(read_document(path)) == [
        ("1/1", "Every cello has a number on its neck."),
        ("1/2", "Bring it back."),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.xls", b"x", "a file that ends in"),
        ("broken.docx", b"not a zip", "Is it damaged"),
        ("broken.pdf", b"%PDF-1.4 nothing", "Is it damaged"),
        ("empty.txt", b"  \n", "holds no text"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=re.escape(said)):
        read_document(tmp_path / name)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="There is no file"):
        read_document(tmp_path / "none.txt")


def test_a_fingerprint_is_of_the_words_alone() -> None:
    assert fingerprint_of("The Player’s cello, dry;") == fingerprint_of("the player's  CELLO dry")
    assert fingerprint_of("The cello must be dry") != fingerprint_of("The cello should be dry")


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    for block in blocks_of_text(text):
        assert block.text == " ".join(block.text.split())


@given(st.text(alphabet="<>/plih1 abc&;\n", max_size=200))
def test_any_html_can_be_read(text: str) -> None:
    assert all(block.text.strip() for block in blocks_of_html(text))
