from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, insert, select

from cases import resealing, tables
from cases.database import Database
from cases.keys import Keys
from cases.resealing import reseal_all, sealed_columns
from cases.schema import metadata
from tests.cases.keyed import keyed
from tests.clock import Clock


@pytest.fixture
def keys(database: Database, tmp_path: Path) -> Keys:
    return keyed(database, tmp_path)


@pytest.fixture
def sealed(database: Database, keys: Keys, clock: Clock) -> Database:
    """A database with something sealed in every table that holds sealed values."""
    now, day = clock.now(), clock.now().date()

    def make(c: Connection) -> None:
        c.execute(
            insert(tables.case_file).values(
                id=1, reference="K7MP-4Q2D", submission="a" * 32, procedure="filming_permission",
                kind="permission", reporter="staff@example.org", handler="manager@example.org",
                state="submitted", confidential=False, edition="2023-09", sealed=keys.seal("case"),
                checks=[], submitted_at=now, due_at=now, keep_class="permission",
            )
        )  # fmt: skip
        for note in (None, "first note", "second note", "third note"):
            c.execute(
                insert(tables.case_event).values(
                    case_id=1, at=now, actor="staff@example.org", kind="note", data={},
                    sealed=None if note is None else keys.seal(note), private=True,
                )
            )  # fmt: skip
        for number in range(3):
            c.execute(
                insert(tables.draft).values(
                    submission=str(number) * 32, person=f"{number}@example.org", procedure="x",
                    active=True, sealed=keys.seal(f"draft {number}"), started_at=now,
                    touched_at=now,
                )
            )  # fmt: skip
            c.execute(
                insert(tables.attachment).values(
                    id=str(number) * 32, person="staff@example.org", media_type="text/plain",
                    size=1, digest="x", name_sealed=keys.seal("name"), at=now,
                    content_sealed=keys.seal_bytes(b"content"),
                )
            )  # fmt: skip
        c.execute(
            insert(tables.image_held).values(
                case_id=1, holder="staff@example.org", sealed=keys.seal("held"), destroy_by=day
            )
        )

    database.write_now(make)
    return database


def all_sealed(database: Database) -> list[bytes]:
    def read(connection: Connection) -> list[bytes]:
        found: list[bytes] = []
        for table in metadata.sorted_tables:
            for column in sealed_columns(table):
                values = connection.execute(select(column).where(column.is_not(None))).scalars()
                found += [each if isinstance(each, bytes) else each.encode() for each in values]
        return found

    return database.read_now(read)


def test_everything_is_sealed_with_the_newest_key_alone(
    sealed: Database, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 2)
    before = all_sealed(sealed)
    keys.rotate()
    # 1 case, 4 events, 3 drafts, 3 files, 1 image held, 1 sign of the keys.
    assert reseal_all(sealed, keys) == 13
    after = all_sealed(sealed)
    newest = Fernet(json.loads((tmp_path / "keys" / "keys.json").read_text())["sealing"][0])
    words = sorted(newest.decrypt(value) for value in after)
    assert words == sorted(keys.unseal_bytes(value) for value in before)
    assert not set(before) & set(after)


def test_it_may_be_done_twice(sealed: Database, keys: Keys) -> None:
    reseal_all(sealed, keys)
    assert reseal_all(sealed, keys) == 13


def test_afterwards_events_are_closed_again(sealed: Database, keys: Keys) -> None:
    reseal_all(sealed, keys)
    resealing_now = sealed.read_now(
        lambda c: c.execute(select(tables.key_check.c.resealing)).scalar_one()
    )
    assert resealing_now is False


def test_every_table_with_something_sealed_is_known() -> None:
    named = {table.name for table in metadata.sorted_tables if sealed_columns(table)}
    assert {"draft", "case_file", "case_event", "attachment", "image_held", "key_check"} <= named
