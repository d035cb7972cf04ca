"""What tests of cases share: an office on each kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.database import Database
from tests.cases.keyed import keyed
from tests.cases.room import Room
from tests.clock import Clock

FILE = "lite.db"


@pytest.fixture
def room(database: Database, clock: Clock, tmp_path: Path) -> Room:
    return Room(database, clock, tmp_path)


@pytest.fixture(scope="session")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty SQLite database and its keys."""
    folder = tmp_path_factory.mktemp("new")
    database = Database(f"sqlite:///{folder / FILE}")
    database.migrate()
    keyed(database, folder)
    database.close()
    return folder


@pytest.fixture
def lite(new_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Room]:
    """An office on SQLite alone, quickly made, for what does not depend on the database."""
    folder = tmp_path / "lite"
    shutil.copytree(new_folder, folder)
    database = Database(f"sqlite:///{folder / FILE}")
    yield Room(database, clock, folder)
    database.close()
