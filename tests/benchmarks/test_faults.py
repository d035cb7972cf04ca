from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from benchmarks.fault_counting import Became
from benchmarks.faults import MEASURE, SEND, SKIP, START, Run, fill_in, kill, report
from benchmarks.insistent import Insistent
from benchmarks.measure import BenchmarkError


class Script(Insistent):
    """Replies as it was told to, and notes what it heard."""

    def __init__(self, *replies: list[dict[str, Any]]) -> None:
        self.replies, self.heard = list(replies), list[str]()

    def say(self, words: str) -> list[dict[str, Any]]:
        self.heard.append(words)
        return self.replies.pop(0)


def reply(text: str, *buttons: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"text": text, "buttons": [{"title": t, "payload": p} for t, p in buttons]}]


def test_the_form_is_filled_in_up_to_the_button_that_sends_it() -> None:
    script = Script(reply("What?"), reply("More?", (SKIP, "~1")), reply("So:", (SEND, "~2")))
    assert fill_in(script, "May we?") == "~2"
    assert script.heard == [START, "May we?", "~1"]


def test_a_conversation_that_goes_another_way_is_told() -> None:
    with pytest.raises(BenchmarkError, match="Sorry"):
        fill_in(Script(reply("What?"), reply("Sorry?")), "May we?")


def test_only_a_child_of_the_launcher_is_ended() -> None:
    sleeping = [sys.executable, "-c", "import signal; signal.pause()  # actions.server"]
    child = subprocess.Popen(sleeping)
    try:
        with pytest.raises(BenchmarkError, match="no process"):
            kill(os.getpid(), "another-word")
        with pytest.raises(BenchmarkError, match="no process"):
            kill(child.pid, "actions.server")
        assert child.poll() is None
        kill(os.getpid(), "actions.server")
        assert child.wait() == -9
    finally:
        child.kill()
        child.wait()


def test_the_figures_stand_by_what_was_killed_and_together() -> None:
    runs = [
        Run("gateway", 9, 0, 8.0, ("a", "b")),
        Run("gateway", 0, 1, 4.0, ("c", "d")),
        Run("Rasa server", 3, 0, 30.0, ("e", "f")),
    ]
    became = {"gateway": Became(4, 1, 0, 9, 2, 0), "Rasa server": Became(2, 0, 1, 6, 0, 1)}
    lines = report(runs, became, again=3).splitlines()
    assert "| gateway | 2 | 1 | 4 | 1 | 1 | 0 | 9 | 2 | 0 | 6 | 8 |" in lines
    assert "| Rasa server | 1 | 1 | 2 | 0 | 0 | 1 | 6 | 0 | 1 | 30 | 30 |" in lines
    assert "| together | 3 | 2 | 6 | 1 | 1 | 1 | 15 | 2 | 1 | 8 | 30 |" in lines
    assert "sent 3 letters a second time" in lines[-1]


def test_it_is_taken_only_when_named() -> None:
    assert not MEASURE.by_default
