from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import main as program
from tools.commands import Runner
from tools.faults import SetupError
from tools.project import Project
from tools.steps import Step


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def set_up(project: Project, monkeypatch: pytest.MonkeyPatch, end: Exception | int | None) -> int:
    def work(_runner: Runner) -> None:
        if isinstance(end, int):
            signal.raise_signal(end)
        elif end is not None:
            raise end
        (project.build / "model").touch()

    step = Step("model", "the model", makes=(project.build / "model",), work=work)
    monkeypatch.setattr(program, "here", lambda: project)
    monkeypatch.setattr(program, "all_steps", lambda _project: [step])
    return program.main([])


def test_all_well(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set_up(project, monkeypatch, None) == 0
    assert "Set-up: finished" in capsys.readouterr().out


@pytest.mark.parametrize(
    "end", [SetupError("npm is missing"), OSError(28, "No space left on device", "/x")]
)
def test_a_failure_is_one_line(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    end: Exception,
) -> None:
    assert set_up(project, monkeypatch, end) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_stopped_is_told_with_what_comes_next(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
) -> None:
    assert set_up(project, monkeypatch, number) == 130
    assert capsys.readouterr().err == (
        "Set-up was stopped. Start it again and it goes on from this step.\n"
    )
    assert set_up(project, monkeypatch, None) == 0


def test_the_steps_are_in_an_order_that_works() -> None:
    steps = program.all_steps(Project(Path(__file__).parents[2]))
    for number, step in enumerate(steps):
        assert set(step.needs) <= {earlier.name for earlier in steps[:number]}
