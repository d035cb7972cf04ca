"""Long conversations are read in short pieces, and lose nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from tests.nlu.running_rasa import RunningRasa
from tests.postgres import Postgres

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
TURNS = 25


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'conversations.db'}"
        return
    server = Postgres()
    yield server.new_database()
    server.stop()


def test_each_kind_of_database_keeps_conversations_whole(address: str) -> None:
    found = findings(address)
    said = [f"question {number} “ünïcode” 🎻" for number in range(30)]
    assert found["said"] == said
    assert found["answers"] == 30
    assert found["last_question"] == said[-1]
    assert found["never_set"] is None
    assert found["listening"] == "action_listen"
    assert found["most_read"] < 32
    assert found["unknown"] is None
    assert found["conversations"] == ["form", "long"]


def test_a_form_goes_on_in_the_new_session(tmp_path: Path) -> None:
    found = findings(f"sqlite:///{tmp_path / 'conversations.db'}")
    assert found["form"] == "case_form"
    assert max(found["read_in_form"]) < 32
    assert found["read_in_form"] != sorted(found["read_in_form"])


def findings(address: str) -> dict[str, Any]:
    """What ``store_script.py`` finds, in Rasa's environment."""
    done = subprocess.run(
        [
            str(ROOT / ".venv-rasa" / "bin" / "python"),
            str(ROOT / "tests" / "nlu" / "store_script.py"),
            address,
        ],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(ROOT / ".build")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.split("FINDINGS", 1)[1])
    return found


def test_what_is_read_with_a_message_stays_short_however_long_the_conversation(
    rasa: RunningRasa,
) -> None:
    for number in range(TURNS):
        rasa.say("long", f"can I film choir number {number}?", message_id=str(number))
        call = rasa.actions.calls[-1]["tracker"]
        assert len(call["events"]) < 40
        expected = f"can I film choir number {number - 1}?" if number else None
        assert call["slots"]["last_question"] == expected

    stored = rasa.events("long")
    said = [event for event in stored if event["event"] == "user"]
    assert [event["metadata"]["message_id"] for event in said] == [str(n) for n in range(TURNS)]
    assert len([event for event in stored if event["event"] == "bot"]) == TURNS
    assert len([event for event in stored if event["event"] == "session_started"]) > 2


def test_conversations_are_kept_apart(rasa: RunningRasa) -> None:
    rasa.say("one", "can I film my choir?")
    rasa.say("two", "who keeps the pictures?")
    rasa.say("one", "and at a concert?")
    slots = rasa.actions.calls[-1]["tracker"]["slots"]
    assert slots["last_question"] == "can I film my choir?"


def test_what_happened_is_stored_in_order_and_once(rasa: RunningRasa) -> None:
    for words in ("hello", "can I film my choir?", "thanks"):
        rasa.say("order", words)
    stored = rasa.events("order")
    kinds = [event["event"] for event in stored if event["event"] in {"user", "bot"}]
    assert kinds == ["user", "bot"] * 3
    assert [event["text"] for event in stored if event["event"] == "user"] == [
        "hello",
        "can I film my choir?",
        "thanks",
    ]
    times = [event["timestamp"] for event in stored]
    assert times == sorted(times)
