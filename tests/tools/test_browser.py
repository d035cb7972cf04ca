from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import browser
from tools.browser import check_styles, is_new_enough, make_static, node_environment
from tools.commands import Runner
from tools.faults import SetupError
from tools.project import Project

ROOT = Path(__file__).parents[2]


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "enough"),
    [("v20.19.0", True), ("v24.1.0", True), ("v20.18.9", False), ("v18.20.4", False), ("", False)],
)
def test_node_must_be_new_enough_for_sass(version: str, enough: bool) -> None:
    assert is_new_enough(version) is enough


@pytest.fixture
def machine(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH; `.venv` has a Python that notes what it is asked to do."""
    monkeypatch.setenv("PATH", str(project.root / "bin"))
    program(project.in_assistant("python"), f'echo "$@" > {project.root}/installed')
    return project.root / "bin"


def test_the_machines_own_npm_is_used(project: Project, runner: Runner, machine: Path) -> None:
    program(machine / "node", "echo v22.1.0")
    program(machine / "npm", "echo 11.0.0")
    assert node_environment(project, runner) == {}
    assert not (project.root / "installed").exists()


@pytest.mark.parametrize("node", ["echo v18.20.4", "exit 127"])
def test_without_a_fit_npm_one_is_installed(
    project: Project, runner: Runner, machine: Path, node: str
) -> None:
    program(machine / "node", node)
    program(machine / "npm", "echo 11.0.0")
    path = node_environment(project, runner)["PATH"]
    assert path.split(os.pathsep)[0] == str(project.root / ".venv" / "bin")
    assert "requirements/node.txt" in (project.root / "installed").read_text()


def test_missing_styles_are_named(project: Project, runner: Runner) -> None:
    with pytest.raises(SetupError, match=r"bot/web/styles/app\.scss is missing"):
        make_static(project, runner)


@pytest.mark.parametrize(
    "css",
    [
        'body{font-family:"GDS Transport",arial}',
        '@font-face{src:url("/assets/fonts/bold.woff2")}',
        ".footer{background-image:url(/assets/images/govuk-crest.svg)}",
    ],
)
def test_what_belongs_to_gov_uk_is_refused(tmp_path: Path, css: str) -> None:
    (tmp_path / "app.css").write_text(css)
    with pytest.raises(SetupError, match=r"belongs to GOV\.UK"):
        check_styles(tmp_path / "app.css")


def test_the_pages_styles_load_nothing_and_their_scripts_are_there() -> None:
    static = ROOT / ".build" / "static"
    check_styles(static / "app.css")
    assert "url(" not in (static / "app.css").read_text()
    for name in browser.SCRIPTS:
        assert (static / name).stat().st_size > 0


def test_the_lock_file_holds_no_address_to_download_from() -> None:
    lock = (ROOT / "requirements" / "browser" / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
