from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import ROOT
from cases.procedures import Procedures
from knowledge.check import compare, procedure_faults, stamp
from knowledge.documents import read_document
from knowledge.faults import KnowledgeError
from knowledge.library import Library
from tests.knowledge.conftest import SECTION

DOCUMENT = "Section 1 - Cellos\n\nA cello is lent only when the store keeper's form is signed.\n"


@pytest.fixture
def document(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "official.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_every_procedure_that_a_clause_offers_is_known() -> None:
    known = {procedure.id for procedure in Procedures.load()}
    assert procedure_faults(ROOT / "knowledge", known) == []


def test_every_clause_knows_its_paragraph_by_fingerprint() -> None:
    library = Library.load(ROOT / "knowledge")
    assert all(ref.fingerprint for clause in library.clauses for ref in clause.paragraphs)


def test_an_unknown_procedure_is_named_with_its_line(written: Callable[..., Path]) -> None:
    (fault,) = procedure_faults(written(one=SECTION), {"viola_loan"})
    assert str(fault).startswith("one.yml:8: There is no procedure 'cello_loan'")


def test_a_stamped_document_compares_clean(
    written: Callable[..., Path], document: Callable[[str], Path]
) -> None:
    folder = written(one=SECTION)
    paragraphs = read_document(document(DOCUMENT))
    assert not compare(Library.load(folder), paragraphs).clean
    assert stamp(folder, paragraphs) == 1
    assert compare(Library.load(folder), paragraphs).clean
    assert stamp(folder, paragraphs) == 1, "stamping again changes nothing but says what it wrote"


def test_a_new_edition_shows_what_changed_what_went_and_what_is_new(
    written: Callable[..., Path], document: Callable[[str], Path]
) -> None:
    folder = written(one=SECTION)
    stamp(folder, read_document(document(DOCUMENT)))
    library = Library.load(folder)

    changed = compare(library, read_document(document(DOCUMENT.replace("only when", "as soon as"))))
    assert [clause.id for clause, _, _ in changed.changed] == ["1.loan"]
    assert not changed.gone
    assert not changed.uncovered

    gone = compare(
        library, read_document(document("Section 1 - Cellos\n\nNothing like it is here.\n"))
    )
    assert [clause.id for clause, _ in gone.gone] == ["1.loan"]

    longer = compare(
        library, read_document(document(DOCUMENT + "\nBows are lent as well, by the day.\n"))
    )
    assert [paragraph.place for paragraph in longer.uncovered] == ["1/2"]
    assert not longer.gone


def test_a_place_that_the_document_lacks_is_named(
    written: Callable[..., Path], document: Callable[[str], Path]
) -> None:
    with pytest.raises(KnowledgeError, match=r"one\.yml:9: The document has no paragraph 7/1"):
        stamp(written(one=SECTION.replace("1/1", "7/1")), read_document(document(DOCUMENT)))
