"""A word to somebody about a case: a row for each way to them, sent once the transaction counts.

Its text is made when it is sent, from ids. Whoever the case concerns is never told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, insert, select

from cases import access
from cases.context import Context
from cases.model import ASSISTANT
from cases.tables import notice

Kind = Literal[
    "filed_to_reporter",
    "new_case",
    "urgent_case",
    "decision",
    "more_information",
    "answered",
    "message",
    "reassigned",
    "cover",
    "reminder",
    "escalated",
    "overdue",
    "withdrawn",
    "corrected",
    "consent_due",
    "consent_received",
    "consent_withdrawn",
    "destroy_due",
    "destroyed",
    "keep_warning",
    "unassigned",
]
WAYS = ("mail", "chat")
MAIL_ONLY = frozenset({"filed_to_reporter"})
"""The chat has said it already."""


def tell(
    context: Context,
    connection: Connection,
    case_id: int,
    event_id: int,
    person: str,
    kind: Kind,
) -> None:
    """Has this person told of an event. Told of it already, or gone: nothing happens."""
    if person == ASSISTANT or context.directory.find(person) is None:
        return
    if person in access.concerned(connection, case_id):
        return
    for way in WAYS:
        if way == "chat" and kind in MAIL_ONLY:
            continue
        _add(context, connection, case_id, event_id, person, kind, way)


def tell_all(
    context: Context,
    connection: Connection,
    case_id: int,
    event_id: int,
    people: Iterable[str],
    kind: Kind,
) -> None:
    """`tell`, each of them once."""
    for person in dict.fromkeys(people):
        tell(context, connection, case_id, event_id, person, kind)


def _add(
    context: Context,
    connection: Connection,
    case_id: int,
    event_id: int,
    person: str,
    kind: Kind,
    way: str,
) -> None:
    whose = hashlib.sha256(person.encode()).hexdigest()[:16]
    key = f"{event_id}.{kind}.{way}.{whose}"
    if connection.execute(select(notice.c.id).where(notice.c.key == key)).first():
        return
    made = connection.execute(
        insert(notice).values(
            case_id=case_id,
            event_id=event_id,
            person=person,
            kind=kind,
            way=way,
            key=key,
            at=context.now(),
        )
    ).inserted_primary_key
    if made is None:
        raise RuntimeError("the database told no number for a new notice")
    context.queue.enqueue(connection, "deliver_notice", f"notice-{made[0]}", int(made[0]))
