"""A `World` of notices for each kind of database.

For tests with `pytest_plugins = ["tests.bot.notice_fixtures"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dbos import run_dbos_database_migrations

from benchmarks.post_office import PostOffice
from bot.settings import read_settings
from cases.database import Database
from tests.bot.notice_world import World
from tests.clock import Clock
from tests.project import project_root


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice().open() as office:
        yield office


@pytest.fixture
def world(
    tmp_path: Path, database: Database, clock: Clock, post_office: PostOffice
) -> Iterator[World]:
    environment = {"ASSISTANT_VAR": str(tmp_path / "var"), "PUBLIC_URL": "http://testserver"}
    settings = read_settings(environment, project_root(tmp_path))
    run_dbos_database_migrations(system_database_url=database.url)
    made = World(settings, database, clock, post_office)
    yield made
    made.context.queue.close()
