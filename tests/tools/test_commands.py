from __future__ import annotations

import fcntl
import signal
import sys
from pathlib import Path

import pytest

from tools.commands import Runner, output_of
from tools.faults import SetupError
from tools.project import Project

PYTHON = Path(sys.executable)


def test_output_goes_to_the_log_with_the_command(project: Project, runner: Runner) -> None:
    runner.run(PYTHON, "-c", "print('hello')")
    log = (project.build / "log" / "step.log").read_text()
    assert log == f"$ {PYTHON} -c print('hello')\nhello\n"


def test_a_program_runs_in_the_root_unless_told_otherwise(project: Project, runner: Runner) -> None:
    (project.root / "sub").mkdir()
    make = "import os, pathlib; pathlib.Path('here').write_text(os.environ.get('NAME', ''))"
    runner.run(PYTHON, "-c", make)
    runner.run(PYTHON, "-c", make, folder=project.root / "sub", environment={"NAME": "value"})
    assert (project.root / "here").read_text() == ""
    assert (project.root / "sub" / "here").read_text() == "value"


def test_a_failure_is_told_in_one_line_with_the_log(runner: Runner) -> None:
    with pytest.raises(SetupError) as fault:
        runner.run(PYTHON, "-c", "raise ValueError('no such model')")
    assert str(fault.value) == ("ValueError: no such model. Its whole output: .build/log/step.log")


def test_the_reason_is_looked_for_in_the_failed_program_alone(runner: Runner) -> None:
    runner.run(PYTHON, "-c", "print('error: harmless')")
    with pytest.raises(SetupError, match="it printed nothing"):
        runner.run(PYTHON, "-c", "import sys; sys.exit(3)")


def test_a_missing_program_is_named(runner: Runner) -> None:
    with pytest.raises(SetupError, match="npm-of-nowhere cannot be started: No such file"):
        runner.run("npm-of-nowhere", "ci")


def test_nothing_waits_for_the_keyboard(runner: Runner) -> None:
    runner.run(PYTHON, "-c", "import sys; sys.exit(sys.stdin.read() != '')")


def test_stopping_ends_the_program_and_what_it_started(project: Project) -> None:
    # Both wait for ever, holding the lock; the child does not listen when asked to stop.
    child = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "open('both-run', 'w'); signal.pause()"
    )
    parent = (
        "import signal, subprocess, sys;"
        f"subprocess.Popen([sys.executable, '-c', {child!r}], close_fds=False); signal.pause()"
    )

    def stop_when_both_run() -> None:
        if (project.root / "both-run").exists():
            raise KeyboardInterrupt

    path = project.root / "lock"
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        log = project.build / "step.log"
        runner = Runner(project.root, log, stop_when_both_run, lock.fileno())
        with pytest.raises(KeyboardInterrupt):
            runner.run(PYTHON, "-c", parent)
    with path.open("w") as lock:
        # Waits as long as one of the two holds it.
        fcntl.flock(lock, fcntl.LOCK_EX)


def test_output_of_gives_what_was_printed_or_none() -> None:
    assert output_of([PYTHON, "-c", "print(' 3.10 ')"]) == "3.10"
    assert output_of([PYTHON, "-c", "print('3.10'); raise SystemExit(127)"]) is None
    assert output_of(["python-of-nowhere"]) is None
    assert output_of([PYTHON, "-c", f"import os; os.kill(os.getpid(), {signal.SIGKILL})"]) is None
