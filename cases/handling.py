"""What whoever handles a case does to it besides deciding."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from cases import access, deciding, notices, record, timers
from cases.access import Viewer
from cases.context import Context
from cases.deciding import ENDS
from cases.directory import Person
from cases.model import OPEN, Case, CaseError
from cases.record import CaseRow
from cases.tables import case_check, case_event


def acknowledge(context: Context, connection: Connection, reference: str, actor: Person) -> Case:
    """Its handler has seen it: submitted becomes acknowledged, any other state stays.

    Raises:
        CaseError: 404, not theirs to handle.
    """
    viewer, row = _held(context, connection, reference, actor)
    if row.state == "submitted":
        row = record.change(connection, row, state="acknowledged", acknowledged_at=context.now())
        record.add_event(context, connection, row.id, viewer.email, "acknowledged")
    return record.changed(context, connection, row, viewer, "case_acknowledged")


def tick(
    context: Context,
    connection: Connection,
    reference: str,
    actor: Person,
    check: str,
    ticked: bool = True,
) -> Case:
    """Ticks a check of an open case, or takes the tick away.

    Raises:
        CaseError: 404, not theirs to handle; 409, decided; 422, no such check.
    """
    viewer, row = _open(context, connection, reference, actor)
    before = deciding.tick_all(context, connection, row, viewer, [check] if ticked else [])
    if not ticked and check in before:
        connection.execute(
            delete(case_check).where(case_check.c.case_id == row.id, case_check.c.check_id == check)
        )
    kind = "ticked" if ticked else "unticked"
    row = record.change(connection, row)
    record.add_event(context, connection, row.id, viewer.email, kind, private=True, check=check)
    return record.changed(context, connection, row, viewer, "case_ticked")


def private_note(
    context: Context, connection: Connection, reference: str, actor: Person, words: str
) -> Case:
    """Adds a note that only those who handle the case see.

    Raises:
        CaseError: 404, not theirs to handle; 422, no words or too many.
    """
    viewer, row = _held(context, connection, reference, actor)
    note = deciding.words_of(words, field="words")
    if not note:
        raise CaseError(422, "Please write the note.", ("words",))
    record.add_event(context, connection, row.id, viewer.email, "note", note, private=True)
    return record.changed(context, connection, row, viewer, "case_noted")


def correct(
    context: Context,
    connection: Connection,
    reference: str,
    actor: Person,
    decision: str,
    reason: str,
    conditions: Sequence[str] = (),
    checks: Sequence[str] = (),
) -> Case:
    """Puts a decision right: a further event, told to everybody whom it touches.

    Raises:
        CaseError: 404, not theirs; 409, not decided, closed, or not decided by them; 422,
            something is missing or wrong.
    """
    viewer, row = _held(context, connection, reference, actor)
    if row.state not in {"decided", "resolved"} or _maker(connection, row) != viewer.email:
        raise CaseError(409, "Only whoever decided a case can correct it, until it is closed.")
    if decision not in ENDS:
        raise CaseError(422, "A correction is a decision.", ("decision",))
    if not reason.strip():
        raise CaseError(422, "Please say why it is put right.", ("reason",))
    words, added = deciding.checked(row.kind, decision, reason, conditions)
    ticked = deciding.tick_all(context, connection, row, viewer, checks)
    if decision in deciding.ENDS_WELL:
        deciding.want_checks(row, ticked)
    before = row.outcome
    row = deciding.settle(context, connection, row, decision, added)
    event = record.add_event(
        context, connection, row.id, viewer.email, "corrected", words,
        decision=decision, outcome=row.outcome, before=before,
    )  # fmt: skip
    told = [row.reporter, *deciding.watchers(connection, row.id)]
    notices.tell_all(context, connection, row.id, event, told, "corrected")
    return record.changed(context, connection, row, viewer, "case_corrected")


def close(context: Context, connection: Connection, reference: str, actor: Person) -> Case:
    """Closes a case that has been decided, resolved or withdrawn: nothing is left to do.

    Raises:
        CaseError: 404, not theirs to handle; 409, it is open or closed already.
    """
    viewer, row = _held(context, connection, reference, actor)
    if row.state in OPEN:
        raise CaseError(409, "Decide the case before you close it.")
    if row.state == "closed":
        raise CaseError(409, f"{row.reference} is closed already.")
    row = record.change(connection, row, state="closed", closed_at=context.now())
    record.add_event(context, connection, row.id, viewer.email, "closed")
    return record.changed(context, connection, row, viewer, "case_closed")


def hold(context: Context, connection: Connection, reference: str, actor: Person) -> Case:
    """Sets a legal hold: nothing of the case is deleted under it.

    Raises:
        CaseError: 404, not theirs (its handler's, or the head's or a senior leader's who sees it);
            409, that is how it is already.
    """
    return _hold(context, connection, reference, actor, on=True)


def release(context: Context, connection: Connection, reference: str, actor: Person) -> Case:
    """Ends a legal hold. What is past its time is announced anew before it goes.

    Raises:
        CaseError: as `hold`.
    """
    return _hold(context, connection, reference, actor, on=False)


def _hold(
    context: Context, connection: Connection, reference: str, actor: Person, *, on: bool
) -> Case:
    viewer = access.viewer_of(context, connection, actor)
    row = record.find(context, connection, reference, viewer, lock=True)
    if not (viewer.handles(row) or access.oversees(viewer, row)):
        raise CaseError(404, access.NOT_YOURS)
    if on == (row.hold_by is not None):
        raise CaseError(409, f"{row.reference} is {'' if on else 'not '}on hold already.")
    row = record.change(connection, row, hold_by=viewer.email if on else None)
    record.add_event(
        context, connection, row.id, viewer.email, "held" if on else "released", private=True
    )
    if not on:
        timers.warn_again(context, connection, row)
    return record.changed(context, connection, row, viewer, "case_held" if on else "case_released")


def _held(
    context: Context, connection: Connection, reference: str, actor: Person
) -> tuple[Viewer, CaseRow]:
    viewer = access.viewer_of(context, connection, actor)
    return viewer, deciding.held(context, connection, reference, viewer)


def _open(
    context: Context, connection: Connection, reference: str, actor: Person
) -> tuple[Viewer, CaseRow]:
    viewer, row = _held(context, connection, reference, actor)
    deciding.refuse_decided(context, connection, row)
    return viewer, row


def _maker(connection: Connection, row: CaseRow) -> str | None:
    found: str | None = connection.execute(
        select(case_event.c.actor)
        .where(
            case_event.c.case_id == row.id,
            case_event.c.kind.in_(("decided", "corrected", "headteacher")),
        )
        .order_by(case_event.c.id.desc())
    ).scalar()
    return found
