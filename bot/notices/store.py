"""The rows of notices and what they are about. Every function works in its caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from cases.keys import Keys
from cases.model import ASSISTANT
from cases.tables import case_event, case_file, notice

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
LONGEST_FAULT = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, by one way (`mail` or `chat`), to one person. `key` is unique and stable."""

    id: int
    case_id: int | None
    event_id: int | None
    person: str
    kind: str
    way: str
    key: str
    state: str
    tries: int
    fault: str | None
    at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """The event that a notice tells of. `note` is free text, `data` are ids and choices."""

    actor: str
    kind: str
    note: str | None
    data: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class About:
    """The case that a notice is about, as it is now. People are e-mail addresses."""

    reference: str
    procedure: str
    kind: str
    confidential: bool
    reporter: str
    handler: str
    state: str
    outcome: str | None
    due_at: datetime
    about_on: date | None
    conditions: tuple[str, ...]
    happened: Happened | None
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)


def find(connection: Connection, notice_id: int, *, lock: bool = False) -> Notice | None:
    """The notice; None when it is gone with its case. `lock` keeps others off until the end."""
    query = select(notice).where(notice.c.id == notice_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else notice_in(row)


def about(connection: Connection, told: Notice, keys: Keys) -> About | None:
    """The case of a notice; None when there is none."""
    row = connection.execute(select(case_file).where(case_file.c.id == told.case_id)).one_or_none()
    if row is None:
        return None
    held = json.loads(keys.unseal(row.sealed))
    return About(
        reference=row.reference,
        procedure=row.procedure,
        kind=row.kind,
        confidential=row.confidential,
        reporter=row.reporter,
        handler=row.handler,
        state=row.state,
        outcome=row.outcome,
        due_at=row.due_at,
        about_on=row.about_on,
        conditions=tuple(held.get("conditions", ())),
        happened=_happened(connection, told.event_id, keys),
        answers={slot: words for slot, (_, words) in held.get("answers", {}).items()},
    )


def tried(connection: Connection, notice_id: int, fault: str) -> None:
    """One more try did not succeed; it will be tried again."""
    _change(connection, notice_id, fault=_short(fault), tries=notice.c.tries + 1)


def sent(connection: Connection, notice_id: int, now: datetime) -> None:
    """It was handed over."""
    _change(connection, notice_id, state=SENT, fault=None, tries=notice.c.tries + 1, sent_at=now)


def failed(connection: Connection, notice_id: int, fault: str | None = None) -> None:
    """It is tried no more: it stands on the desk from now on."""
    fault_too = {} if fault is None else {"fault": _short(fault), "tries": notice.c.tries + 1}
    _change(connection, notice_id, state=FAILED, **fault_too)


def dropped(connection: Connection, told: Notice, why: str, now: datetime) -> None:
    """It is not to be sent. `why` is a word; the case's history keeps it."""
    _change(connection, told.id, state=DROPPED, fault=None)
    if told.case_id is not None:
        connection.execute(
            insert(case_event).values(
                case_id=told.case_id,
                at=now,
                actor=ASSISTANT,
                kind="notice_dropped",
                data={"person": told.person, "notice": told.kind, "way": told.way, "why": why},
                private=True,
            )
        )


def again(connection: Connection, notice_id: int, now: datetime) -> bool:
    """Has a notice that failed wait anew, from now. False when it had not failed."""
    changed = connection.execute(
        update(notice)
        .where(notice.c.id == notice_id, notice.c.state == FAILED)
        .values(state=WAITING, at=now)
    )
    return bool(changed.rowcount)


def stuck(connection: Connection, before: datetime, limit: int) -> list[int]:
    """Ids of notices that have waited since before this moment."""
    query = (
        select(notice.c.id)
        .where(notice.c.state == WAITING, notice.c.at < before)
        .order_by(notice.c.id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def count(connection: Connection) -> dict[str, int]:
    """How many notices wait and how many failed."""
    query = (
        select(notice.c.state, func.count().label("number"))
        .where(notice.c.state.in_((WAITING, FAILED)))
        .group_by(notice.c.state)
    )
    found = {row.state: int(row.number) for row in connection.execute(query)}
    return {WAITING: found.get(WAITING, 0), FAILED: found.get(FAILED, 0)}


def notice_in(row: Row[Any]) -> Notice:
    """The notice in a row that has all its columns."""
    return Notice(
        id=row.id,
        case_id=row.case_id,
        event_id=row.event_id,
        person=row.person,
        kind=row.kind,
        way=row.way,
        key=row.key,
        state=row.state,
        tries=row.tries,
        fault=row.fault,
        at=row.at,
        sent_at=row.sent_at,
    )


def _happened(connection: Connection, event_id: int | None, keys: Keys) -> Happened | None:
    row = connection.execute(select(case_event).where(case_event.c.id == event_id)).one_or_none()
    if row is None:
        return None
    # What handlers write among themselves is in no notice.
    note = keys.unseal(row.sealed) if row.sealed and not row.private else None
    return Happened(row.actor, row.kind, note, row.data)


def _change(connection: Connection, notice_id: int, **values: Any) -> None:
    """Changes a notice that still waits; one that was settled meanwhile stays as it is."""
    connection.execute(
        update(notice).where(notice.c.id == notice_id, notice.c.state == WAITING).values(**values)
    )


def _short(fault: str) -> str:
    return fault[:LONGEST_FAULT]
