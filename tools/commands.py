"""Running other programs: they write to a log, and none outlives a set-up that is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.faults import SetupError, reason_in

# How long a program that was told to stop may take to tidy up, in seconds.
GRACE = 10.0
# Or programs would break their messages at the width of a terminal.
ONE_LINE_MESSAGES = {"COLUMNS": "1000"}


class Runner:
    """Runs programs for one step, in the project's root, without standard input.

    ``tick`` is called about once a second while one runs. ``lock`` is the descriptor of set-up's
    lock: a program that outlives a killed set-up goes on holding it, so that the next set-up waits
    for it instead of working in the same folder.
    """

    def __init__(
        self, root: Path, log: Path, tick: Callable[[], None], lock: int | None = None
    ) -> None:
        self._root = root
        self._log = log
        self._tick = tick
        self._lock = lock
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")

    def run(
        self,
        *command: str | Path,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Runs ``command`` to its end, in ``folder`` and with ``environment`` added to ours.

        Raises:
            SetupError: it cannot be started or failed; the message says why, in one line.
        """
        words = [str(word) for word in command]
        with self._log.open("ab") as log:
            log.write(f"$ {' '.join(words)}\n".encode())
            log.flush()
            start = log.tell()
            try:
                process = subprocess.Popen(
                    words,
                    cwd=folder or self._root,
                    env={**os.environ, **ONE_LINE_MESSAGES, **(environment or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    # A group of its own: it can be stopped with all that it started.
                    start_new_session=True,
                    pass_fds=() if self._lock is None else (self._lock,),
                )
            except OSError as fault:
                raise SetupError(f"{words[0]} cannot be started: {fault.strerror}.") from fault
        try:
            code = self._wait(process)
        except BaseException:
            stop_group(process)
            raise
        if code != 0:
            output = self._log.read_bytes()[start:].decode("utf-8", "replace")
            raise SetupError(f"{reason_in(output)}. Its whole output: {self._shown(self._log)}")

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        while True:
            try:
                return process.wait(timeout=1.0)
            except subprocess.TimeoutExpired:
                self._tick()

    def _shown(self, path: Path) -> str:
        return str(path.relative_to(self._root) if path.is_relative_to(self._root) else path)


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """Ends ``process`` and all that it started: asked first, then without asking."""
    for wanted in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, wanted)
        except ProcessLookupError:
            return
        until = time.monotonic() + GRACE
        while time.monotonic() < until:
            try:
                process.wait(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                continue


def output_of(command: Sequence[str | Path]) -> str | None:
    """What ``command`` prints, stripped; None when it cannot be run, fails or takes too long."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def this_python() -> Path:
    """The Python that runs set-up."""
    return Path(sys.executable)
