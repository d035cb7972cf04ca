"""What commands share: the settings, the database brought up to date, and its keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from cases.database import Database
    from cases.keys import Keys

COMMAND_LINE = "command line"
"""The actor of what is done by a command, as the audit trail names it."""


@contextmanager
def opened() -> Iterator[tuple[Settings, Database, Keys]]:
    """The settings, the database and the keys; closed afterwards.

    Raises:
        Fault: one of them is wrong.
    """
    from bot.settings import read_settings
    from cases.database import Database
    from cases.keys import Keys

    os.umask(0o077)
    settings = read_settings()
    database = Database(settings.database_url)
    try:
        database.migrate()
        yield settings, database, Keys.open(settings.var / "keys", database)
    finally:
        database.close()
