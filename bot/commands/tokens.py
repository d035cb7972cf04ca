"""`assistant token` and `assistant revoke`: access for programs, and its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.sign_in import SignIn
    from cases.database import Database
    from cases.directory import Person

app = typer.Typer()
Email = Annotated[str, typer.Argument(help="The person's address in organisation.yml.")]


@app.command()
def token(
    email: Email,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is good.")] = 180,
) -> None:
    """Prints a bearer token for a member of staff. It is shown this once."""
    from bot.credentials import Kind

    with _person_and_sign_in(email) as (person, sign_in):
        typer.echo(sign_in.make_now(Kind.TOKEN, person, timedelta(days=days)))


@app.command()
def revoke(email: Email) -> None:
    """Ends every sign-in link, session and token of somebody, whether still here or not."""
    from bot.credentials import revoke as end_all

    with _database() as (_, database):
        count = database.write_now(lambda connection: end_all(connection, email.strip().lower()))
    typer.echo(f"Ended {count} {'credential' if count == 1 else 'credentials'} of {email}.")


@contextmanager
def _person_and_sign_in(email: str) -> Iterator[tuple[Person, SignIn]]:
    from bot.sign_in import SignIn
    from cases.directory import Directory
    from cases.faults import Fault

    with _database() as (settings, database):
        directory = Directory(settings.organisation.people)
        person = directory.find(email)
        if person is None:
            raise Fault(f"{email} is not in the directory.", "Add the person to organisation.yml.")
        yield person, SignIn(database, directory)


@contextmanager
def _database() -> Iterator[tuple[Settings, Database]]:
    from bot.settings import read_settings
    from cases.database import Database

    os.umask(0o077)
    settings = read_settings()
    database = Database(settings.database_url)
    try:
        database.migrate()
        yield settings, database
    finally:
        database.close()
