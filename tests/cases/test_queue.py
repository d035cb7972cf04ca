from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from dbos import run_dbos_database_migrations
from sqlalchemy import Connection, text

from bot.settings import ROOT
from cases.database import Database
from cases.queue import Queue


@pytest.fixture
def queue(database: Database) -> Iterator[Queue]:
    """On a database that a gateway has started on before."""
    run_dbos_database_migrations(system_database_url=database.url)
    made = Queue(database)
    yield made
    made.close()


def waiting(database: Database) -> list[tuple[str, ...]]:
    schema = "dbos." if database.engine.dialect.name == "postgresql" else ""
    query = text(
        "SELECT workflow_uuid, name, status, queue_name, application_name"  # noqa: S608
        f" FROM {schema}workflow_status ORDER BY workflow_uuid"
    )
    return [tuple(row) for row in database.read_now(lambda found: found.execute(query).all())]


WANTED = ("notice-1", "deliver_notice", "ENQUEUED", "cases", "assistant")


def test_work_waits_once_its_transaction_commits(database: Database, queue: Queue) -> None:
    database.write_now(
        lambda connection: queue.enqueue(connection, "deliver_notice", "notice-1", 1)
    )
    assert waiting(database) == [WANTED]


def test_the_same_id_is_the_same_work(database: Database, queue: Queue) -> None:
    for _ in range(2):
        database.write_now(
            lambda connection: queue.enqueue(connection, "deliver_notice", "notice-1", 1)
        )
    assert len(waiting(database)) == 1


def test_work_of_a_failed_transaction_is_not_there(database: Database, queue: Queue) -> None:
    def half(connection: Connection) -> None:
        queue.enqueue(connection, "deliver_notice", "notice-1", 1)
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        database.write_now(half)
    assert waiting(database) == []


def test_a_process_that_runs_no_workflows_may_hand_work_over(
    database: Database, queue: Queue
) -> None:
    code = (
        "import sys; from cases.database import Database; from cases.queue import Queue\n"
        "database = Database(sys.argv[1]); queue = Queue(database)\n"
        "database.write_now(lambda c: queue.enqueue(c, 'deliver_notice', 'notice-1', 1))"
    )
    subprocess.run([sys.executable, "-c", code, database.url], cwd=ROOT, check=True, timeout=60)
    assert waiting(database) == [WANTED]
