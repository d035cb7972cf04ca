"""The database: SQLite in a file, or PostgreSQL. A transaction is one function, run in a thread."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from cases.faults import Fault

T = TypeVar("T")

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
MIGRATION_LOCK = (
    7_226_311  # any number of ours: gateways that start together migrate one after the other
)


class Database:
    """Runs functions in transactions.

    Each takes a connection and returns plain values, never rows tied to it.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)

    async def write(self, function: Callable[[Connection], T]) -> T:
        """Runs `function` in a transaction that may write.

        Commits, or rolls back when it raises.
        """
        return await anyio.to_thread.run_sync(partial(self.write_now, function))

    async def read(self, function: Callable[[Connection], T]) -> T:
        """Runs `function` on a consistent view, without holding writers up."""
        return await anyio.to_thread.run_sync(partial(self.read_now, function))

    def write_now(self, function: Callable[[Connection], T]) -> T:
        """`write`, in the caller's thread."""
        with self.engine.begin() as connection:
            return function(connection)

    def read_now(self, function: Callable[[Connection], T]) -> T:
        """`read`, in the caller's thread."""
        with self.engine.connect() as connection:
            return function(connection.execution_options(assistant_read_only=True))

    def migrate(self) -> None:
        """Brings the tables up to date.

        Raises:
            Fault: the database cannot be reached or opened.
        """
        configuration = Config()
        configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        try:
            with self.engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK}
                    )
                configuration.attributes["connection"] = connection
                command.upgrade(configuration, "head")
        except OperationalError as error:
            raise Fault(
                f"The database ({describe(self.url)}) cannot be opened.",
                "Check DATABASE_URL, that the database runs, and that its folder is writable.",
            ) from error

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def describe(url: str) -> str:
    """The address for people to read: no password."""
    return make_url(url).render_as_string(hide_password=True)


def make_engine(url: str) -> Engine:
    """An engine for `url`; a SQLite file (made with mode 0600 when new) gets its settings here."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, hide_parameters=True)
    make_private_file(Path(parsed.database or ""))
    engine = create_engine(parsed, hide_parameters=True, pool_size=10)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_private_file(path: Path) -> None:
    """Makes an empty file that only its owner may read, and its folder, unless they are there.

    Raises:
        Fault: it cannot be made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Opening and closing a SQLite file that this process has open would drop SQLite's locks.
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Fault(
            f"{path} cannot be made ({error.strerror}).",
            "Make its folder writable, or set ASSISTANT_VAR to another.",
        ) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's own transaction handling begins too late for a read followed by a write;
    # _begin_sqlite does it.
    connection.isolation_level = None
    for pragma in (
        "busy_timeout=30000",  # first: the next one may have to wait
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is erased is in the file no more
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("assistant_read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


logging.getLogger("alembic").setLevel(logging.WARNING)
