"""Cases that belong together. A withdrawn consent tells those who hold the images it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from cases import access, audit, deciding, images, notices, record
from cases.context import Context
from cases.directory import Person
from cases.model import ASSISTANT, Answer, CaseError
from cases.record import CaseRow
from cases.reference import find_reference
from cases.tables import case_file, case_link, image_held

WITHDRAWN = "image_consent_withdrawn"
"""The procedure by which consent for images ends."""
PLACE_TYPES = frozenset({"school", "schools"})
REFERENCE = "filming_reference"
MOST = 20
SOME = 50  # cases read at a time


@dataclass(frozen=True, slots=True)
class Linked:
    """Another case that belongs to one, which the viewer may see as well."""

    reference: str
    procedure: str
    state: str
    submitted_at: datetime


def link(
    context: Context, connection: Connection, reference: str, actor: Person, other: str
) -> None:
    """Says that two cases belong together; twice is once.

    Where one is a consent withdrawn and the other has images in the register, these are to be
    destroyed at once, and whoever holds them is told.

    Raises:
        CaseError: 404, not theirs to handle, or the other is not theirs to see; 422, it is the
            same.
    """
    viewer = access.viewer_of(context, connection, actor)
    row = deciding.held(context, connection, reference, viewer)
    try:
        second = record.find(context, connection, other, viewer)
    except CaseError:
        raise CaseError(404, access.NOT_YOURS, ("other",)) from None
    if row.id == second.id:
        raise CaseError(422, "A case does not belong to itself.", ("other",))
    if _join(context, connection, row, second, viewer.email):
        _end_images(context, connection, row, second, viewer.email)
        audit.record(
            connection, viewer.email, "case_linked", row.reference, context.now(),
            other=second.reference,
        )  # fmt: skip


def linked(
    context: Context, connection: Connection, reference: str, viewer: Person
) -> tuple[Linked, ...]:
    """The cases that belong to this one, as far as the viewer may see them.

    Raises:
        CaseError: 404, not theirs.
    """
    looking = access.viewer_of(context, connection, viewer)
    row = record.find(context, connection, reference, looking)
    rows = connection.execute(
        select(case_file)
        .where(access.visible(looking), case_file.c.id.in_(_joined(connection, row.id)))
        .order_by(case_file.c.id)
    )
    return tuple(_linked(each) for each in rows)


def candidates(
    context: Context, connection: Connection, reference: str, viewer: Person
) -> tuple[Linked, ...]:
    """Approved cases whose images a withdrawn consent may be about, likeliest first.

    Those that the report names come first, then those of the same places.

    Raises:
        CaseError: 404, not theirs to handle.
    """
    looking = access.viewer_of(context, connection, viewer)
    row = deciding.held(context, connection, reference, looking)
    if row.procedure != WITHDRAWN:
        return ()
    answers, _ = record.unseal(context, row)
    named = find_reference(answers[REFERENCE].words) if REFERENCE in answers else None
    places = _places(context, row.procedure, answers)
    query = (
        select(case_file)
        .where(
            access.visible(looking),
            case_file.c.outcome == "approved",
            case_file.c.id.in_(
                select(image_held.c.case_id).where(image_held.c.destroyed_at.is_(None))
            ),
            case_file.c.id.not_in(_joined(connection, row.id)),
        )
        .order_by(*([case_file.c.reference != named] if named else []), case_file.c.id.desc())
        .execution_options(yield_per=SOME)
    )
    # Where they were taken is sealed: no more cases are unsealed than it takes to find enough.
    with connection.execute(query) as rows:
        fitting = (
            each
            for each in rows
            if each.reference == named
            or places & _places(context, each.procedure, record.unseal(context, each)[0])
        )
        return tuple(_linked(each) for each in islice(fitting, MOST))


def link_named(
    context: Context, connection: Connection, row: CaseRow, answers: Mapping[str, Answer]
) -> None:
    """Links a withdrawn consent to the request that it names, where its reporter made that one."""
    if row.procedure != WITHDRAWN or REFERENCE not in answers:
        return
    named = find_reference(answers[REFERENCE].words)
    second = connection.execute(
        select(case_file).where(
            case_file.c.reference == named, case_file.c.reporter == row.reporter
        )
    ).one_or_none()
    if second is not None and _join(context, connection, row, second, ASSISTANT):
        _end_images(context, connection, row, second, ASSISTANT)


def _join(context: Context, connection: Connection, row: CaseRow, second: CaseRow, by: str) -> bool:
    first_id, second_id = sorted((row.id, second.id))
    if second.id in _joined(connection, row.id):
        return False
    connection.execute(
        insert(case_link).values(case_id=first_id, other_id=second_id, by=by, at=context.now())
    )
    # Each tells of the other by its number only: who may not see the other learns nothing.
    record.add_event(context, connection, row.id, by, "linked", private=True, other=second.id)
    record.add_event(context, connection, second.id, by, "linked", private=True, other=row.id)
    return True


def _end_images(
    context: Context, connection: Connection, row: CaseRow, second: CaseRow, by: str
) -> None:
    for report, filming in ((row, second), (second, row)):
        if report.procedure != WITHDRAWN:
            continue
        holders = images.due_now(context, connection, filming.id)
        if holders:
            event = record.add_event(context, connection, filming.id, by, "consent_withdrawn")
            told = [*holders, filming.handler]
            notices.tell_all(context, connection, filming.id, event, told, "consent_withdrawn")


def _joined(connection: Connection, case_id: int) -> list[int]:
    rows = connection.execute(
        select(case_link.c.case_id, case_link.c.other_id).where(
            or_(case_link.c.case_id == case_id, case_link.c.other_id == case_id)
        )
    )
    return [other if first == case_id else first for first, other in rows]


def _places(context: Context, procedure_id: str, answers: Mapping[str, Answer]) -> set[str]:
    procedure = context.procedure(procedure_id)
    if procedure is None:
        return set()
    return {
        place.casefold()
        for question in procedure.questions
        if question.type in PLACE_TYPES and question.slot in answers
        for place in _names(answers[question.slot].value)
    }


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _linked(row: CaseRow) -> Linked:
    return Linked(row.reference, row.procedure, row.state, row.submitted_at)
