"""Gives cases to somebody else: by choice, because nobody decided, or because somebody left."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from cases import access, audit, deciding, notices, record, routing, timers
from cases.context import Context
from cases.directory import Person
from cases.model import ASSISTANT, OPEN, Case, CaseError
from cases.record import CaseRow
from cases.tables import case_file, case_party

CANNOT_HANDLE = "This person cannot handle the case. Please choose somebody else."


def reassign(
    context: Context,
    connection: Connection,
    reference: str,
    actor: Person,
    to: str,
    reason: str,
    version: int | None = None,
) -> Case:
    """Gives an open case to somebody else; told alike to whomever it may not go to.

    Its handler may, and the head or a senior leader who sees it. Who gives a confidential case
    away sees it no more.

    Raises:
        CaseError: 404, not theirs; 409, decided; 422, no reason, or this person cannot handle it.
    """
    viewer = access.viewer_of(context, connection, actor)
    row = record.find(context, connection, reference, viewer, lock=True)
    if not (viewer.handles(row) or access.oversees(viewer, row)):
        raise CaseError(404, access.NOT_YOURS)
    deciding.refuse_decided(context, connection, row)
    record.check_version(row, version)
    words = deciding.words_of(reason)
    if not words:
        raise CaseError(422, "Please give a reason.", ("reason",))
    other = context.directory.find(to)
    barred = {row.reporter, row.handler} | access.concerned(connection, row.id)
    if other is None or other.email in barred or not routing.may_be_given(context, other):
        raise CaseError(422, CANNOT_HANDLE, ("to",))
    row, event = hand_to(
        context, connection, row, other.email, viewer.email, "reassigned", words,
        watching=not row.confidential,
    )  # fmt: skip
    told = [row.reporter, *deciding.watchers(connection, row.id)]
    notices.tell_all(
        context, connection, row.id, event, (each for each in told if each != viewer.email),
        "reassigned",
    )  # fmt: skip
    return record.changed(context, connection, row, viewer, "case_reassigned")


def choices(
    context: Context, connection: Connection, reference: str, viewer: Person
) -> tuple[Person, ...]:
    """Whom a case may be given to.

    Raises:
        CaseError: 404, not theirs to handle.
    """
    looking = access.viewer_of(context, connection, viewer)
    row = record.find(context, connection, reference, looking)
    if not (looking.handles(row) or access.oversees(looking, row)):
        raise CaseError(404, access.NOT_YOURS)
    barred = {row.reporter, row.handler} | access.concerned(connection, row.id)
    others = [each for each in context.directory if each.email not in barred]
    return tuple(routing.who_may_be_given(context, others))


def name_concerned(
    context: Context, connection: Connection, reference: str, actor: Person, person: str
) -> Case:
    """Notes that a case turns out to be about somebody: from now on it never comes near them.

    Raises:
        CaseError: 404, not theirs to handle; 422, not in the directory, or its reporter or handler.
    """
    viewer = access.viewer_of(context, connection, actor)
    row = deciding.held(context, connection, reference, viewer)
    found = context.directory.find(person)
    if found is None or found.email in {row.reporter, row.handler, viewer.email}:
        raise CaseError(
            422, "Choose somebody of the directory who neither sent nor handles it.", ("person",)
        )
    _add_party(connection, row.id, found.email, "concerned")
    row = record.change(connection, row)
    record.add_event(
        context, connection, row.id, viewer.email, "concerns", private=True, person=found.email
    )
    return record.changed(context, connection, row, viewer, "case_concerns")


def hand_over_leavers(context: Context, connection: Connection) -> int:
    """Gives open cases whose handler has left, or whom nobody handles, to the next. How many."""
    known = [person.email for person in context.directory]
    rows = _open_cases(connection, case_file.c.handler.not_in(known))
    return sum(
        hand_on(context, connection, row, "handed_over", watching=False, again=True) for row in rows
    )


def hand_on(
    context: Context,
    connection: Connection,
    row: CaseRow,
    kind: str,
    *,
    watching: bool,
    again: bool = False,
) -> bool:
    """Gives a case that is held to whoever is next; False when there is nobody.

    Only with `again` to somebody who has had it before, or who is in no line for it.
    """
    had = [] if again else _handlers_so_far(connection, row.id)
    barred = {row.reporter, *had, *access.concerned(connection, row.id)}
    route = routing.next_after(context, connection, row.handler, barred, anybody=again)
    if route.handler == ASSISTANT:
        return False
    before = row.handler
    row, event = hand_to(
        context, connection, row, route.handler, ASSISTANT, kind, watching=watching
    )
    notices.tell(context, connection, row.id, event, before, "escalated")
    notices.tell(context, connection, row.id, event, row.reporter, "reassigned")
    audit.record(
        connection, ASSISTANT, f"case_{kind}", row.reference, context.now(),
        **{"from": before, "to": route.handler},
    )  # fmt: skip
    return True


def hand_to(
    context: Context,
    connection: Connection,
    row: CaseRow,
    to: str,
    actor: str,
    kind: str,
    reason: str | None = None,
    *,
    watching: bool,
) -> tuple[CaseRow, int]:
    """Makes `to` the handler of a case that is held, and tells them; the case and the event.

    It stays due when it was: a late case is late whoever has it. Reminders of the new handler
    count from now. With `watching`, who handled it before looks on.
    """
    before = row.handler
    procedure = context.procedure(row.procedure)
    is_open = row.state in OPEN
    their_time = timers.due_of(context, procedure, row.about_on)
    pressing = timers.is_pressing(context, procedure, their_time)
    late = is_open and row.due_at <= context.now()
    state = "submitted" if row.state == "acknowledged" else row.state
    row = record.change(connection, row, handler=to, state=state)
    _add_party(connection, row.id, to, "handler")
    _drop_watcher(connection, row.id, to)
    if watching and before not in {ASSISTANT, row.reporter, to}:
        _add_party(connection, row.id, before, "watcher")
    event = record.add_event(
        context, connection, row.id, actor, kind, reason, **{"from": before, "to": to}
    )
    if is_open and row.state != "more_information":
        timers.arm_deciding(context, connection, row.id, their_time, by_hours=pressing)
        if not late:
            timers.arm(connection, row.id, "overdue", row.due_at)
    urgent = (procedure is not None and procedure.urgent) or (is_open and pressing)
    notice: notices.Kind = "urgent_case" if urgent else "escalated" if late else "new_case"
    notices.tell(context, connection, row.id, event, to, notice)
    return row, event


def _add_party(connection: Connection, case_id: int, person: str, part: str) -> None:
    key = {"case_id": case_id, "person": person, "part": part}
    if not connection.execute(select(case_party).filter_by(**key)).first():
        connection.execute(insert(case_party).values(**key))


def _drop_watcher(connection: Connection, case_id: int, person: str) -> None:
    connection.execute(
        delete(case_party).where(
            case_party.c.case_id == case_id,
            case_party.c.person == person,
            case_party.c.part == "watcher",
        )
    )


def _open_cases(connection: Connection, which: ColumnElement[bool]) -> list[CaseRow]:
    """All of them are held before anything is done to one, so that nobody waits in a ring."""
    query = select(case_file).where(case_file.c.state.in_(sorted(OPEN)), which)
    return list(connection.execute(query.order_by(case_file.c.id).with_for_update()).all())


def _handlers_so_far(connection: Connection, case_id: int) -> list[str]:
    query = select(case_party.c.person).where(
        case_party.c.case_id == case_id, case_party.c.part == "handler"
    )
    return list(connection.execute(query).scalars())
