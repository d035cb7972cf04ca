from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.commands import output_of
from tools.faults import SetupError
from tools.pythons import find_python

UV = Path("/project/.venv/bin/uv")


class Machine:
    """A machine on which only the programs in ``answers`` run; it keeps what was asked of it."""

    def __init__(self, answers: dict[str, str]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def __call__(self, command: Sequence[str | Path]) -> str | None:
        words = " ".join(str(word) for word in command)
        self.asked.append(words)
        known = [answer for start, answer in self._answers.items() if words.startswith(start)]
        return known[0] if known else None


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, and a PATH with one folder, both empty."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    (tmp_path / "bin").mkdir()
    return tmp_path


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)
    return path


def test_the_one_on_the_path_comes_first(home: Path) -> None:
    python = program(home / "bin" / "python3.10")
    machine = Machine({f"{python} -c": "3.10"})
    assert find_python(UV, machine) == python
    assert len(machine.asked) == 1


def test_a_shim_that_refuses_to_run_is_passed_over_for_the_next_on_the_path(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(home / "bin" / "python3.10")
    second = program(home / "other" / "python3.10")
    monkeypatch.setenv("PATH", f"{home / 'bin'}:{home / 'other'}")
    assert find_python(UV, Machine({f"{second} -c": "3.10"})) == second


def test_one_that_uv_knows(home: Path) -> None:
    known = home / "uv" / "python3.10"
    machine = Machine({f"{UV} python find": str(known), f"{known} -c": "3.10"})
    assert find_python(UV, machine) == known


def test_one_under_pyenv_though_its_shim_refuses_and_uv_gives_up(home: Path) -> None:
    program(home / "bin" / "python3.10")
    pyenv = program(home / "bin" / "pyenv")
    prefix = home / "versions" / "3.10.13"
    python = prefix / "bin" / "python"
    machine = Machine({f"{pyenv} prefix 3.10": f"/none:{prefix}", f"{python} -c": "3.10"})
    assert find_python(UV, machine) == python


def test_one_under_pyenv_without_pyenv_on_the_path(home: Path) -> None:
    python = program(home / ".pyenv" / "versions" / "3.10.9" / "bin" / "python")
    assert find_python(UV, Machine({f"{python} -c": "3.10"})) == python


def test_one_of_another_version_is_not_taken(home: Path) -> None:
    python = program(home / "bin" / "python3.10")
    with pytest.raises(SetupError):
        find_python(UV, Machine({f"{python} -c": "3.12"}))


def test_uv_fetches_one_only_when_there_is_none(home: Path) -> None:
    fetched = home / "managed" / "python3.10"
    machine = Machine(
        {
            f"{UV} python install 3.10": "",
            f"{UV} python find 3.10 --managed-python": str(fetched),
            f"{fetched} -c": "3.10",
        }
    )
    assert find_python(UV, machine) == fetched
    pyenv = home / ".pyenv" / "bin" / "pyenv"
    assert machine.asked[:3] == [
        f"{UV} python find 3.10 --no-python-downloads",
        f"{pyenv} prefix 3.10",
        f"{UV} python install 3.10",
    ]


@pytest.mark.usefixtures("home")
def test_none_to_be_had_is_said_in_one_line() -> None:
    with pytest.raises(SetupError, match=r"^Python 3\.10 is missing") as fault:
        find_python(UV, Machine({}))
    assert "\n" not in str(fault.value)
    assert "uv python install 3.10" in str(fault.value)


def test_this_machine_has_one() -> None:
    uv = Path(__file__).parents[2] / ".venv" / "bin" / "uv"
    python = find_python(uv)
    assert output_of([python, "-c", "import sys; print(sys.version_info[:2])"]) == "(3, 10)"
