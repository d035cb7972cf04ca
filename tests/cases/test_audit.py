from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from cases import audit
from cases.database import Database
from cases.keys import Keys
from cases.tables import audit as entries
from tests.cases.keyed import keyed
from tests.clock import Clock
from tests.counting import count

HANDLER = "manager@example.org"


@pytest.fixture
def keys(database: Database, tmp_path: Path) -> Keys:
    return keyed(database, tmp_path)


@pytest.fixture
def trail(database: Database, keys: Keys, clock: Clock) -> Database:
    """A database with five entries."""
    for number in range(1, 6):
        clock.move(seconds=1.000001)
        note(database, clock, number)
    return database


def note(database: Database, clock: Clock, number: int) -> None:
    database.write_now(
        lambda connection: audit.record(
            connection,
            HANDLER,
            "case_read",
            f"CASE-{number}",
            clock.now(),
            part="handler",
            n=number,
        )
    )


def forge(database: Database, *statements: str) -> None:
    """What somebody could do who has the database for their own."""

    def do(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            for name in ("changed", "deleted", "replaced"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS audit_not_{name}"))
        for statement in statements:
            connection.execute(text(statement))

    database.write_now(do)


def faults(database: Database) -> list[str]:
    return database.read_now(audit.verify)


def test_a_whole_trail_has_no_faults(trail: Database) -> None:
    assert faults(trail) == []
    assert count(trail, "audit") == 5


def test_an_empty_trail_has_no_faults(database: Database, keys: Keys) -> None:
    assert faults(database) == []


def test_an_entry_keeps_what_was_told(trail: Database, clock: Clock) -> None:
    row = trail.read_now(
        lambda connection: connection.execute(entries.select().where(entries.c.number == 5)).one()
    )
    assert (row.actor, row.action, row.subject) == (HANDLER, "case_read", "CASE-5")
    assert row.detail == {"part": "handler", "n": 5}
    assert row.at == clock.now()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor = 'head@example.org' WHERE number = 3",
        "UPDATE audit SET action = 'case_listed' WHERE number = 3",
        "UPDATE audit SET subject = 'CASE-9' WHERE number = 3",
        "UPDATE audit SET detail = '{}' WHERE number = 3",
        "UPDATE audit SET at = '2026-09-01 09:00:00' WHERE number = 3",
    ],
)
def test_a_changed_entry_is_found(trail: Database, change: str) -> None:
    forge(trail, change)
    assert faults(trail) == ["Entry 3 has been changed."]


def test_missing_entries_are_found(trail: Database) -> None:
    forge(trail, "DELETE FROM audit WHERE number IN (2, 3)")
    assert faults(trail) == ["Entries 2 to 3 are missing."]


def test_a_missing_first_entry_is_found(trail: Database) -> None:
    forge(trail, "DELETE FROM audit WHERE number = 1")
    assert faults(trail) == ["Entry 1 is missing."]


def test_missing_last_entries_are_found(trail: Database) -> None:
    forge(trail, "DELETE FROM audit WHERE number > 3")
    assert faults(trail) == ["Entries 4 to 5 are missing."]


def test_entries_cut_off_together_with_the_count_are_found_by_what_was_known(
    trail: Database,
) -> None:
    known = trail.read_now(audit.head_of)
    forge(
        trail,
        "DELETE FROM audit WHERE number > 3",
        "UPDATE audit_head SET number = 3, digest = (SELECT digest FROM audit WHERE number = 3)",
    )
    assert faults(trail) == []
    assert trail.read_now(lambda connection: audit.verify(connection, known)) == [
        "Entries 4 to 5 are missing."
    ]


def test_a_trail_written_anew_is_found_by_what_was_known(trail: Database, clock: Clock) -> None:
    known = trail.read_now(audit.head_of)
    forge(trail, "DELETE FROM audit", "UPDATE audit_head SET number = 0, digest = ''")
    for number in range(1, 8):
        note(trail, clock, number)
    assert trail.read_now(lambda connection: audit.verify(connection, known)) == [
        "Entry 5 is not the one it was when last verified."
    ]


def test_what_was_known_is_still_there_later(trail: Database, clock: Clock) -> None:
    known = trail.read_now(audit.head_of)
    assert known[0] == 5
    note(trail, clock, 6)
    assert trail.read_now(lambda connection: audit.verify(connection, known)) == []


def test_a_false_last_entry_is_found(trail: Database) -> None:
    forge(trail, "UPDATE audit_head SET number = 4")
    assert faults(trail) == ["The record of the last entry has been changed."]
    forge(trail, "DELETE FROM audit_head")
    assert faults(trail) == ["The record of the last entry is missing."]


def test_rotated_keys_leave_the_trail_whole(trail: Database, keys: Keys, clock: Clock) -> None:
    keys.rotate()
    note(trail, clock, 6)
    assert faults(trail) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody' WHERE number = 3",
        "UPDATE audit SET number = number",
        "DELETE FROM audit WHERE number = 5",
        "DELETE FROM audit",
    ],
)
def test_the_database_refuses_to_change_the_trail(trail: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only added to"):
        trail.write_now(lambda connection: connection.execute(text(statement)))
    assert faults(trail) == []


def test_the_trail_is_not_emptied_or_replaced_by_other_words(trail: Database) -> None:
    statement = (
        "TRUNCATE audit"
        if trail.engine.dialect.name == "postgresql"
        else "REPLACE INTO audit SELECT number, at, 'x', action, subject, detail, digest FROM audit"
    )
    with pytest.raises(DBAPIError, match="only added to"):
        trail.write_now(lambda connection: connection.execute(text(statement)))


def test_writers_wait_for_one_another(database: Database, keys: Keys, clock: Clock) -> None:
    def write() -> None:
        for number in range(8):
            note(database, clock, number)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database, "audit") == 32
    assert faults(database) == []


def test_what_is_rolled_back_leaves_no_gap(trail: Database, clock: Clock) -> None:
    def half(connection: Connection) -> None:
        audit.record(connection, HANDLER, "decided", "CASE-1", clock.now())
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        trail.write_now(half)
    note(trail, clock, 6)
    assert faults(trail) == []
    assert count(trail, "audit") == 6


def test_detail_is_plain_data(trail: Database, clock: Clock) -> None:
    with pytest.raises(TypeError):
        trail.write_now(
            lambda connection: audit.record(
                connection, HANDLER, "x", "y", clock.now(), at_last=clock.now()
            )
        )
