from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert, text, update
from sqlalchemy.exc import DBAPIError

from cases.database import Database
from cases.tables import case_event, case_file, key_check
from tests.clock import Clock
from tests.counting import count


@pytest.fixture
def happened(database: Database, clock: Clock) -> Database:
    """A database with a case to which something happened."""

    def make(connection: Connection) -> None:
        connection.execute(
            insert(case_file).values(
                id=1, reference="K7MP-4Q2D", submission="a" * 32, procedure="filming_permission",
                kind="permission", reporter="staff@example.org", handler="manager@example.org",
                state="submitted", confidential=False, edition="2023-09", sealed="", checks=[],
                submitted_at=clock.now(), due_at=clock.now(), keep_class="permission",
            )
        )  # fmt: skip
        for sealed in (None, "note"):
            connection.execute(
                insert(case_event).values(
                    case_id=1, at=clock.now(), actor="staff@example.org", kind="submitted",
                    sealed=sealed, data={}, private=False,
                )
            )  # fmt: skip
        connection.execute(insert(key_check).values(id=1, sealed="", resealing=False))

    database.write_now(make)
    return database


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'head@example.org'",
        "kind = 'decided'",
        "at = '2026-01-01 00:00:00'",
        "data = '{}'",
        "private = NOT private",
        "case_id = 1",
        "id = id + 10",
        "sealed = 'another note'",
        "sealed = NULL",
    ],
)
def test_what_happened_is_not_changed(happened: Database, change: str) -> None:
    with pytest.raises(DBAPIError, match="never changed"):
        happened.write_now(lambda c: c.execute(text(f"UPDATE case_event SET {change}")))  # noqa: S608


@pytest.mark.parametrize("change", ["actor = 'head@example.org'", "kind = 'x', sealed = 'y'"])
def test_sealing_anew_changes_nothing_else(happened: Database, change: str) -> None:
    def reseal(connection: Connection) -> None:
        connection.execute(update(key_check).values(resealing=True))
        connection.execute(text(f"UPDATE case_event SET {change}"))  # noqa: S608

    with pytest.raises(DBAPIError, match="never changed"):
        happened.write_now(reseal)


def test_what_happened_is_not_replaced(happened: Database) -> None:
    statement = (
        "REPLACE INTO case_event SELECT * FROM case_event"
        if happened.engine.dialect.name == "sqlite"
        else "INSERT INTO case_event SELECT * FROM case_event"
        " ON CONFLICT (id) DO UPDATE SET kind = 'x'"
    )
    with pytest.raises(DBAPIError, match="never changed"):
        happened.write_now(lambda c: c.execute(text(statement)))


def test_what_happened_goes_with_its_case(happened: Database) -> None:
    happened.write_now(lambda c: c.execute(text("DELETE FROM case_file")))
    assert count(happened, "case_event") == 0
