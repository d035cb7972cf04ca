from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.compact import compact, file_of

WORD = b"heliotrope"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database that held something, deleted by somebody who did not mind about leavings."""
    path = tmp_path / "data.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE said (words TEXT)")
        many = [(f"{number} {WORD.decode()}",) for number in range(500)]
        connection.executemany("INSERT INTO said VALUES (?)", many)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("DELETE FROM said WHERE rowid > 1")
        connection.execute("UPDATE said SET words = 'short'")
        connection.commit()
    return path


def leavings(path: Path) -> bool:
    return any(WORD in each.read_bytes() for each in path.parent.iterdir())


def test_nothing_is_left_of_what_was_deleted(file: Path) -> None:
    assert leavings(file)
    assert compact(file, whole=True)
    assert not leavings(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT words FROM said").fetchall() == [("short",)]


def test_while_somebody_reads_it_must_be_tried_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.compact.BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT words FROM said").fetchall()
        assert not compact(file, whole=True)
    assert compact(file, whole=True)


def test_while_somebody_writes_it_must_be_tried_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.compact.BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert not compact(file, whole=True)


def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        compact(path, whole=True)


def test_what_is_not_there_is_compact_and_is_not_made(tmp_path: Path) -> None:
    assert compact(tmp_path / "none.db", whole=True)
    assert list(tmp_path.iterdir()) == []


def test_only_sqlite_has_a_file() -> None:
    assert file_of("sqlite:////data/assistant.db") == Path("/data/assistant.db")
    assert file_of("postgresql+psycopg://me@host/data") is None
