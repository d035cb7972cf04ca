"""Reads cases for somebody, and notes down that they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, false, func, or_, select

from cases import access, audit, record
from cases.access import Viewer
from cases.context import Context
from cases.directory import Person
from cases.model import OPEN, Case, State
from cases.reference import HALF, ReferenceError_, read_reference
from cases.tables import audit as audit_table
from cases.tables import case_file

Part = Literal["reporter", "handler", "all"]
Order = Literal["due", "newest", "oldest"]
MOST = 200
LIST = "list"

ORDERS = {
    "due": (case_file.c.due_at, case_file.c.id),
    "newest": (case_file.c.submitted_at.desc(), case_file.c.id.desc()),
    "oldest": (case_file.c.submitted_at, case_file.c.id),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the cases that were asked for, and how many there are in all."""

    cases: tuple[Case, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has read a case, first and last."""

    person: str
    first: datetime
    last: datetime


def case(
    context: Context, connection: Connection, reference: str, viewer: Person, page: str = "case"
) -> Case:
    """The case with this reference; that it was read, on which `page`, is noted down.

    Raises:
        CaseError: 404, alike for what is not there and what is not theirs.
    """
    looking = access.viewer_of(context, connection, viewer)
    row = record.find(context, connection, reference, looking)
    found = record.load(context, connection, row, looking)
    _note_read(context, connection, found, looking, page)
    return found


def cases_of(
    context: Context,
    connection: Connection,
    viewer: Person,
    *,
    part: Part = "all",
    open_only: bool = False,
    over: bool = False,
    overdue: bool = False,
    search: str = "",
    procedure: str | None = None,
    state: State | None = None,
    order: Order = "due",
    limit: int = 50,
    offset: int = 0,
    full: bool = False,
) -> Page:
    """The cases that this person may see, in outline: without answers, events and files.

    Args:
        context: what cases need.
        connection: of a transaction; with `full`, of one that may write.
        viewer: who asks.
        part: what they are to the case: its reporter, its handler (or standing in), or anything.
        open_only: leaves out what is decided, withdrawn or closed.
        over: leaves out what is open.
        overdue: only what is open and past its due moment.
        search: a reference or the beginning of one, or words in a name, an address or a title.
        procedure: only this one.
        state: only this one.
        order: by due moment, or by when they came in.
        limit: how many at most, `MOST` in any case.
        offset: how many to leave out first.
        full: with answers and all; each that is returned is noted down as read.
    """
    looking = access.viewer_of(context, connection, viewer)
    wanted = _of_part(looking, part)
    if open_only or overdue:
        wanted.append(case_file.c.state.in_(sorted(OPEN)))
    if over:
        wanted.append(case_file.c.state.not_in(sorted(OPEN)))
    if overdue:
        wanted.append(case_file.c.due_at < context.now())
    if procedure is not None:
        wanted.append(case_file.c.procedure == procedure)
    if state is not None:
        wanted.append(case_file.c.state == state)
    if search.strip():
        wanted.append(_matches(context, search.strip()))
    total = connection.execute(
        select(func.count()).select_from(case_file).where(*wanted)
    ).scalar_one()
    # Which they are is told by an index alone; the rows are wide, and read for this page only.
    ids = (
        select(case_file.c.id)
        .where(*wanted)
        .order_by(*ORDERS[order])
        .limit(max(0, min(limit, MOST)))
        .offset(max(0, offset))
    )
    rows = connection.execute(
        select(case_file).where(case_file.c.id.in_(ids)).order_by(*ORDERS[order])
    ).all()
    if not full:
        return Page(tuple(record.outline(row) for row in rows), total)
    found = record.load_all(context, connection, rows, looking)
    for each in found:
        _note_read(context, connection, each, looking, LIST)
    return Page(found, total)


def readers(
    context: Context, connection: Connection, reference: str, viewer: Person
) -> tuple[Reader, ...]:
    """Who has read a case, whoever read it first coming first; not counting the viewer.

    Raises:
        CaseError: 404, it is not theirs.
    """
    looking = access.viewer_of(context, connection, viewer)
    row = record.find(context, connection, reference, looking)
    table = audit_table
    rows = connection.execute(
        select(table.c.actor, func.min(table.c.at), func.max(table.c.at))
        .where(
            table.c.subject == row.reference,
            table.c.action == "case_read",
            table.c.actor != looking.email,
        )
        .group_by(table.c.actor)
        .order_by(func.min(table.c.at), table.c.actor)
    )
    return tuple(Reader(each[0], each[1], each[2]) for each in rows)


def _of_part(viewer: Viewer, part: Part) -> list[ColumnElement[bool]]:
    """What they may see of this part: of what they sent or handle, all that does not concern them.

    Said without the other ways to see a case, an index finds it.
    """
    if part == "all":
        return [access.visible(viewer)]
    sent = case_file.c.reporter == viewer.email
    mine = sent if part == "reporter" else access.handled_by(viewer)
    return [~access.is_concerned(viewer.email), mine]


def _matches(context: Context, search: str) -> ColumnElement[bool]:
    """A reference that checks is looked for alone; else the words in what is not sealed."""
    try:
        return case_file.c.reference == read_reference(search)
    except ReferenceError_:
        pass
    words = search.casefold()
    titles = [each.id for each in context.procedures if words in each.title.casefold()]
    people = [
        each.email
        for each in context.directory
        if words in each.name.casefold() or words in each.email
    ]
    ways: list[ColumnElement[bool]] = [
        case_file.c.procedure.in_(titles) if titles else false(),
        case_file.c.reporter.in_(people) if people else false(),
        case_file.c.handler.in_(people) if people else false(),
    ]
    plain = "".join(each for each in search.upper() if each.isalnum())
    if plain:
        begins = plain if len(plain) <= HALF else f"{plain[:HALF]}-{plain[HALF:]}"
        other = case_file.alias()
        ways.append(
            case_file.c.reference.in_(
                select(other.c.reference).where(
                    other.c.reference.startswith(begins, autoescape=True)
                )
            )
        )
    return or_(*ways)


def _note_read(
    context: Context, connection: Connection, found: Case, viewer: Viewer, page: str
) -> None:
    audit.record(connection, viewer.email, "case_read", found.reference, context.now(), page=page)
