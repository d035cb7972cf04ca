"""The register of images: who holds which, and by when they are destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from cases import access, audit, notices, record, timers
from cases.access import Viewer
from cases.conditions import days_of, later_by
from cases.context import Context
from cases.declaration import REPORTER, Procedure
from cases.directory import Person
from cases.model import Answer, CaseError
from cases.record import CaseRow
from cases.tables import case_file, image_held

Show = Literal["held", "overdue", "all"]
NOT_HELD = "There are no such images in the register, or they are not yours."

_JOINED = image_held.join(case_file, case_file.c.id == image_held.c.case_id)
_ORDER = (image_held.c.destroyed_at.is_not(None), image_held.c.destroy_by, image_held.c.id)


@dataclass(frozen=True, slots=True)
class Held:
    """Images that somebody holds. ``what`` is in words; people are e-mail addresses."""

    id: int
    reference: str
    procedure: str
    holder: str
    handler: str
    what: str
    destroy_by: date
    destroyed_at: datetime | None
    destroyed_by: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the register: of ``total`` that fit, and how many of all are ``overdue``."""

    images: tuple[Held, ...]
    total: int
    overdue: int


def register(
    context: Context,
    connection: Connection,
    row: CaseRow,
    procedure: Procedure,
    answers: Mapping[str, Answer],
) -> datetime | None:
    """Enters the images that an approval lets be kept. Until when; None where none are kept.

    The day to destroy them is the one answered, but no later than the declaration allows from the
    last day they may be made on.
    """
    rule = procedure.register_
    if rule is None or all(each.slot != rule.slot for each in procedure.asked(answers)):
        return None
    made = days_about(procedure, answers)
    last = later_by(made[-1] if made else context.today(), rule.years_at_most, "year")
    asked = days_of(answers[rule.slot].value) if rule.slot in answers else ()
    destroy_by = min(asked[-1], last) if asked else last
    what = "; ".join(answers[slot].words for slot in rule.what if slot in answers)
    known = connection.execute(
        select(image_held.c.id).where(
            image_held.c.case_id == row.id, image_held.c.destroyed_at.is_(None)
        )
    ).first()
    values = {
        "holder": row.reporter if rule.holder == REPORTER else rule.holder,
        "sealed": context.keys.seal(what or context.title(row.procedure)),
        "destroy_by": destroy_by,
    }
    if known:
        connection.execute(update(image_held).where(image_held.c.id == known.id).values(**values))
    else:
        connection.execute(insert(image_held).values(case_id=row.id, **values))
    due = context.calendar.morning(destroy_by)
    timers.arm(connection, row.id, "destroy_due", due)
    return due


def days_about(procedure: Procedure, answers: Mapping[str, Answer]) -> tuple[date, ...]:
    """The days that a case is about, in order; none where no question asks for them."""
    answer = answers.get(procedure.about or "")
    return days_of(answer.value) if answer else ()


def due_now(context: Context, connection: Connection, case_id: int) -> list[str]:
    """Whatever is still held for this case is to be destroyed at once. Its holders."""
    mine = (image_held.c.case_id == case_id, image_held.c.destroyed_at.is_(None))
    holders = list(connection.execute(select(image_held.c.holder).where(*mine)).scalars())
    if holders:
        connection.execute(update(image_held).where(*mine).values(destroy_by=context.today()))
        timers.arm(connection, case_id, "destroy_due", context.now())
    return holders


def still_held(connection: Connection, case_id: int) -> list[str]:
    """Who still holds images of this case."""
    query = select(image_held.c.holder).where(
        image_held.c.case_id == case_id, image_held.c.destroyed_at.is_(None)
    )
    return list(connection.execute(query).scalars())


def held(
    context: Context, connection: Connection, viewer: Person, reference: str | None = None
) -> tuple[Held, ...]:
    """The register as this person may see it: what is due first comes first.

    Their own images and those of cases they may see: for the head and senior leaders, of every
    permission that is not confidential. With a `reference`, those of this case only.
    """
    looking = access.viewer_of(context, connection, viewer)
    wanted = [_visible(looking)]
    if reference is not None:
        wanted.append(case_file.c.reference == reference)
    rows = connection.execute(_query().where(*wanted).order_by(*_ORDER))
    return tuple(_held(context, row) for row in rows)


def page_of(
    context: Context,
    connection: Connection,
    viewer: Person,
    show: Show = "held",
    limit: int = 20,
    offset: int = 0,
) -> Page:
    """A page of the register as this person may see it (see `held`).

    What is due first comes first.
    """
    looking = access.viewer_of(context, connection, viewer)
    still = image_held.c.destroyed_at.is_(None)
    overdue = and_(still, image_held.c.destroy_by < context.today())
    wanted = {"held": still, "overdue": overdue, "all": true()}[show]
    counted = select(
        func.count().filter(wanted).label("total"), func.count().filter(overdue).label("overdue")
    )
    counts = connection.execute(counted.select_from(_JOINED).where(_visible(looking))).one()
    rows = connection.execute(
        _query().where(_visible(looking), wanted).order_by(*_ORDER).limit(limit).offset(offset)
    )
    return Page(tuple(_held(context, row) for row in rows), counts.total, counts.overdue)


def confirm_destroyed(
    context: Context, connection: Connection, held_id: int, actor: Person
) -> Held:
    """Notes down that images are destroyed, on the word of their holder or the case's handler.

    Raises:
        CaseError: 404, not theirs; 409, confirmed already.
    """
    viewer = access.viewer_of(context, connection, actor)
    row = connection.execute(
        _query().where(image_held.c.id == held_id, _visible(viewer))
    ).one_or_none()
    if row is None or (row.holder != viewer.email and not viewer.handles(row)):
        raise CaseError(404, NOT_HELD)
    changed = connection.execute(
        update(image_held)
        .where(image_held.c.id == held_id, image_held.c.destroyed_at.is_(None))
        .values(destroyed_at=context.now(), destroyed_by=viewer.email)
    )
    if not changed.rowcount:
        raise CaseError(409, "That these are destroyed was confirmed already.")
    if not still_held(connection, row.case_id):
        timers.disarm(connection, row.case_id, ("destroy_due",))
    event = record.add_event(
        context, connection, row.case_id, viewer.email, "destroyed", image=held_id
    )
    told = [each for each in (row.holder, row.handler) if each != viewer.email]
    notices.tell_all(context, connection, row.case_id, event, told, "destroyed")
    audit.record(
        connection, viewer.email, "images_destroyed", row.reference, context.now(), image=held_id
    )
    found = connection.execute(_query().where(image_held.c.id == held_id)).one()
    return _held(context, found)


def _query() -> Select[Any]:
    return select(
        image_held,
        case_file.c.reference,
        case_file.c.procedure,
        case_file.c.handler,
        case_file.c.reporter,
    ).select_from(_JOINED)


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    mine = image_held.c.holder == viewer.email
    return or_(mine, access.visible(viewer)) & ~access.is_concerned(viewer.email)


def _held(context: Context, row: CaseRow) -> Held:
    return Held(
        row.id,
        row.reference,
        row.procedure,
        row.holder,
        row.handler,
        context.keys.unseal(row.sealed),
        row.destroy_by,
        row.destroyed_at,
        row.destroyed_by,
    )
