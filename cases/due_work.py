"""Does what is due to a case: reminds, hands on, announces, forgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, func, select

from cases import audit, images, notices, record, timers
from cases.context import Context
from cases.handing_on import hand_on
from cases.model import ASSISTANT, OPEN
from cases.record import CaseRow
from cases.tables import case_event, case_file, draft, timer

ASK_AGAIN = 3  # times that a reporter is reminded of a question; then its handler hears of it
AGAIN = 5  # working days until images that nobody confirmed as destroyed are asked about again
HOLD_AGAIN = timedelta(days=1)


def due(context: Context, connection: Connection, limit: int = 100) -> list[int]:
    """The numbers of timers whose moment has come, the oldest first."""
    query = (
        select(timer.c.id)
        .where(timer.c.due_at <= context.now(), timer.c.done_at.is_(None))
        .order_by(timer.c.due_at, timer.c.id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def fire(context: Context, connection: Connection, timer_id: int) -> None:
    """Does what a timer is there for, once: fired again, or not due (any more), it does nothing."""
    found = connection.execute(select(timer).where(timer.c.id == timer_id)).one_or_none()
    if found is None:
        return
    # The case first, then what hangs on it: the same order as everywhere.
    row = record.by_id(connection, found.case_id, lock=True)
    found = connection.execute(select(timer).where(timer.c.id == timer_id)).one_or_none()
    if row is None or found is None or found.done_at or found.due_at > context.now():
        return
    timers.done(connection, timer_id, context.now())
    if _outdone(context, connection, row, found.kind):
        return
    WORK[found.kind](context, connection, row)


def _outdone(context: Context, connection: Connection, row: CaseRow, kind: str) -> bool:
    """Whether something weightier is due as well: after an outage all would be told at once."""
    if kind not in timers.DECIDING:
        return False
    weightier = set(timers.DECIDING[timers.DECIDING.index(kind) + 1 :])
    if row.handler == row.reporter:
        weightier.discard("escalate")  # it is handed on to nobody
    query = select(timer.c.id).where(
        timer.c.case_id == row.id,
        timer.c.kind.in_(sorted(weightier)),
        timer.c.due_at <= context.now(),
        timer.c.done_at.is_(None),
    )
    return connection.execute(query).first() is not None


def _remind(context: Context, connection: Connection, row: CaseRow) -> None:
    if row.state == "more_information":
        _ask_again(context, connection, row)
    # Who took over a late case is not told that it will be due.
    late = row.due_at <= context.now()
    _tell_handler(context, connection, row, "reminded", "overdue" if late else "reminder")


def _overdue(context: Context, connection: Connection, row: CaseRow) -> None:
    _tell_handler(context, connection, row, "overdue", "overdue")


def _escalate(context: Context, connection: Connection, row: CaseRow) -> None:
    # What a Headteacher says, nobody but the reporter can find out.
    if row.state not in OPEN or row.handler == row.reporter:
        return
    if not hand_on(context, connection, row, "escalated", watching=True):
        _tell_handler(context, connection, row, "overdue", "overdue")


def _tell_handler(
    context: Context, connection: Connection, row: CaseRow, kind: str, notice: notices.Kind
) -> None:
    if row.state in OPEN and row.state != "more_information":
        event = record.add_event(context, connection, row.id, ASSISTANT, kind)
        notices.tell(context, connection, row.id, event, row.handler, notice)


def _ask_again(context: Context, connection: Connection, row: CaseRow) -> None:
    event = record.add_event(context, connection, row.id, ASSISTANT, "asked_again")
    notices.tell(context, connection, row.id, event, row.reporter, "more_information")
    asked = select(func.count()).where(
        case_event.c.case_id == row.id, case_event.c.kind == "asked_again"
    )
    if connection.execute(asked).scalar_one() < ASK_AGAIN:
        timers.arm_asking(context, connection, row.id)
    else:
        notices.tell(context, connection, row.id, event, row.handler, "reminder")


def _consent_due(context: Context, connection: Connection, row: CaseRow) -> None:
    received = connection.execute(
        select(case_event.c.id).where(
            case_event.c.case_id == row.id, case_event.c.kind == "consent_received"
        )
    ).first()
    if row.outcome == "approved" and received is None:
        event = record.add_event(context, connection, row.id, ASSISTANT, "consent_due")
        notices.tell_all(
            context, connection, row.id, event, (row.reporter, row.handler), "consent_due"
        )


def _destroy_due(context: Context, connection: Connection, row: CaseRow) -> None:
    holders = images.still_held(connection, row.id)
    if holders:
        event = record.add_event(context, connection, row.id, ASSISTANT, "destroy_due")
        notices.tell_all(context, connection, row.id, event, holders, "destroy_due")
        again = context.calendar.after(context.today(), AGAIN)
        timers.arm(connection, row.id, "destroy_due", context.calendar.morning(again))


def _keep_warning(context: Context, connection: Connection, row: CaseRow) -> None:
    if row.hold_by is None:
        event = record.add_event(
            context, connection, row.id, ASSISTANT, "keep_warning", private=True
        )
        notices.tell(context, connection, row.id, event, row.handler, "keep_warning")


def _forget(context: Context, connection: Connection, row: CaseRow) -> None:
    """Deletes a case with its rows and files; that it went stays in the audit trail.

    On legal hold, or with images still held, it is looked at again later.
    """
    if row.hold_by is not None or images.still_held(connection, row.id):
        timers.arm(connection, row.id, "forget", context.now() + HOLD_AGAIN)
        return
    files = len(context.attachments.of_case(connection, row.id))
    connection.execute(delete(draft).where(draft.c.submission == row.submission))
    connection.execute(delete(case_file).where(case_file.c.id == row.id))
    audit.record(
        connection, ASSISTANT, "case_forgotten", row.reference, context.now(),
        procedure=row.procedure, keep=row.keep_class, files=files,
    )  # fmt: skip


WORK: dict[str, Callable[[Context, Connection, CaseRow], None]] = {
    "reminder": _remind,
    "overdue": _overdue,
    "escalate": _escalate,
    "consent_due": _consent_due,
    "destroy_due": _destroy_due,
    "keep_warning": _keep_warning,
    "forget": _forget,
}
