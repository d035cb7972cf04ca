"""The chat at a terminal that tests type at and read from."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios

from bot.settings import ROOT

SECONDS = 60


class Terminal:
    """`assistant chat` at a terminal of its own."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        self.settings = termios.tcgetattr(theirs)
        self._theirs = theirs
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "chat", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=ROOT,
            env=environment,
        )
        self._seen = ""

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def until(self, words: str) -> str:
        """Reads up to these words; gives what came before them."""
        while words not in self._seen:
            readable, _, _ = select.select([self._ours], [], [], SECONDS)
            assert readable, f"{words!r} never came after {self._seen!r}"
            self._seen += os.read(self._ours, 65_536).decode("utf-8", "replace")
        before, _, self._seen = self._seen.partition(words)
        return before

    def ends(self) -> int:
        return self.process.wait(SECONDS)

    def is_as_before(self) -> bool:
        return termios.tcgetattr(self._theirs) == self.settings

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)
