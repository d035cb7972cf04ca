"""Keys for the tests' databases."""

from __future__ import annotations

from pathlib import Path

from cases.database import Database
from cases.keys import Keys


def keyed(database: Database, folder: Path) -> Keys:
    """Keys in `folder`, which the database belongs to."""
    return Keys.open(folder / "keys", database)
