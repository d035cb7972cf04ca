"""A desk on a database of its own, with the demonstration's people and every procedure."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.desk import Desk
from cases.database import Database
from cases.procedures import Procedures
from tests.actions.chat import Chat, Chats, desk_in
from tests.cases.keyed import keyed
from tests.clock import Clock

FILE = "lite.db"
PROCEDURES = Procedures.load()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database and its keys."""
    folder = tmp_path_factory.mktemp("empty")
    database = Database(f"sqlite:///{folder / FILE}")
    database.migrate()
    keyed(database, folder)
    database.close()
    return folder


@pytest.fixture
def desk(empty: Path, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    folder = tmp_path / "desk"
    shutil.copytree(empty, folder)
    database = Database(f"sqlite:///{folder / FILE}")
    yield desk_in(folder, database, clock, PROCEDURES)
    database.close()


@pytest.fixture
def chats(desk: Desk) -> Chats:
    return Chats(desk)


@pytest.fixture
def staff(chats: Chats) -> Chat:
    return chats.of("staff@example.org")


@pytest.fixture
def manager(chats: Chats) -> Chat:
    return chats.of("manager@example.org")
