"""Seals everything anew with the newest key, a little at a time, while the assistant runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Select, Table, select, update

from cases.database import Database
from cases.keys import Keys
from cases.schema import metadata
from cases.tables import case_event, key_check

ROWS_AT_ONCE = 100
FILES_AT_ONCE = 1  # a file may be many megabytes


def reseal_all(database: Database, keys: Keys) -> int:
    """Has every sealed value sealed with the newest key. Returns how many rows there were.

    Each few rows are a transaction of their own; what is sealed meanwhile is sealed with the newest
    key anyway. It may be stopped and begun again at any time.
    """
    return sum(_reseal_table(database, keys, table) for table in metadata.sorted_tables)


def sealed_columns(table: Table) -> list[Column[Any]]:
    """The columns that hold ciphertext: they are named so."""
    return [
        column
        for column in table.columns
        if column.name == "sealed" or column.name.endswith("_sealed")
    ]


def _reseal_table(database: Database, keys: Keys, table: Table) -> int:
    columns = sealed_columns(table)
    if not columns:
        return 0
    (key,) = table.primary_key.columns
    large = any(isinstance(column.type, LargeBinary) for column in columns)
    count = 0
    for batch in _batches(database, key, FILES_AT_ONCE if large else ROWS_AT_ONCE):
        database.write_now(partial(_reseal_rows, keys=keys, key=key, columns=columns, batch=batch))
        count += len(batch)
    return count


def _batches(database: Database, key: Column[Any], size: int) -> Iterator[list[Any]]:
    """The keys of the rows there are, some at a time, in order."""
    last: Any = None
    while True:
        query = select(key).order_by(key).limit(size)
        if last is not None:
            query = query.where(key > last)
        batch = database.read_now(partial(_values, query=query))
        if not batch:
            return
        yield batch
        last = batch[-1]


def _values(connection: Connection, query: Select[Any]) -> list[Any]:
    return list(connection.execute(query).scalars())


def _reseal_rows(
    connection: Connection,
    keys: Keys,
    key: Column[Any],
    columns: list[Column[Any]],
    batch: list[Any],
) -> None:
    table = key.table
    _allow(connection, table is case_event)
    rows = connection.execute(
        select(key, *columns).where(key.in_(batch)).order_by(key).with_for_update()
    ).all()
    for identifier, *values in rows:
        anew = {
            column.name: _anew(keys, value)
            for column, value in zip(columns, values, strict=True)
            if value is not None
        }
        if anew:
            connection.execute(update(table).where(key == identifier).values(anew))
    _allow(connection, False)


def _anew(keys: Keys, value: str | bytes) -> str | bytes:
    if isinstance(value, str):
        return keys.reseal(value.encode("ascii")).decode("ascii")
    return keys.reseal(value)


def _allow(connection: Connection, resealing: bool) -> None:
    """A trigger lets events be sealed anew only in a transaction that says so."""
    connection.execute(
        update(key_check).where(key_check.c.resealing != resealing).values(resealing=resealing)
    )
