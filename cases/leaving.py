"""What somebody who leaves has in hand, and handing it to others.

Who does it (an administrator) need not see the cases: they go by their numbers alone, and never to
somebody whom they concern.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select, update

from cases import access, audit, cover, deciding, handing_on, notices, record, routing
from cases.context import Context
from cases.directory import Person
from cases.model import OPEN, CaseError
from cases.organisation import Organisation
from cases.organisation_writer import Change, Deputise, Put, Remove
from cases.tables import case_file, image_held

OVER = ("closed", "withdrawn")

Moved = tuple[str, str]
"""The reference of a case, and to whom it or its images went."""


@dataclass(frozen=True, slots=True)
class InHand:
    """What somebody leaves behind: cases not closed, images held, and people they manage."""

    cases: int
    images: int
    manages: tuple[Person, ...]

    @property
    def nothing(self) -> bool:
        """Whether nobody need take anything over."""
        return not (self.cases or self.images or self.manages)


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over. `elsewhere`: cases that the successor may not have."""

    cases: int
    elsewhere: int
    images: int


def in_hand(connection: Connection, people: Iterable[Person], leaver: str) -> InHand:
    """What this person has in hand; `people` are those of the directory."""
    images = select(func.count()).where(
        image_held.c.holder == leaver, image_held.c.destroyed_at.is_(None)
    )
    return InHand(
        handled(connection).get(leaver, 0),
        connection.execute(images).scalar_one(),
        tuple(each for each in people if each.line_manager == leaver),
    )


def handled(connection: Connection) -> dict[str, int]:
    """How many cases that are not over each person handles."""
    query = (
        select(case_file.c.handler, func.count())
        .where(case_file.c.state.not_in(OVER))
        .group_by(case_file.c.handler)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def check_successor(context: Context, left: InHand, leaver: str, successor: str | None) -> None:
    """Refuses somebody who cannot take over what is left.

    Raises:
        CaseError: 422.
    """
    found = context.directory.find(successor) if successor else None
    if found is None:
        if left.nothing and not successor:
            return
        raise CaseError(422, "Choose who takes over.", ("successor",))
    if found.email == leaver:
        raise CaseError(422, "Choose somebody else to take over.", ("successor",))
    if left.cases and not routing.may_be_given(context, found):
        words = f"{found.name} has no role that cases may go to."
        raise CaseError(422, words, ("successor",))


def hand_over(
    context: Context, connection: Connection, actor: Person, leaver: str, successor: str | None
) -> Handed:
    """Hands cases, images and cover on. A case that the successor may not have goes to the next.

    Raises:
        CaseError: 422, `check_successor` refuses.
    """
    check_successor(context, in_hand(connection, context.directory, leaver), leaver, successor)
    query = select(case_file.c.id).where(
        case_file.c.handler == leaver, case_file.c.state.not_in(OVER)
    )
    ids = list(connection.execute(query.order_by(case_file.c.id)).scalars())
    cases = [_hand_case(context, connection, actor, number, leaver, successor) for number in ids]
    images = _hand_images(connection, leaver, successor)
    cover.end_for(context, connection, leaver)
    # Last: nobody else records anything from here to the end of the transaction.
    for action, moved in (("case_handed_over", cases), ("images_handed_over", images)):
        for reference, to in moved:
            detail = {"from": leaver, "to": to}
            audit.record(connection, actor.email, action, reference, context.now(), **detail)
    return Handed(len(cases), sum(to != successor for _, to in cases), len(images))


def changes(organisation: Organisation, leaver: Person, successor: str | None) -> list[Change]:
    """What changes in `organisation.yml`: whom they managed is managed by the successor."""
    found: list[Change] = [Remove(Person, leaver.email), Deputise(leaver.email, successor)]
    for each in organisation.people:
        if each.line_manager == leaver.email:
            above = leaver.line_manager if each.email == successor else successor
            found.append(Put(replace(each, line_manager=above), was=each.email))
    return found


def _hand_case(
    context: Context,
    connection: Connection,
    actor: Person,
    number: int,
    leaver: str,
    successor: str | None,
) -> Moved:
    row = record.by_id(connection, number, lock=True)
    if row is None or row.handler != leaver or successor is None:
        raise CaseError(409, "A case has changed meanwhile. Please try again.")
    barred = {row.reporter, leaver} | access.concerned(connection, number)
    to = successor
    if to in barred:
        to = routing.next_after(context, connection, leaver, barred).handler
    due_at, was_open = row.due_at, row.state in OPEN
    row, event = handing_on.hand_to(
        context, connection, row, to, actor.email, "handed_over", watching=False
    )
    if not was_open:
        record.change(connection, row, due_at=due_at)
    told = [row.reporter, *deciding.watchers(connection, number)]
    notices.tell_all(context, connection, number, event, told, "reassigned")
    return row.reference, to


def _hand_images(connection: Connection, leaver: str, successor: str | None) -> list[Moved]:
    query = (
        select(image_held.c.id, case_file.c.id, case_file.c.reference, case_file.c.handler)
        .join(case_file, case_file.c.id == image_held.c.case_id)
        .where(image_held.c.holder == leaver, image_held.c.destroyed_at.is_(None))
        .order_by(image_held.c.id)
    )
    moved = []
    for number, case_id, reference, handler in connection.execute(query).all():
        if successor is None:
            raise CaseError(409, "The register has changed meanwhile. Please try again.")
        to = handler if successor in access.concerned(connection, case_id) else successor
        connection.execute(update(image_held).where(image_held.c.id == number).values(holder=to))
        moved.append((reference, to))
    return moved
