"""Everything that can be done with cases, in one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from cases import (
    access,
    choosing,
    deciding,
    due_work,
    filing,
    handing_on,
    handling,
    images,
    linking,
    proofs,
    reading,
    reporting,
    routing,
)
from cases.attachments import Attachments
from cases.calendar import Calendar
from cases.context import Context
from cases.database import Database
from cases.directory import Directory, Person
from cases.drafts import Drafts
from cases.keys import Keys
from cases.model import Case
from cases.organisation import Organisation
from cases.procedures import Procedures
from cases.queue import Queue

P = ParamSpec("P")
R = TypeVar("R")


def now() -> datetime:
    """The moment that it is, in UTC."""
    return datetime.now(UTC)


def open_context(
    organisation: Organisation,
    directory: Directory,
    database: Database,
    var: Path,
    procedures: Procedures | None = None,
    clock: Callable[[], datetime] = now,
) -> Context:
    """What cases need, in a process of its own. The database is migrated by now.

    `var` is the folder that holds the keys.

    Raises:
        Fault: the keys are lost, or the organisation lacks what the procedures want.
    """
    keys = Keys.open(var / "keys", database)
    context = Context(
        procedures=procedures or Procedures.load(),
        organisation=organisation,
        directory=directory,
        keys=keys,
        queue=Queue(database),
        calendar=Calendar(organisation.bank_holidays, organisation.terms),
        drafts=Drafts(keys, clock),
        attachments=Attachments(keys, organisation, clock),
        clock=clock,
    )
    routing.check_roles(context)
    return context


def _in_office(
    function: Callable[Concatenate[Context, P], R],
) -> Callable[Concatenate[Office, P], R]:
    @wraps(function)
    def method(self: Office, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return function(self.context, *args, **kwargs)

    return method


class Office:
    """What happens to cases.

    Each method is the function that it is made of, without the context: it takes the caller's
    connection, whose transaction may write (reading is noted down too) unless it says otherwise,
    and raises `cases.model.CaseError`.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.procedures = context.procedures

    file = _in_office(filing.file)
    similar = _in_office(filing.similar)
    preview = _in_office(routing.preview)
    choosable = _in_office(choosing.choosable)
    open_options = _in_office(choosing.open_options)
    who_gets = _in_office(choosing.who_gets)

    case = _in_office(reading.case)
    cases_of = _in_office(reading.cases_of)
    readers = _in_office(reading.readers)
    content = _in_office(reporting.content)

    acknowledge = _in_office(handling.acknowledge)
    decide = _in_office(deciding.decide)
    correct = _in_office(handling.correct)
    tick = _in_office(handling.tick)
    private_note = _in_office(handling.private_note)
    reassign = _in_office(handing_on.reassign)
    choices = _in_office(handing_on.choices)
    name_concerned = _in_office(handing_on.name_concerned)
    close = _in_office(handling.close)
    hold = _in_office(handling.hold)
    release = _in_office(handling.release)

    message = _in_office(reporting.message)
    answer_more_information = _in_office(reporting.answer_more_information)
    withdraw = _in_office(reporting.withdraw)
    attach = _in_office(reporting.attach)
    what_headteacher_said = _in_office(reporting.what_headteacher_said)

    link = _in_office(linking.link)
    linked = _in_office(linking.linked)
    link_candidates = _in_office(linking.candidates)

    images_held = _in_office(images.held)
    confirm_destroyed = _in_office(images.confirm_destroyed)

    make_proof = _in_office(proofs.make)
    show_proof = _in_office(proofs.show)
    proofs_of = _in_office(proofs.made)
    end_proofs = _in_office(proofs.end)

    due = _in_office(due_work.due)
    fire = _in_office(due_work.fire)
    hand_over_leavers = _in_office(handing_on.hand_over_leavers)

    def who_covers(self, connection: Connection, case: Case) -> Person | None:
        """Who would take the case if its handler is away; never anybody whom it concerns."""
        barred = {case.reporter, *access.concerned(connection, case.id)}
        return routing.stand_in(self.context, connection, case.handler, barred)
