from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bot.settings import ROOT
from knowledge.library import Library
from knowledge.shelf import is_learnt, place_of
from tests.knowledge.conftest import BUILD, SECTION


def test_the_projects_own_knowledge_has_been_learnt() -> None:
    assert is_learnt(ROOT, BUILD)


def test_a_changed_phrase_has_to_be_learnt(written: Callable[..., Path], tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / "answer-encoder").mkdir(parents=True)
    (build / "answer-encoder" / "encoder.json").write_text(json.dumps({"fingerprint": "abc"}))
    root = tmp_path / "root"
    root.mkdir()
    (root / "knowledge").symlink_to(written(one=SECTION), target_is_directory=True)
    assert not is_learnt(root, build)
    place_of(Library.load(root / "knowledge"), "abc", build / "index").mkdir(parents=True)
    assert is_learnt(root, build)
    written(one=SECTION.replace("number 3", "number three"))
    assert not is_learnt(root, build)


def test_without_an_encoder_nothing_is_learnt(tmp_path: Path) -> None:
    assert not is_learnt(ROOT, tmp_path)
