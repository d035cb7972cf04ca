"""`assistant people …`: people from a list, and people who leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cases.faults import Fault

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cases.context import Context
    from cases.database import Database
    from cases.leaving import Handed
    from cases.organisation_writer import OrganisationFile
    from cases.people_list import Plan

app = typer.Typer()
people = typer.Typer(no_args_is_help=True, help="Who is in the directory (organisation.yml).")
app.add_typer(people, name="people")

MEND = "Mend the list and send it again."


@people.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="A list (CSV): email, name, roles, line_manager.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what it would do.")] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="Take out whoever is not in the list.")
    ] = False,
) -> None:
    """Adds and changes people from a list. With a fault in any row, nothing is changed."""
    from bot.commands.opened import COMMAND_LINE
    from cases import audit, leaving
    from cases.people_list import plan_from

    content = _content(file)
    with _directory() as (context, database, declared):
        organisation, stamp = declared.look()
        busy = database.read_now(leaving.handled)
        plan = plan_from(content, organisation, complete=complete, busy=busy)
        _tell(plan)
        if plan.faults:
            raise Fault(f"{file.name} cannot be taken over: nothing was changed.", MEND)
        if dry_run or plan.empty:
            return

        def work(connection: Connection) -> None:
            audit.record(
                connection,
                COMMAND_LINE,
                "people_imported",
                "people",
                context.now(),
                added=[each.email for each in plan.added],
                changed=[before.email for before, _ in plan.changed],
                removed=[each.email for each in plan.removed],
            )
            declared.change(stamp, plan.changes())

        database.write_now(work)
    typer.echo("Done.")


@people.command()
def leave(
    email: Annotated[str, typer.Argument(help="Who leaves.")],
    handover: Annotated[
        str | None, typer.Option(help="Who takes over their cases, images and people.")
    ] = None,
) -> None:
    """Takes somebody out, signs them out everywhere, and hands over what they have in hand."""
    from bot.commands.opened import COMMAND_LINE
    from bot.credentials import revoke
    from cases import audit, leaving
    from cases.directory import Person

    leaver = email.strip().lower()
    successor = handover.strip().lower() if handover else None
    with _directory() as (context, database, declared):
        organisation, stamp = declared.look()
        known = next((each for each in organisation.people if each.email == leaver), None)
        left = database.read_now(lambda c: leaving.in_hand(c, organisation.people, leaver))
        if known is None and left.nothing:
            raise Fault(f"{leaver} is not in the directory.", "Check the address.")

        def work(connection: Connection) -> Handed:
            actor = Person(COMMAND_LINE, "Command line", ())
            handed = leaving.hand_over(context, connection, actor, leaver, successor)
            revoke(connection, leaver)
            if known is not None:
                audit.record(
                    connection,
                    COMMAND_LINE,
                    "person_left",
                    leaver,
                    context.now(),
                    successor=successor,
                )
                declared.change(stamp, leaving.changes(organisation, known, successor))
            return handed

        handed = database.write_now(work)
    typer.echo(f"{leaver} has left. Handed over: {_in_words(handed, successor)}.")


def _in_words(handed: Handed, successor: str | None) -> str:
    cases = "1 case" if handed.cases == 1 else f"{handed.cases} cases"
    entries = "1 entry" if handed.images == 1 else f"{handed.images} entries"
    others = f" ({handed.elsewhere} to others than {successor})" if handed.elsewhere else ""
    return f"{cases}{others}, {entries} of the register of images"


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Fault(f"{file} cannot be read ({error.strerror}).", "Give another file.") from error


def _tell(plan: Plan) -> None:
    for fault in plan.faults:
        typer.echo(f"line {fault.line}: {fault.words}", err=True)
    for each in plan.added:
        typer.echo(f"+ {each.email} ({', '.join(each.roles)})")
    for before, _ in plan.changed:
        typer.echo(f"~ {before.email}")
    for each in plan.removed:
        typer.echo(f"- {each.email}")
    if not plan.faults:
        typer.echo(
            f"{len(plan.added)} added, {len(plan.changed)} changed, {len(plan.removed)} taken "
            f"out, {plan.same} as they are."
        )


@contextmanager
def _directory() -> Iterator[tuple[Context, Database, OrganisationFile]]:
    """What the commands work on. What cannot be done is told as a fault."""
    from bot.commands.opened import opened
    from cases.directory import Directory
    from cases.model import CaseError
    from cases.office import open_context
    from cases.organisation_writer import file_of
    from cases.queue import Queue

    with opened() as (settings, database, _):
        directory = Directory(settings.organisation.people)
        context = open_context(settings.organisation, directory, database, settings.var)
        try:
            yield context, database, file_of(context, settings.organisation_file)
        except CaseError as refused:
            raise Fault(refused.message, "Nothing was changed.") from refused
        finally:
            if isinstance(context.queue, Queue):
                context.queue.close()
