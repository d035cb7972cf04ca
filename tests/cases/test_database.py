from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

import bot.tables
import cases.tables
from cases.database import Database, describe
from cases.faults import Fault
from cases.schema import metadata
from tests.counting import count

pytestmark = pytest.mark.anyio


def test_migrations_make_just_the_tables_that_the_code_declares(database: Database) -> None:
    assert bot.tables.message.metadata is cases.tables.draft.metadata is metadata
    with database.engine.begin() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"version_table": "schema_version", "compare_type": True},
        )
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.migrate()
    assert count(database, "schema_version") == 1


def test_gateways_that_start_together_migrate_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]
    threads = [threading.Thread(target=one.migrate) for one in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(databases[0], "schema_version") == 1
    for one in databases:
        one.close()


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def half(connection: Connection) -> None:
        connection.execute(text("INSERT INTO conversation (person) VALUES ('a')"))
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        await database.write(half)
    assert count(database, "conversation") == 0


async def test_references_are_held(database: Database) -> None:
    orphan = text(
        "INSERT INTO button (token, message_id, person, title, payload, only_now)"
        " VALUES ('t', 99, 'a', 'b', 'c', false)"
    )
    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(orphan))


async def test_a_read_goes_on_while_somebody_writes(database: Database) -> None:
    with database.engine.begin() as writing:
        writing.execute(text("INSERT INTO conversation (person) VALUES ('a')"))
        seen = await database.read(
            lambda connection: connection.execute(
                text("SELECT count(*) FROM conversation")
            ).scalar_one()
        )
    assert seen == 0


def test_errors_do_not_carry_what_was_written(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed:
        database.write_now(
            lambda connection: connection.execute(
                text("INSERT INTO nowhere (words) VALUES (:words)"), {"words": "my private words"}
            )
        )
    assert "my private words" not in str(failed.value)


def test_the_database_file_is_its_owners_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'var' / 'a.db'}")
    database.migrate()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var").iterdir()}
    database.close()
    assert modes["a.db"] == 0o600
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Fault, match="cannot be made") as fault:
        Database(f"sqlite:///{tmp_path / 'file' / 'a.db'}")
    assert "ASSISTANT_VAR" in fault.value.cure


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    database = Database("postgresql+psycopg://me:s3cret@127.0.0.1:1/assistant")
    with pytest.raises(Fault) as fault:
        database.migrate()
    assert "127.0.0.1:1" in fault.value.fault
    assert "s3cret" not in str(fault.value)


def test_an_address_is_described_without_its_password() -> None:
    assert describe("postgresql+psycopg://me:s3cret@db/a") == "postgresql+psycopg://me:***@db/a"


def test_what_is_deleted_is_in_no_file_of_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    words = "the planted word " * 400
    database.write_now(
        lambda c: c.execute(text("INSERT INTO conversation (person) VALUES (:w)"), {"w": words})
    )
    database.write_now(lambda c: c.execute(text("DELETE FROM conversation")))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    found = [path.name for path in tmp_path.iterdir() if b"planted word" in path.read_bytes()]
    database.close()
    assert found == []
