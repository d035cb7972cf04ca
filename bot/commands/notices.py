"""`assistant notices …`: what did not get through, and what is done about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.commands.opened import COMMAND_LINE
from cases.faults import Fault

if TYPE_CHECKING:
    from bot.settings import Settings
    from cases.database import Database
    from cases.office import Office

notices = typer.Typer(help="Notices that did not get through.")
app = typer.Typer()
app.add_typer(notices, name="notices")

Number = Annotated[int, typer.Argument(help="The notice's number in the list.")]


@notices.callback(invoke_without_command=True)
def undelivered(context: typer.Context) -> None:
    """Lists the notices that failed, and those that have waited for long."""
    if context.invoked_subcommand:
        return
    from bot.notices import desk

    with _office() as (_, database, office):
        stuck = database.read_now(lambda c: desk.undelivered(c, office.context.now()))
    if not stuck:
        typer.echo("Everything got through.")
        return
    table = Table()
    for heading in ("number", "since", "to", "by", "what", "case", "tries", "fault"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "case")
    for each in stuck:
        told = each.notice
        since = f"{told.at.astimezone():%Y-%m-%d %H:%M}"
        fault = told.fault or ("is being tried" if told.state == "waiting" else "")
        what = told.kind.replace("_", " ")
        table.add_row(
            str(told.id), since, told.person, told.way, what, each.reference or "",
            str(told.tries), fault,
        )  # fmt: skip
    Console().print(table)


@notices.command()
def retry(number: Number) -> None:
    """Tries a failed notice again."""
    from bot.notices import desk

    with _office() as (_, database, office):
        queue, now = office.context.queue, office.context.now()
        done = database.write_now(lambda c: desk.retry(c, queue, number, COMMAND_LINE, now))
    _tell(done, number, "is tried again, as soon as the assistant runs")


@notices.command()
def drop(number: Number) -> None:
    """Takes a notice off the list: it is not sent any more."""
    from bot.notices import desk

    with _office() as (_, database, office):
        done = database.write_now(
            lambda c: desk.drop(c, number, COMMAND_LINE, office.context.now())
        )
    _tell(done, number, "is not sent any more")


@notices.command()
def test(email: Annotated[str, typer.Argument(help="Where the test goes.")]) -> None:
    """Sends a test by e-mail, at once."""
    from bot.mail import post_for, trial_mail
    from bot.settings import read_settings

    os.umask(0o077)
    settings = read_settings()
    try:
        post_for(settings).send(trial_mail(settings, email))
    except OSError as error:
        raise Fault(
            f"The test could not be sent ({type(error).__name__}: {error}).",
            "Check SMTP_URL and MAIL_FROM.",
        ) from error
    where = "handed to the mail server" if settings.smtp_url else f"written to {settings.var}/mail"
    typer.echo(f"A test for {email} was {where}.")


def _tell(done: bool, number: int, what: str) -> None:
    if not done:
        raise Fault(f"Notice {number} is not on the list.", "Run: assistant notices")
    typer.echo(f"Notice {number} {what}.")


@contextmanager
def _office() -> Iterator[tuple[Settings, Database, Office]]:
    from bot.settings import read_settings
    from cases.database import Database
    from cases.directory import Directory
    from cases.office import Office, open_context

    os.umask(0o077)
    settings = read_settings()
    database = Database(settings.database_url)
    try:
        database.migrate()
        directory = Directory(settings.organisation.people)
        organisation = settings.organisation
        yield (
            settings,
            database,
            Office(open_context(organisation, directory, database, settings.var)),
        )
    finally:
        database.close()
