"""What the gateway's tests share: settings in a temporary folder, databases, a Rasa stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversations import Conversations
from bot.settings import Settings, read_settings
from bot.turn_store import TurnStore
from cases.database import Database
from cases.directory import Directory, Person
from tests.bot.stub_rasa import StubRasa
from tests.clock import Clock
from tests.project import project_root

STAFF = Person("staff@example.org", "Member of staff", ("staff",), "manager@example.org")
MANAGER = Person("manager@example.org", "Line manager", ("staff", "line_manager"))


def settings_in(folder: Path, stub: StubRasa) -> Settings:
    """Settings with root and data in `folder`: the demonstration people, nothing of set-up's."""
    root = project_root(folder)
    environment = {
        "ASSISTANT_VAR": str(folder / "var"),
        "PUBLIC_URL": "http://testserver",
        "RASA_URL": stub.url,
        "RASA_TOKEN": "rasa-token",
        "ACTIONS_URL": stub.url,
        "ACTIONS_TOKEN": "actions-token",
    }
    return read_settings(environment, root)


@pytest.fixture
def stub() -> Iterator[StubRasa]:
    rasa = StubRasa()
    yield rasa
    rasa.close()


@pytest.fixture
def settings(tmp_path: Path, stub: StubRasa) -> Settings:
    return settings_in(tmp_path, stub)


@pytest.fixture
def store(clock: Clock) -> TurnStore:
    return TurnStore("here:1:a", clock.now)


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def directory() -> Directory:
    return Directory([STAFF, MANAGER])
