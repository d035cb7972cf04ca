from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


class Copy:
    """The Makefile in a folder of its own, with programs that print what they were asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copyfile(ROOT / "Makefile", root / "Makefile")
        for name in ("assistant", "pytest", "python", "ruff", "mypy"):
            self.program(f".venv/bin/{name}", f'echo "{name} $* PORT=$PORT"')
        self.program("bin/python3.11", 'case "$1" in -m) echo "set-up $3";; esac')
        self.program("bin/python3", 'echo "old Python"')

    def program(self, name: str, text: str) -> None:
        program(self.root / name, text)

    def make(self, *words: str, code: int = 0, **environment: str) -> list[str]:
        """The lines that `make` prints."""
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            ["make", "--no-print-directory", "-C", self.root, *words],
            env={"PATH": path, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_run_sets_up_first(copy: Copy) -> None:
    assert copy.make("run") == ["set-up ", "assistant run PORT="]


def test_the_port_passes_through_both_ways(copy: Copy) -> None:
    assert copy.make("run", "PORT=9001")[-1] == "assistant run PORT=9001"
    assert copy.make("run", PORT="9002")[-1] == "assistant run PORT=9002"


def test_nothing_starts_when_set_up_fails(copy: Copy) -> None:
    copy.program("bin/python3.11", 'case "$1" in -m) exit 1;; esac')
    assert copy.make("run", code=2) == []


def test_chat_test_and_bench_set_up_first(copy: Copy) -> None:
    assert copy.make("chat") == ["set-up ", "assistant chat PORT="]
    said = copy.make("test", "ARGS=tests/nlu -x")
    assert said == ["set-up ", "pytest --numprocesses=2 --dist=loadgroup tests/nlu -x PORT="]
    assert copy.make("bench") == ["set-up ", "python -m benchmarks PORT="]
    assert copy.make("faults") == ["set-up ", "python -m benchmarks faults PORT="]


def test_lint_needs_one_environment_alone(copy: Copy) -> None:
    lines = copy.make("lint")
    assert lines[0] == "set-up assistant"
    assert [line for line in lines if line.endswith("PORT=")] == [
        "ruff format --check . PORT=",
        "ruff check . PORT=",
        "mypy  PORT=",
    ]


def test_a_python_that_refuses_to_run_or_is_too_old_is_passed_over(copy: Copy) -> None:
    copy.program("bin/python3.11", "exit 127")
    copy.program("bin/python3.12", "exit 1")
    copy.program("bin/python3.13", 'case "$1" in -m) echo "set-up by 3.13";; esac')
    assert copy.make("setup") == ["set-up by 3.13"]


def test_the_python_can_be_named(copy: Copy) -> None:
    copy.program("other/python", 'echo "set-up by another"')
    assert copy.make("setup", f"PYTHON={copy.root}/other/python") == ["set-up by another"]


def test_clean_keeps_the_data(copy: Copy) -> None:
    for folder in (".build", ".venv-rasa", "x.egg-info", "var"):
        (copy.root / folder).mkdir()
    copy.make("clean")
    left = {path.name for path in copy.root.iterdir()}
    assert left & {".build", ".venv", ".venv-rasa", "x.egg-info", "var"} == {"var"}


def test_make_alone_tells_what_there_is(copy: Copy) -> None:
    told = "\n".join(copy.make())
    for target in ("run", "chat", "setup", "test", "lint", "bench", "faults", "clean"):
        assert f"make {target} " in told
