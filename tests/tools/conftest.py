"""A project in a temporary folder, and a runner in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.commands import Runner
from tools.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    root.mkdir()
    return Project(root)


@pytest.fixture
def runner(project: Project) -> Runner:
    return Runner(project.root, project.build / "log" / "step.log", tick=lambda: None)
