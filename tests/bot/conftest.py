"""What the gateway's tests share: settings in a temporary folder, databases, a Rasa stand-in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.conversations import Conversations
from bot.database import Database
from bot.directory import Directory, Person
from bot.settings import ROOT, Settings, read_settings
from bot.turn_store import TurnStore
from tests.bot.clock import Clock
from tests.bot.postgres import Postgres
from tests.bot.stub_rasa import StubRasa

STAFF = Person("staff@example.org", "Member of staff", ("staff",), "manager@example.org")
MANAGER = Person("manager@example.org", "Line manager", ("staff", "line_manager"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def settings_in(folder: Path, stub: StubRasa) -> Settings:
    """Settings with root and data in `folder`: the demonstration people, nothing of set-up's."""
    root = folder / "root"
    root.mkdir()
    shutil.copy(ROOT / "organisation.yml", root)
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
def root(settings: Settings) -> Path:
    """A project root with the demonstration organisation."""
    return settings.root


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with our tables, of each kind in turn."""
    made = Database(database_url)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> TurnStore:
    return TurnStore("here:1:a", clock.now)


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def directory() -> Directory:
    return Directory([STAFF, MANAGER])


def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - the tests' own table names
    found: int = database.read_now(lambda connection: connection.execute(query).scalar_one())
    return found
