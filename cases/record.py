"""The rows of a case: read into what the rest passes about, added to, and held while they change.

Locks are taken in one order everywhere, so that nobody waits in a ring: the case, what hangs on it,
the audit trail last.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from cases import access, audit
from cases.access import Viewer
from cases.context import Context
from cases.model import Answer, Attachment, Case, CaseError, CaseEvent, Check
from cases.reference import ReferenceError_, read_reference
from cases.tables import attachment, case_check, case_event, case_file

CaseRow = Row[Any]

CHANGED = "This case has changed since you opened it. Please look at it again."


def find(
    context: Context, connection: Connection, reference: str, viewer: Viewer, *, lock: bool = False
) -> CaseRow:
    """The row of a case that this person may see; with `lock`, held until the transaction ends.

    Raises:
        CaseError: 404, alike for what is not there and what is not theirs.
    """
    query = select(case_file).where(
        case_file.c.reference == _reference(reference), access.visible(viewer)
    )
    if lock:
        query = query.with_for_update(of=case_file)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CaseError(404, access.NOT_YOURS)
    return row


def by_id(connection: Connection, case_id: int, *, lock: bool = False) -> CaseRow | None:
    """The row with this number, whoever may see it."""
    query = select(case_file).where(case_file.c.id == case_id)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def check_version(row: CaseRow, version: int | None) -> None:
    """Refuses to go on where somebody saw another state of the case than there is now.

    Raises:
        CaseError: 409.
    """
    if version is not None and version != row.version:
        raise CaseError(409, CHANGED)


def change(connection: Connection, row: CaseRow, **values: Any) -> CaseRow:
    """Changes a case that is held, and its version. The row as it is then."""
    connection.execute(
        update(case_file)
        .where(case_file.c.id == row.id)
        .values(version=case_file.c.version + 1, **values)
    )
    changed = by_id(connection, row.id)
    if changed is None:
        raise RuntimeError("a case went while it was held")
    return changed


def add_event(
    context: Context,
    connection: Connection,
    case_id: int,
    actor: str,
    kind: str,
    note: str | None = None,
    *,
    private: bool = False,
    **data: Any,
) -> int:
    """Adds an event; its number. `note` is free text and sealed, `data` ids and choices only."""
    made = connection.execute(
        insert(case_event).values(
            case_id=case_id,
            at=context.now(),
            actor=actor,
            kind=kind,
            sealed=context.keys.seal(note) if note else None,
            data=data,
            private=private,
        )
    ).inserted_primary_key
    if made is None:
        raise RuntimeError("the database told no number for a new event")
    return int(made[0])


def seal(context: Context, answers: Mapping[str, Answer], conditions: Iterable[str]) -> str:
    """Answers and conditions as a case keeps them."""
    plain = {
        "answers": {slot: [answer.value, answer.words] for slot, answer in answers.items()},
        "conditions": list(conditions),
    }
    return context.keys.seal(json.dumps(plain, ensure_ascii=False))


def unseal(context: Context, row: CaseRow) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """The answers and conditions of a case."""
    plain = json.loads(context.keys.unseal(row.sealed))
    answers = {slot: Answer(value, words) for slot, (value, words) in plain["answers"].items()}
    return answers, tuple(plain["conditions"])


def load(context: Context, connection: Connection, row: CaseRow, viewer: Viewer) -> Case:
    """A case as this person may see it."""
    return load_all(context, connection, [row], viewer)[0]


def load_all(
    context: Context, connection: Connection, rows: Sequence[CaseRow], viewer: Viewer
) -> tuple[Case, ...]:
    """Cases as this person may see them, in the order of their rows."""
    ids = [row.id for row in rows]
    events = _by_case(connection, case_event, ids, case_event.c.id)
    ticks = _by_case(connection, case_check, ids, case_check.c.at)
    files = _by_case(connection, attachment, ids, attachment.c.at)
    return tuple(
        _made(
            row,
            *unseal(context, row),
            _checks(row, ticks[row.id]),
            tuple(
                _event(context, each)
                for each in events[row.id]
                if not each.private or viewer.handles(row) or each.actor == viewer.email
            ),
            tuple(_file(context, each) for each in files[row.id]),
        )
        for row in rows
    )


def changed(
    context: Context, connection: Connection, row: CaseRow, viewer: Viewer, action: str
) -> Case:
    """A case after something was done to it, which is noted down here: the last step of all."""
    found = load(context, connection, row, viewer)
    audit.record(connection, viewer.email, action, row.reference, context.now())
    return found


def outline(row: CaseRow) -> Case:
    """A case as a list shows it: nothing that is sealed, and nothing that hangs on it."""
    return _made(row, {}, ())


def _by_case(
    connection: Connection, table: Any, ids: Sequence[int], order: Any
) -> dict[int, list[CaseRow]]:
    found: dict[int, list[CaseRow]] = defaultdict(list)
    columns = [column for column in table.c if column.name != "content_sealed"]
    query = select(*columns).where(table.c.case_id.in_(ids)).order_by(order)
    for row in connection.execute(query):
        found[row.case_id].append(row)
    return found


def _made(
    row: CaseRow,
    answers: Mapping[str, Answer],
    conditions: tuple[str, ...],
    checks: tuple[Check, ...] = (),
    events: tuple[CaseEvent, ...] = (),
    attachments: tuple[Attachment, ...] = (),
) -> Case:
    return Case(
        id=row.id,
        reference=row.reference,
        procedure=row.procedure,
        kind=row.kind,
        reporter=row.reporter,
        handler=row.handler,
        state=row.state,
        outcome=row.outcome,
        confidential=row.confidential,
        edition=row.edition,
        answers=answers,
        conditions=conditions,
        checks=checks,
        events=events,
        attachments=attachments,
        about_on=row.about_on,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        closed_at=row.closed_at,
        hold_by=row.hold_by,
        version=row.version,
    )


def _checks(row: CaseRow, ticks: Iterable[CaseRow]) -> tuple[Check, ...]:
    ticked = {tick.check_id: tick.by for tick in ticks}
    return tuple(
        Check(**check, ticked=check["id"] in ticked, ticked_by=ticked.get(check["id"]))
        for check in row.checks
    )


def _event(context: Context, row: CaseRow) -> CaseEvent:
    note = context.keys.unseal(row.sealed) if row.sealed else None
    return CaseEvent(row.id, row.at, row.actor, row.kind, note, row.data, row.private)


def _file(context: Context, row: CaseRow) -> Attachment:
    name = context.keys.unseal(row.name_sealed)
    return Attachment(row.id, name, row.media_type, row.size, row.at, row.person)


def _reference(words: str) -> str:
    """As it is written in the table; words that are no reference are looked up in vain."""
    try:
        return read_reference(words)
    except ReferenceError_:
        return ""
