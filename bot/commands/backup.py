"""`assistant backup` and `assistant restore`: everything that set-up cannot make again."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

MEGABYTE = 1024 * 1024


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Writes databases, keys and organisation.yml to one file. The assistant may run meanwhile."""
    from bot.backup import back_up
    from bot.settings import read_settings

    os.umask(0o077)
    size = back_up(read_settings(), file)
    typer.echo(f"{file} is written ({size / MEGABYTE:.1f} MB).")
    typer.echo("It holds the keys too: who has it can read everything. Keep it safe.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that backup wrote.")]) -> None:
    """Puts a backup in the place of the present data, which are moved aside. Stop first."""
    from bot.backup import restore as put_back
    from bot.launcher import only_one
    from bot.settings import read_settings

    os.umask(0o077)
    settings = read_settings()
    with only_one(settings):
        aside = put_back(settings, file)
        _note()
    typer.echo(f"Restored. What was there before is in {aside}: delete it when all is well.")
    typer.echo("People who left, and tokens that were revoked, since the backup are back: check.")


def _note() -> None:
    """Opens what was restored, so that keys that do not fit are told now, and notes it."""
    from bot.commands.opened import COMMAND_LINE, opened
    from cases.audit import record

    with opened() as (_, database, _keys):
        database.write_now(
            lambda connection: record(
                connection, COMMAND_LINE, "restored", "database", datetime.now(UTC)
            )
        )
