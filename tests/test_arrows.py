"""Imports go one way: bot → actions → cases, knowledge → nlu (DESIGN 4)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT

MAY_IMPORT = {
    "bot": {"bot", "actions", "cases", "knowledge", "nlu"},
    "actions": {"actions", "cases", "knowledge", "nlu"},
    "cases": {"cases", "nlu"},
    "knowledge": {"knowledge", "nlu"},
    "nlu": {"nlu"},
}
# Who may speak to what: a library outside its package is a seam that leaks.
ONLY_IN = {
    "rasa": {"nlu"},
    "rasa_sdk": {"actions"},
    "faiss": {"knowledge"},
    "sklearn": {"knowledge", "nlu"},
    "torch": {"nlu"},
    "fastapi": {"bot"},
    "sqlalchemy": {"bot", "cases", "nlu"},
}


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        for name in imports_of(path):
            top = name.split(".")[0]
            if top in MAY_IMPORT:
                assert top in MAY_IMPORT[package], f"{path.name} imports {name}"
            assert package in ONLY_IN.get(top, {package}), f"{path.name} imports {name}"


def test_modules_are_short_enough_to_read() -> None:
    for package in MAY_IMPORT:
        for path in (ROOT / package).rglob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
