"""Programs that a measure starts, waits for and stops: those, and nothing else."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measure import BenchmarkError, last_line
from benchmarks.memory import family

LOOK_SECONDS = 0.2
READY_SECONDS = 240.0
STOP_SECONDS = 30.0


class Running:
    """A program from its start to its end; leaving the context stops it with its children.

    ``port`` and ``path`` are where on loopback it answers with success once it serves.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        *,
        folder: Path,
        port: int,
        path: str,
    ) -> None:
        self._name = name
        self._port = port
        self._path = path
        self._log = folder / f"{name.replace(' ', '-')}.log"
        with self._log.open("wb") as log:
            self._began = time.monotonic()
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    @property
    def port(self) -> int:
        """Where it serves."""
        return self._port

    def until_ready(self) -> float:
        """Waits until it serves; the seconds since its start.

        Raises:
            BenchmarkError: it ended, or took too long.
        """
        while not self._serves():
            seconds = time.monotonic() - self._began
            if self._process.poll() is not None or seconds > READY_SECONDS:
                said = last_line(self._log.read_text(encoding="utf-8", errors="replace"))
                raise BenchmarkError(f"The {self._name} did not start ({said}).")
            time.sleep(LOOK_SECONDS)
        return time.monotonic() - self._began

    def stop(self) -> None:
        """Asks it to end, and insists after a while."""
        if self._process.poll() is not None:
            return
        members = family(self._process.pid)
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            for pid in members:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()

    def _serves(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", self._path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def seconds_of(
    command: Sequence[str | Path], environment: Mapping[str, str], folder: Path, log: Path
) -> float:
    """Runs a program to its end; how long that took.

    Raises:
        BenchmarkError: it failed.
    """
    began = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise BenchmarkError(f"{command[0]} failed; its output: {log.name}")
    return time.monotonic() - began
