"""The two environments, and this project in the first."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from pathlib import Path

from tools.commands import Runner, this_python
from tools.faults import SetupError
from tools.project import Project
from tools.pythons import find_python
from tools.steps import Step


def steps_for(project: Project) -> list[Step]:
    """The steps that make the environments.

    An environment holds its own path, so it cannot be built beside and moved: what is half-made
    has no stamp and is made anew. For the same reason the root's path is part of what it is.
    """
    here = str(project.root)
    return [
        Step(
            name="assistant",
            title="the assistant's environment (.venv), some minutes at first",
            makes=(project.in_assistant("python"), project.in_assistant("uv")),
            work=lambda runner: make_assistant(project, runner),
            sources=(project.requirements / "assistant.txt",),
            facts=(here, "Python {}.{}".format(*sys.version_info[:2])),
        ),
        Step(
            name="package",
            title="this project in it (.venv/bin/assistant)",
            makes=(project.in_assistant("assistant"),),
            work=lambda runner: install_project(project, runner),
            facts=(package_facts(project.root / "pyproject.toml"),),
            needs=("assistant",),
        ),
        Step(
            name="rasa",
            title="Rasa's environment (.venv-rasa)",
            makes=(project.in_rasa("python"), project.in_rasa("rasa")),
            work=lambda runner: make_rasa(project, runner),
            sources=(project.requirements / "rasa.txt",),
            facts=(here,),
        ),
    ]


def make_assistant(project: Project, runner: Runner) -> None:
    """Makes `.venv`: torch and uv by pip, the rest by uv."""
    requirements = project.requirements / "assistant.txt"
    shutil.rmtree(project.assistant, ignore_errors=True)
    runner.run(this_python(), "-m", "venv", project.assistant)
    # By pip, which can be pointed at a CPU build; uv would fetch gigabytes of CUDA for torch,
    # but leaves alone a torch that is there.
    pip_install(project, runner, pinned(requirements, "torch"), pinned(requirements, "uv"))
    uv_install(project, runner, project.in_assistant("python"), requirements)


def install_project(project: Project, runner: Runner) -> None:
    """Installs the project's packages, editable, into `.venv`."""
    pip_install(project, runner, "--no-deps", "--no-build-isolation", "--editable", project.root)


def make_rasa(project: Project, runner: Runner) -> None:
    """Makes `.venv-rasa` by uv, around a Python 3.10."""
    uv = project.in_assistant("uv")
    if not uv.exists():
        raise SetupError("uv is not in .venv; run the step 'assistant' first")
    python = find_python(uv)
    shutil.rmtree(project.rasa, ignore_errors=True)
    runner.run(uv, "venv", "--python", python, project.rasa)
    uv_install(project, runner, project.in_rasa("python"), project.requirements / "rasa.txt")


def pip_install(project: Project, runner: Runner, *what: str | Path) -> None:
    """Installs into `.venv`, asking nothing."""
    python = project.in_assistant("python")
    runner.run(python, "-m", "pip", "--no-input", "install", *what)


def uv_install(project: Project, runner: Runner, python: Path, requirements: Path) -> None:
    """Installs ``requirements`` into the environment of ``python``."""
    uv = project.in_assistant("uv")
    # Compiled now, or the first start would take that time.
    runner.run(
        *(uv, "pip", "install", "--compile-bytecode"),
        *("--python", python),
        *("-r", requirements),
    )


def pinned(requirements: Path, package: str) -> str:
    """The requirement line of ``package``, such as ``torch==2.13.0``.

    Raises:
        SetupError: the file has no exact version of it.
    """
    line = re.compile(rf"^{re.escape(package)}==\S+", re.MULTILINE)
    if found := line.search(requirements.read_text(encoding="utf-8")):
        return found.group()
    raise SetupError(f"{requirements.name} names no exact version of {package}")


def package_facts(pyproject: Path) -> str:
    """What an editable install depends on: not the settings of the tools.

    Raises:
        SetupError: the file is missing or is not TOML.
    """
    try:
        tables = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise SetupError(f"{pyproject.name} cannot be read: {fault}") from fault
    setuptools = tables.get("tool", {}).get("setuptools", {})
    return repr([tables.get("build-system"), tables.get("project"), setuptools])
