"""The real stack, both Pythons, by `assistant run`."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT
from bot.stack import free_ports

ASSISTANT = ROOT / ".venv" / "bin" / "assistant"
START_SECONDS = 240


@dataclass(frozen=True)
class Stack:
    """A running assistant: its address, its data folder, and clients signed in by token."""

    url: str
    var: Path
    environment: dict[str, str]

    def client(self, email: str) -> httpx.Client:
        """A client of the REST interface for this person."""
        token = subprocess.run(
            [str(ASSISTANT), "token", email],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[-1]
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """`assistant run` on a free port with data of its own, until the session ends."""
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory() as var:
        environment = {
            **os.environ,
            "ASSISTANT_VAR": var,
            "PORT": str(port),
            "HOST": "127.0.0.1",
            # Scripts type faster than people do.
            "MESSAGES_PER_MINUTE": "100000",
        }
        process = subprocess.Popen(
            [str(ASSISTANT), "run"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            _wait_until_ready(process)
            yield Stack(f"http://127.0.0.1:{port}", Path(var), environment)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(60)
            if process.stdout is not None:
                process.stdout.close()


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    said: list[str] = []
    ready = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if "Ready after" in line:
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    if not ready.wait(START_SECONDS) or process.poll() is not None:
        pytest.fail("The assistant did not start:\n" + "".join(said))
