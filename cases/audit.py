"""The audit trail: who did what to what, and when. Each entry covers the one before it.

The digests are HMACs by a key of `cases.keys`, so that nobody remakes the chain with the database
alone; triggers in the database refuse to change or delete an entry.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from cases.keys import Keys, keys_of
from cases.tables import audit, audit_head

SOME = 1_000  # entries read at a time


def record(
    connection: Connection, actor: str, action: str, subject: str, at: datetime, **detail: Any
) -> None:
    """Adds an entry in the caller's transaction.

    Whoever records next, in any process, waits until that transaction ends: record last.

    Args:
        connection: of a database that `Keys.open` was given.
        actor: an e-mail address, or `cases.model.ASSISTANT`.
        action: what was done, as a word: "case_read".
        subject: a case's reference, a person, a setting.
        at: the moment, with its zone.
        detail: plain data: ids and choices, no free text.
    """
    detail = json.loads(json.dumps(detail))
    head = connection.execute(
        select(audit_head.c.number, audit_head.c.digest).with_for_update()
    ).one()
    number = head.number + 1
    digest = _digest(keys_of(connection), head.digest, number, at, actor, action, subject, detail)
    connection.execute(
        insert(audit).values(
            number=number, at=at, actor=actor, action=action,
            subject=subject, detail=detail, digest=digest,
        )
    )  # fmt: skip
    connection.execute(update(audit_head).values(number=number, digest=digest))


def head_of(connection: Connection) -> tuple[int, str]:
    """The last entry's number and digest: kept elsewhere, they show later that none was cut off."""
    found = connection.execute(select(audit_head.c.number, audit_head.c.digest)).one()
    return found.number, found.digest


def verify(connection: Connection, known: tuple[int, str] | None = None) -> list[str]:
    """What is wrong with the trail, a sentence each; nothing when it is whole.

    Args:
        connection: best one that only reads.
        known: an entry's number and digest as `head_of` told them before.
    """
    keys = keys_of(connection)
    faults: list[str] = []
    number, before = 0, ""
    rows = connection.execution_options(yield_per=SOME).execute(
        select(audit).order_by(audit.c.number)
    )
    for row in rows:
        if row.number != number + 1:
            faults.append(_missing(number + 1, row.number - 1))
        elif not hmac.compare_digest(
            row.digest,
            _digest(
                keys, before, row.number, row.at, row.actor, row.action, row.subject, row.detail
            ),
        ):
            faults.append(f"Entry {row.number} has been changed.")
        if known and known[0] == row.number and not hmac.compare_digest(known[1], row.digest):
            faults.append(f"Entry {row.number} is not the one it was when last verified.")
        number, before = row.number, row.digest
    return faults + _faults_of_the_end(connection, number, before, known)


def _faults_of_the_end(
    connection: Connection, number: int, digest: str, known: tuple[int, str] | None
) -> list[str]:
    row = connection.execute(select(audit_head.c.number, audit_head.c.digest)).one_or_none()
    if row is None:
        return ["The record of the last entry is missing."]
    last = max(row.number, known[0] if known else 0)
    if last > number:
        return [_missing(number + 1, last)]
    if (row.number, row.digest) != (number, digest):
        return ["The record of the last entry has been changed."]
    return []


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"Entry {first} is missing."
    return f"Entries {first} to {last} are missing."


def _digest(
    keys: Keys,
    before: str,
    number: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    entry = [before, number, moment, actor, action, subject, detail]
    return keys.chain(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode())
