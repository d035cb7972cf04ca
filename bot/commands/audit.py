"""`assistant audit …`: tells whether the trail of who did what is still whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cases.faults import Fault

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer()
audit = typer.Typer(no_args_is_help=True, help="The trail of who did what, and when.")
app.add_typer(audit, name="audit")

KNOWN_FILE = "audit.head"


@audit.callback()
def _group() -> None:
    """One command stands in a group of its own only with a callback."""


@audit.command()
def verify(
    known: Annotated[
        str | None,
        typer.Option(help="A last entry that you noted before: NUMBER:DIGEST."),
    ] = None,
) -> None:
    """Tells whether an entry was changed, added or taken away. Exits with 1 when one was."""
    from bot.commands.opened import opened
    from cases.audit import head_of
    from cases.audit import verify as faults_of

    with opened() as (settings, database, _):
        file = settings.var / "keys" / KNOWN_FILE
        before = _pair(known) if known else _noted(file)
        faults, head = database.read_now(
            lambda connection: (faults_of(connection, before), head_of(connection))
        )
        if faults:
            for fault in faults:
                typer.echo(fault, err=True)
            raise typer.Exit(1)
        _note(file, head)
    number, digest = head
    typer.echo(f"The audit trail is whole: {number} {'entry' if number == 1 else 'entries'}.")
    if number:
        typer.echo(f"The last is {number}:{digest}")


def _noted(file: Path) -> tuple[int, str] | None:
    """The last entry at the last verification: it is kept beside the keys, not in the database."""
    try:
        return _pair(file.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None


def _note(file: Path, head: tuple[int, str]) -> None:
    from cases.database import make_private_file

    number, digest = head
    if not number:
        return
    new = file.with_suffix(".new")
    make_private_file(new)
    new.write_text(f"{number}:{digest}\n", encoding="ascii")
    new.replace(file)


def _pair(words: str) -> tuple[int, str]:
    number, _, digest = words.partition(":")
    if not number.isascii() or not number.isdigit() or len(digest) != 64:
        raise Fault(
            f"{words!r} names no entry of the audit trail.",
            "Give the number and the digest as 'assistant audit verify' told them: NUMBER:DIGEST.",
        )
    return int(number), digest
