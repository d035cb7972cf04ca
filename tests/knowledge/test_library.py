from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import ROOT
from knowledge.faults import KnowledgeError
from knowledge.library import Library
from tests.knowledge.conftest import SECTION

Written = Callable[..., Path]


def test_every_section_of_the_guidance_has_clauses() -> None:
    library = Library.load(ROOT / "knowledge")
    assert sorted(library.section_titles) == [str(number) for number in range(1, 10)]
    assert len(library.topics) >= 100
    assert all(len(clause.asked_as) >= 12 for clause in library.clauses)


def test_no_phrase_teaches_two_things() -> None:
    library = Library.load(ROOT / "knowledge")
    seen: dict[str, str] = {}
    for entry in (*library.clauses, *library.topics):
        for phrase in entry.asked_as:
            assert seen.setdefault(phrase.casefold(), entry.id) == entry.id, phrase


def test_a_right_file_is_read(written: Written) -> None:
    library = Library.load(written(one=SECTION))
    (clause,) = library.clauses
    assert (clause.section, clause.procedure, clause.paragraphs[0].place) == (
        "1",
        "cello_loan",
        "1/1",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "wanted"),
    [
        ("strength: must", "strength: perhaps", 7, "'must', 'must-not', 'should', 'may' or 'fact'"),
        ("    title: Lending", "    titel: Lending", 4, "field required"),
        ('"1/1"', '"page 3"', 9, "section/position"),
        ("id: 1.loan", "id: 2.loan", 4, "should start with '1.'"),
        ("says: Lend", "says: [Lend", 6, "not YAML"),
    ],
)
def test_a_fault_is_named_with_file_line_and_what_is_wanted(
    written: Written, old: str, new: str, line: int, wanted: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        Library.load(written(cellos=SECTION.replace(old, new)))
    named = [fault for fault in caught.value.faults if wanted in fault.wanted]
    assert named, caught.value
    assert named[0].file == "cellos.yml"
    assert abs(named[0].line - line) <= 1


def test_an_id_used_twice_is_named_at_both_places(written: Written) -> None:
    with pytest.raises(KnowledgeError, match=r"two\.yml:4: '1\.loan' stands already at one\.yml:4"):
        Library.load(written(one=SECTION, two=SECTION))


def test_all_faults_are_told_at_once(written: Written) -> None:
    with pytest.raises(KnowledgeError) as caught:
        Library.load(written(a="section: 1", b="- list", c=""))
    assert {fault.file for fault in caught.value.faults} == {"a.yml", "b.yml", "c.yml"}


def test_the_fingerprint_follows_the_words(written: Written) -> None:
    before = Library.load(written(one=SECTION)).fingerprint
    after = Library.load(written(one=SECTION.replace("number 3", "number three"))).fingerprint
    assert before != after
