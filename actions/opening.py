"""Opens what the actions work with, from the environment of the action server's process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from actions import wording
from actions.desk import Desk
from cases.database import Database
from cases.directory import Directory, Person
from cases.form.desk import FormDesk
from cases.model import Answer
from cases.office import Office, open_context
from cases.organisation import read_organisation
from cases.procedures import Procedure, Procedures
from cases.questions import Question

ORGANISATION_FILE = "organisation.yml"
DATABASE_FILE = "assistant.db"


def open_desk(root: Path, environment: Mapping[str, str] | None = None) -> Desk:
    """The desk of this process, on the database that the gateway has too.

    Reads ``ASSISTANT_VAR``, ``DATABASE_URL`` (as `bot.settings` understands them) and
    ``PUBLIC_URL``. Tables are brought up to date where the gateway has not done so yet.

    Raises:
        Fault: the database, the keys or the organisation cannot be used; names the cure.
        ProcedureError: a procedure's declaration is wrong.
    """
    env = os.environ if environment is None else environment
    var = Path(env.get("ASSISTANT_VAR") or root / "var").expanduser().absolute()
    organisation_file = root / ORGANISATION_FILE
    organisation = read_organisation(organisation_file)
    directory = Directory(
        organisation.people, organisation_file, lambda path: read_organisation(path).people
    )
    procedures = Procedures.load()
    database = Database(env.get("DATABASE_URL") or f"sqlite:///{var / DATABASE_FILE}")
    database.migrate()
    context = open_context(organisation, directory, database, var, procedures)
    office = Office(context)
    forms = FormDesk(
        procedures,
        lambda: directory,
        organisation,
        context.clock,
        danger=wording.DANGER["danger"],
        who=partial(_who_gets, office, database, directory),
        choosable=partial(_choosable, office, database, directory),
    )
    return Desk(database, office, forms, env.get("PUBLIC_URL") or "http://127.0.0.1:8080")


def _who_gets(
    office: Office,
    database: Database,
    directory: Directory,
    procedure: Procedure,
    answers: Mapping[str, Answer],
    address: str,
) -> str:
    """Who would get a case with these answers; empty for somebody who has left."""
    reporter = directory.find(address)
    if reporter is None:
        return ""
    return database.read_now(
        lambda connection: office.who_gets(connection, procedure, answers, reporter)
    )


def _choosable(
    office: Office,
    database: Database,
    directory: Directory,
    procedure: Procedure,
    question: Question,
    answers: Mapping[str, Answer],
    address: str,
) -> list[Person]:
    """Whom a question may offer to that person; nobody to somebody who has left."""
    reporter = directory.find(address)
    if reporter is None:
        return []
    return database.read_now(
        lambda connection: office.choosable(connection, procedure, question, answers, reporter)
    )
