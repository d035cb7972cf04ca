"""The desk: notices that could not be delivered, or wait strangely long, and what is done about it.

Every function works in its caller's transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select

from bot.notices import store
from bot.notices.store import Notice, notice_in
from cases import audit
from cases.context import TakesWork
from cases.tables import case_file, notice

LONG = timedelta(minutes=15)
"""A notice that waits longer than this is shown, though it is still tried."""

MOST = 500


@dataclass(frozen=True, slots=True)
class Stuck:
    """A notice on the desk, and the reference of its case."""

    notice: Notice
    reference: str | None


def undelivered(connection: Connection, now: datetime, limit: int = MOST) -> list[Stuck]:
    """What failed and what has waited for long, the oldest first."""
    long_ago = notice.c.at < now - LONG
    query = (
        select(notice, case_file.c.reference)
        .join_from(notice, case_file, notice.c.case_id == case_file.c.id, isouter=True)
        .where(or_(notice.c.state == store.FAILED, (notice.c.state == store.WAITING) & long_ago))
        .order_by(notice.c.at, notice.c.id)
        .limit(limit)
    )
    return [Stuck(notice_in(row), row.reference) for row in connection.execute(query)]


def retry(
    connection: Connection, queue: TakesWork, notice_id: int, actor: str, now: datetime
) -> bool:
    """Has a failed notice tried again, from the start. False when it is not on the desk."""
    if not store.again(connection, notice_id, now):
        return False
    # Another id than before: the work of the first tries is over and done with.
    work = f"notice-{notice_id}-{secrets.token_hex(8)}"
    queue.enqueue(connection, "deliver_notice", work, notice_id)
    audit.record(connection, actor, "notice_retried", f"notice {notice_id}", now)
    return True


def drop(connection: Connection, notice_id: int, actor: str, now: datetime) -> bool:
    """Takes a notice off the desk for good. False when it is not there."""
    told = store.find(connection, notice_id, lock=True)
    if told is None or told.state not in {store.FAILED, store.WAITING}:
        return False
    store.again(connection, notice_id, now)
    store.dropped(connection, told, "by_hand", now)
    audit.record(connection, actor, "notice_dropped", f"notice {notice_id}", now)
    return True
