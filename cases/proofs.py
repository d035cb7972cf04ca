"""Proof of an approval, for a school: a page behind a secret link. It names no student.

Shown is only what cannot name one: dates, places and what was chosen from a list. Words of
anybody's own, the handler's conditions among them, stay in the case.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cases import access, audit, record
from cases.context import Context
from cases.directory import Person
from cases.model import Answer, CaseError
from cases.record import CaseRow
from cases.tables import case_event, case_file, proof

SHOWN_TYPES = frozenset(
    {"choice", "choices", "yes_no", "date", "dates", "time", "school", "schools"}
)
# "Ask for permission to film", "Ask to film", "Ask a school to let you film".
_ASKING = re.compile(r"^Ask (?:for permission to|to|.+? to let you) ")
NOT_APPROVED = "Only an approval can be shown as proof."


@dataclass(frozen=True, slots=True)
class Proof:
    """What the page shows. ``answers`` are pairs of label and words, in the form's order.

    ``more_conditions`` counts the handler's own ones, which are not shown.
    """

    reference: str
    title: str
    organisation: str
    holder: str
    decided_by: str
    decided_at: datetime
    answers: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    more_conditions: int


@dataclass(frozen=True, slots=True)
class Made:
    """A proof that was made: by whom and when. It is over once ``ended_at`` is set."""

    made_by: str
    made_at: datetime
    ended_at: datetime | None


def make(context: Context, connection: Connection, reference: str, actor: Person) -> str:
    """A new proof of an approval; the secret of its address.

    Raises:
        CaseError: 404, not theirs (its reporter's or handler's); 409, it is not approved.
    """
    viewer = access.viewer_of(context, connection, actor)
    row = _own(context, connection, reference, actor)
    if row.outcome != "approved":
        raise CaseError(409, NOT_APPROVED)
    secret = secrets.token_urlsafe(32)
    connection.execute(
        insert(proof).values(
            digest=_digest(secret), case_id=row.id, made_by=viewer.email, made_at=context.now()
        )
    )
    record.add_event(context, connection, row.id, viewer.email, "proof_made")
    audit.record(connection, viewer.email, "proof_made", row.reference, context.now())
    return secret


def show(context: Context, connection: Connection, secret: str) -> Proof | None:
    """What a proof shows to whoever has its secret; None when there is none or it is over."""
    row = connection.execute(
        select(case_file)
        .join(proof, proof.c.case_id == case_file.c.id)
        .where(proof.c.digest == _digest(secret), proof.c.ended_at.is_(None))
    ).one_or_none()
    if row is None or row.outcome != "approved":
        return None
    answers, conditions = record.unseal(context, row)
    procedure = context.procedure(row.procedure)
    standard = {each.text for each in procedure.conditions} if procedure else set()
    by = _name(context, _decided_by(connection, row))
    return Proof(
        reference=row.reference,
        title=_as_noun(context.title(row.procedure)),
        organisation=context.organisation.name,
        holder=_name(context, row.reporter),
        decided_by=procedure.decider(by) if procedure else by,
        decided_at=row.decided_at,
        answers=_shown(context, row.procedure, answers),
        conditions=tuple(each for each in conditions if each in standard),
        more_conditions=sum(each not in standard for each in conditions),
    )


def made(
    context: Context, connection: Connection, reference: str, viewer: Person
) -> tuple[Made, ...]:
    """The proofs of a case, the newest first.

    Raises:
        CaseError: 404, not theirs.
    """
    row = _own(context, connection, reference, viewer)
    rows = connection.execute(
        select(proof.c.made_by, proof.c.made_at, proof.c.ended_at)
        .where(proof.c.case_id == row.id)
        .order_by(proof.c.made_at.desc(), proof.c.digest)
    )
    return tuple(Made(*each) for each in rows)


def end(context: Context, connection: Connection, reference: str, actor: Person) -> int:
    """Ends the proofs of a case: their addresses show nothing any more. How many there were.

    Raises:
        CaseError: 404, not theirs.
    """
    row = _own(context, connection, reference, actor)
    ended = end_all(context, connection, row.id)
    if ended:
        record.add_event(context, connection, row.id, actor.email, "proof_ended")
        audit.record(connection, actor.email, "proof_ended", row.reference, context.now())
    return ended


def end_all(context: Context, connection: Connection, case_id: int) -> int:
    """Ends the proofs of a case that is approved no more. How many there were."""
    return connection.execute(
        update(proof)
        .where(proof.c.case_id == case_id, proof.c.ended_at.is_(None))
        .values(ended_at=context.now())
    ).rowcount


def _own(context: Context, connection: Connection, reference: str, actor: Person) -> CaseRow:
    viewer = access.viewer_of(context, connection, actor)
    row = record.find(context, connection, reference, viewer)
    if row.reporter != viewer.email and not viewer.handles(row):
        raise CaseError(404, access.NOT_YOURS)
    return row


def _decided_by(connection: Connection, row: CaseRow) -> str:
    found: str | None = connection.execute(
        select(case_event.c.actor)
        .where(case_event.c.case_id == row.id, case_event.c.kind.in_(("decided", "corrected")))
        .order_by(case_event.c.id.desc())
    ).scalar()
    return found or row.handler


def _shown(
    context: Context, procedure_id: str, answers: Mapping[str, Answer]
) -> tuple[tuple[str, str], ...]:
    procedure = context.procedure(procedure_id)
    if procedure is None:
        return ()
    return tuple(
        (each.label, answers[each.slot].words)
        for each in procedure.asked(answers)
        if each.type in SHOWN_TYPES and not each.secret and each.slot in answers
    )


def _as_noun(title: str) -> str:
    """What was asked for, once it is given: "Permission to film" for "Ask to film"."""
    return _ASKING.sub("Permission to ", title)


def _name(context: Context, email: str) -> str:
    person = context.directory.find(email)
    return person.name if person else email


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
