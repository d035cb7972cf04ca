"""The order of work: each step is skipped, or done and stamped, and says so in one line."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from tools.commands import Runner
from tools.faults import SetupError
from tools.project import Project
from tools.stamps import Stamps, digest_of, files_under


@dataclass(frozen=True)
class Step:
    """Something that set-up makes.

    ``sources`` (files and folders), ``facts`` and the digests of the steps named in ``needs`` are
    what it is made from; ``makes`` are the paths that exist when it is done; ``work`` makes them.
    """

    name: str
    title: str
    makes: tuple[Path, ...]
    work: Callable[[Runner], None]
    sources: tuple[Path, ...] = ()
    facts: tuple[str, ...] = ()
    needs: tuple[str, ...] = field(default=())


class Progress:
    """One line a step; on a terminal the seconds are counted while it runs."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._line = ""
        self._started = 0.0

    def start(self, line: str) -> None:
        """A step begins."""
        self._line = f"{line} …"
        self._started = time.monotonic()
        self._write(self._line)

    def tick(self) -> None:
        """Time has passed."""
        if self._out.isatty():
            self._write(f"\r{self._line} {self.seconds:.0f} s")

    def finish(self, word: str) -> None:
        """The step has ended: ``done``, or what became of it instead."""
        start = "\r" if self._out.isatty() else ""
        rest = f"{self._line} " if start else " "
        self._write(f"{start}{rest}{word} ({self.seconds:.1f} s)\n")

    def say(self, line: str) -> None:
        """A line of its own."""
        self._write(f"{line}\n")

    @property
    def seconds(self) -> float:
        """Since the step began."""
        return time.monotonic() - self._started

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


class Workshop:
    """Carries out steps, in the order given, in one project."""

    def __init__(self, project: Project, steps: Sequence[Step], progress: Progress) -> None:
        self._project = project
        self._steps = {step.name: step for step in steps}
        self._stamps = Stamps(project.build / "stamps")
        self._progress = progress

    def bring_up_to_date(self, names: Sequence[str] = ()) -> None:
        """Does what is not done yet of the named steps, or of all.

        Raises:
            SetupError: no step has such a name, or one failed; the steps before it stay done.
        """
        if unknown := [name for name in names if name not in self._steps]:
            known = ", ".join(self._steps)
            raise SetupError(f"No step of set-up is called '{unknown[0]}'. Its steps: {known}.")
        steps = [self._steps[name] for name in names] if names else list(self._steps.values())
        started = time.monotonic()
        done = 0
        with self._lock() as lock:
            for number, step in enumerate(steps, start=1):
                digest = self._digest(step)
                if self._is_done(step, digest):
                    continue
                self._progress.start(f"[{number}/{len(steps)}] {step.title}")
                self._do(step, digest, lock)
                done += 1
        seconds = time.monotonic() - started
        what = "finished" if done else "nothing to do"
        self._progress.say(f"Set-up: {what} ({seconds:.1f} s)")

    def _do(self, step: Step, digest: str, lock: int) -> None:
        self._stamps.remove(step.name)
        log = self._project.build / "log" / f"{step.name}.log"
        try:
            step.work(Runner(self._project.root, log, self._progress.tick, lock))
            self._check_made(step)
        except SetupError as fault:
            self._progress.finish("failed")
            raise SetupError(f"Set-up stopped at '{step.title}': {fault}") from fault
        except BaseException:
            self._progress.finish("stopped")
            raise
        self._stamps.write(step.name, digest)
        self._progress.finish("done")

    def _check_made(self, step: Step) -> None:
        for path in step.makes:
            if not path.exists():
                missing = path.relative_to(self._project.root)
                raise SetupError(f"{missing} was not made, though nothing failed")

    def _is_done(self, step: Step, digest: str) -> bool:
        return self._stamps.read(step.name) == digest and all(path.exists() for path in step.makes)

    def _digest(self, step: Step) -> str:
        needed = [self._digest(self._steps[name]) for name in step.needs]
        return digest_of(self._project.root, files_under(*step.sources), [*step.facts, *needed])

    @contextlib.contextmanager
    def _lock(self) -> Iterator[int]:
        self._project.build.mkdir(exist_ok=True)
        with (self._project.build / "setup.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._progress.say("Another set-up is at work here; waiting for it to end.")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file.fileno()


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder beside ``folder`` to work in, which takes its place when all went well."""
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    yield beside
    shutil.rmtree(folder, ignore_errors=True)
    beside.replace(folder)
