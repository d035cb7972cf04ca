"""What all tests share: databases of both kinds and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.database import Database
from tests.clock import Clock
from tests.postgres import Postgres
from tests.project import project_root


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


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
def root(tmp_path: Path) -> Path:
    """A project root with the demonstration organisation."""
    return project_root(tmp_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one module, and all that share the running assistant, stay with one worker."""
    for item in items:
        shared = "stack" if item.get_closest_marker("stack") else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(shared))
