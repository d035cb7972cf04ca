from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.documents import DocumentError
from knowledge.folder_answer import answer_from
from knowledge.passages import Passages
from nlu.encoder import SentenceEncoder

LEAVE = """# Leave

## Carrying days over

Up to five days of annual leave may be carried into the next year, if used by the end of May.

## Jury service

Tell the office as soon as the summons arrives. Pay goes on while you serve.
"""


@pytest.fixture
def passages(tmp_path: Path, encoder: SentenceEncoder) -> Passages:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "leave.md").write_text(LEAVE, encoding="utf-8")
    (folder / "keys.txt").write_text(
        "KEYS\n\nKeys are signed out at the front desk and come back the same day.\n",
        encoding="utf-8",
    )
    return Passages.open(folder, encoder, tmp_path / "cache")


def test_the_paragraph_is_quoted_with_its_heading_and_file(passages: Passages) -> None:
    report = answer_from(passages, "how many holiday days can I take into next year?")
    assert report["answered"] is True
    first = report["citations"][0]
    assert (first["section"], first["document"]) == ("Carrying days over", "leave.md")
    assert first["quotation"] in LEAVE
    assert first["quotation"] in report["answer"]


def test_what_no_document_says_is_refused(passages: Passages) -> None:
    report = answer_from(passages, "what is the best recipe for lentil soup?")
    assert report["status"] == "not_covered"
    assert report["citations"] == []


def test_each_section_is_found_once(passages: Passages) -> None:
    found = [passage.paragraph.heading for passage in passages.search("front desk keys", 5)]
    assert found[0] == "KEYS"
    assert len(found) == len(set(found))


def test_vectors_are_kept_by_content(
    tmp_path: Path, encoder: SentenceEncoder, passages: Passages
) -> None:
    cache = tmp_path / "cache"
    (kept,) = cache.iterdir()
    before = kept.stat().st_mtime_ns
    Passages.open(tmp_path / "documents", encoder, cache)
    assert kept.stat().st_mtime_ns == before
    (tmp_path / "documents" / "keys.txt").write_text(
        "KEYS\n\nKeys stay in the safe.\n", encoding="utf-8"
    )
    Passages.open(tmp_path / "documents", encoder, cache)
    assert len(list(cache.iterdir())) == 2


def test_a_folder_without_documents_is_told(tmp_path: Path, encoder: SentenceEncoder) -> None:
    with pytest.raises(DocumentError, match="No documents"):
        Passages.open(tmp_path, encoder, tmp_path / "cache")
    with pytest.raises(DocumentError, match="There is no folder"):
        Passages.open(tmp_path / "none", encoder, tmp_path / "cache")
