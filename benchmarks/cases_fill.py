"""Writes generated cases into a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update

from benchmarks.cases_rows import TABLES, Bulk
from cases.database import Database
from cases.tables import audit, audit_head, case_file


def fill(
    database: Database,
    bulk: Bulk,
    count: int,
    told: Callable[[int], None] = lambda _done: None,
) -> None:
    """Writes `count` cases into empty tables, a transaction for each batch."""
    done = 0
    for rows in bulk.batches(count):
        database.write_now(partial(_insert, rows))
        done += len(rows[case_file])
        told(done)
    database.write_now(_finish)
    if database.engine.dialect.name == "postgresql":
        # As it does by itself some minutes after so many changes.
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM ANALYZE"))


def _insert(rows: Mapping[Table, list[dict[str, Any]]], connection: Connection) -> None:
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)


def _finish(connection: Connection) -> None:
    """The end of the audit trail, and of PostgreSQL's counters."""
    last = connection.execute(select(func.max(audit.c.number))).scalar() or 0
    connection.execute(update(audit_head).values(number=last, digest="0" * 64))
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        if "id" in table.c:
            name = {"table": table.name}
            highest = connection.execute(select(func.max(table.c.id))).scalar() or 1
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)"),
                {**name, "highest": highest},
            )
