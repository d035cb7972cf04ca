"""What is due to happen to a case by itself, and when. `cases.due_work` does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from cases.context import Context
from cases.declaration import Due, Procedure
from cases.record import CaseRow
from cases.tables import timer

Kind = Literal[
    "reminder",
    "overdue",
    "escalate",
    "consent_due",
    "destroy_due",
    "keep_warning",
    "forget",
]
DECIDING: tuple[Kind, ...] = ("reminder", "overdue", "escalate")
AT_LEAST = timedelta(hours=4)  # to decide what is wanted before a day that is near
KEEPING: tuple[Kind, ...] = ("keep_warning", "forget")


def arm(connection: Connection, case_id: int, kind: Kind, due_at: datetime) -> None:
    """Has this happen at `due_at`, and at no other moment that it was to happen."""
    disarm(connection, case_id, [kind])
    same = (timer.c.case_id == case_id, timer.c.kind == kind, timer.c.due_at == due_at)
    if connection.execute(select(timer.c.id).where(*same)).first():
        connection.execute(update(timer).where(*same).values(done_at=None))
    else:
        connection.execute(insert(timer).values(case_id=case_id, kind=kind, due_at=due_at))


def disarm(connection: Connection, case_id: int, kinds: Iterable[Kind]) -> None:
    """Has it not happen."""
    connection.execute(
        delete(timer).where(
            timer.c.case_id == case_id, timer.c.kind.in_(tuple(kinds)), timer.c.done_at.is_(None)
        )
    )


def done(connection: Connection, timer_id: int, at: datetime) -> None:
    """Notes down that it has happened."""
    connection.execute(update(timer).where(timer.c.id == timer_id).values(done_at=at))


def due_of(context: Context, procedure: Procedure | None, about_on: date | None = None) -> datetime:
    """By when a case of this procedure that comes in now is to be decided.

    Permission for a day is wanted before the day begins: a near one leaves some hours.
    """
    now, calendar = context.now(), context.calendar
    due = calendar.due(now, procedure.due if procedure else Due(working_days=5))
    if about_on is None or procedure is None or procedure.kind != "permission":
        return due
    if about_on < calendar.day(now):
        return due
    return min(due, max(calendar.morning(about_on), now + AT_LEAST))


def is_pressing(context: Context, procedure: Procedure | None, due_at: datetime) -> bool:
    """Whether it is due within hours, or sooner than such cases are: nothing waits for days."""
    if procedure is None:
        return False
    return procedure.due.hours is not None or due_at < due_of(context, procedure)


def arm_deciding(
    context: Context, connection: Connection, case_id: int, due_at: datetime, *, by_hours: bool
) -> None:
    """Has the handler reminded, and the deputy take over, unless it is decided first.

    What is due within hours is reminded of at half the time and handed on when the time is over.
    """
    now, calendar, routing = context.now(), context.calendar, context.organisation.routing
    if by_hours:
        reminder, escalate = now + (due_at - now) / 2, due_at
    else:
        remind_on = calendar.after(calendar.day(now), routing.remind_after)
        late_on = calendar.after(calendar.day(due_at), routing.escalate_after)
        reminder, escalate = calendar.morning(remind_on), calendar.evening(late_on)
    if reminder < due_at:
        arm(connection, case_id, "reminder", reminder)
    arm(connection, case_id, "overdue", due_at)
    arm(connection, case_id, "escalate", escalate)


def arm_asking(context: Context, connection: Connection, case_id: int) -> None:
    """Has the reporter reminded that a question is open."""
    days = context.organisation.routing.remind_after
    day = context.calendar.after(context.today(), days)
    arm(connection, case_id, "reminder", context.calendar.morning(day))


def arm_keeping(
    context: Context, connection: Connection, row: CaseRow, no_sooner: datetime | None = None
) -> None:
    """Has a case that has ended forgotten when its class of retention says so.

    The days count from now, or from `no_sooner` where that is later.
    """
    keep = context.organisation.keep[row.keep_class]
    begin = max(context.now(), no_sooner or context.now())
    forget = begin + timedelta(days=keep.days)
    arm(connection, row.id, "keep_warning", forget - timedelta(days=keep.warn_days))
    arm(connection, row.id, "forget", forget)


def warn_again(context: Context, connection: Connection, row: CaseRow) -> None:
    """A case whose legal hold is over is announced anew before it goes."""
    if row.decided_at is None:
        return
    keep = context.organisation.keep[row.keep_class]
    left = connection.execute(
        select(timer.c.due_at).where(
            timer.c.case_id == row.id, timer.c.kind == "forget", timer.c.done_at.is_(None)
        )
    ).scalar()
    soonest = context.now() + timedelta(days=keep.warn_days)
    forget = max(left or soonest, soonest)
    arm(connection, row.id, "keep_warning", forget - timedelta(days=keep.warn_days))
    arm(connection, row.id, "forget", forget)
