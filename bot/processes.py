"""One supervised process.

Started, watched until it is ready, started again when it dies, stopped with its children.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cases.database import make_private_file
from cases.faults import Fault

CHILD = Path(__file__).with_name("child.py")
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A process that ran this long before it died starts again without delay."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run.

    `ready` tells whether it serves; its output goes to `log`, or to ours when None.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    ready: Callable[[], Awaitable[bool]]
    log: Path | None


class Supervised:
    """Runs a program. `tell(sentence)` says what happens to it."""

    def __init__(self, program: Program, tell: Callable[[str], None]) -> None:
        self.program = program
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The running process's id."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process is not None and running else None

    async def start(self) -> None:
        """Starts it, in a process group of its own: Ctrl-C reaches us only, who stop it well."""
        program = self.program
        output = _append_to(program.log) if program.log else None
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-S",
                str(CHILD),
                str(os.getpid()),
                *program.command,
                cwd=program.folder,
                env=dict(program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            if output is not None:
                os.close(output)

    async def until_ready(self, seconds: float) -> float:
        """Waits until it serves; how long that took.

        Raises:
            Fault: it died, or took longer than `seconds`.
        """
        began = time.monotonic()
        while not await self.program.ready():
            waited = time.monotonic() - began
            if self.pid is None:
                raise Fault(
                    f"The {self.program.name} stopped while starting{self._last_words()}.",
                    self._cure(),
                )
            if waited > seconds:
                raise Fault(
                    f"The {self.program.name} was not ready after {seconds:.0f} s.", self._cure()
                )
            await asyncio.sleep(LOOK_SECONDS)
        return time.monotonic() - began

    async def keep_up(self) -> None:
        """Starts it again whenever it dies, later and later while it dies at once.

        Ends when it is stopped.
        """
        pause = 0.0
        while self._process is not None:
            began = time.monotonic()
            code = await self._process.wait()
            if self._stopping:
                return
            steady = time.monotonic() - began >= STEADY_SECONDS
            pause = 0.0 if steady else min(max(1.0, pause * 2), LONGEST_PAUSE_SECONDS)
            _end_group(self._process.pid, signal.SIGKILL)
            self._tell(
                f"The {self.program.name} stopped (code {code}). Starting it again. {self._cure()}"
            )
            await asyncio.sleep(pause)
            if not self._stopping:
                await self.start()

    async def stop(self) -> None:
        """Ends it and everything it started: asks first, insists after a while."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        _end_group(process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._tell(f"The {self.program.name} did not stop when asked, so it is ended.")
        _end_group(process.pid, signal.SIGKILL)
        await process.wait()

    def _cure(self) -> str:
        return f"See {self.program.log}." if self.program.log else "What it said stands above."

    def _last_words(self) -> str:
        if self.program.log is None:
            return ""
        lines = self.program.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f" ({lines[-1].strip()[:300]})" if lines else ""


def _append_to(path: Path) -> int:
    make_private_file(path)
    return os.open(path, os.O_WRONLY | os.O_APPEND)


def _end_group(group: int, how: signal.Signals) -> None:
    try:
        os.killpg(group, how)
    except ProcessLookupError:
        return
