"""`assistant keys …`: the keys that free text and files are sealed with."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

app = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="The keys that words and files are sealed with.")
app.add_typer(keys, name="keys")


@keys.callback()
def _group() -> None:
    """One command stands in a group of its own only with a callback."""


@keys.command()
def rotate() -> None:
    """Makes a new key and seals everything anew with it. The assistant may run meanwhile."""
    import bot.tables  # noqa: F401 - its tables are known, so that none is left out
    from bot.commands.opened import COMMAND_LINE, opened
    from cases.audit import record
    from cases.resealing import reseal_all

    with opened() as (_, database, held):
        held.rotate()
        count = reseal_all(database, held)
        held.retire()
        database.write_now(
            lambda connection: record(
                connection, COMMAND_LINE, "keys_rotated", "keys", datetime.now(UTC), rows=count
            )
        )
    typer.echo(f"A new key is in use, and {count} {'row is' if count == 1 else 'rows are'} sealed")
    typer.echo("anew. Make a backup: the older ones open with the older keys in them only.")
