from __future__ import annotations

from pathlib import Path

import pytest

from tools.commands import Runner
from tools.environments import make_rasa, package_facts, pinned
from tools.faults import SetupError
from tools.project import Project

ROOT = Path(__file__).parents[2]
LISTS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_requirement_has_an_exact_version_and_no_address(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        name, _, version = line.partition("==")
        assert name, line
        assert version, line
        assert not set(version) & set("*,<>;@ "), line


def test_both_environments_share_one_tokenizer() -> None:
    versions = {
        pinned(ROOT / "requirements" / name, "tokenizers") for name in ("assistant.txt", "rasa.txt")
    }
    assert len(versions) == 1


def test_a_pin_is_found_by_its_whole_name(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# torch==1\ntorchvision==0.29.1\ntorch==2.13.0\n")
    assert pinned(path, "torch") == "torch==2.13.0"


def test_a_package_without_a_pin_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("torch>=2\n")
    with pytest.raises(SetupError, match=r"list\.txt names no exact version of torch"):
        pinned(path, "torch")


def test_settings_of_the_tools_do_not_call_for_a_new_install(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[project]\nname = 'x'\n")
    before = package_facts(path)
    path.write_text("[project]\nname = 'x'\n[tool.ruff]\nline-length = 100\n")
    assert package_facts(path) == before
    path.write_text("[project]\nname = 'x'\n[project.scripts]\nassistant = 'bot.cli:main'\n")
    assert package_facts(path) != before


@pytest.mark.parametrize("text", [None, "[project\n"])
def test_a_missing_or_broken_project_file_is_named(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "pyproject.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SetupError, match=r"pyproject\.toml cannot be read"):
        package_facts(path)


def test_rasas_environment_needs_the_assistants_first(project: Project, runner: Runner) -> None:
    with pytest.raises(SetupError, match="run the step 'assistant' first"):
        make_rasa(project, runner)
