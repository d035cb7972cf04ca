"""Counts rows."""

from __future__ import annotations

from sqlalchemy import text

from cases.database import Database


def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - the tests' own table names
    found: int = database.read_now(lambda connection: connection.execute(query).scalar_one())
    return found
