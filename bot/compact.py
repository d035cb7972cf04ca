"""Leaves nothing in a SQLite file, or beside it, of what was deleted from it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

BUSY_SECONDS = 5.0


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for a server's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def compact(path: Path, *, whole: bool) -> bool:
    """Empties the write-ahead log; with `whole`, writes the file anew first.

    False when somebody reads or writes just now and it must be tried again. A file that is not
    there is compact.
    """
    if not path.exists():
        return True
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        try:
            if whole:
                # Moving rows about leaves copies of them in the free room of a page.
                connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) not in BUSY:
                raise
            return False
    return not busy


BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
