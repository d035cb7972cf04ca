"""Who may see a case. One rule, in SQL, for every way to it: reading, lists, searches, counts.

Nobody a case concerns sees it, whatever else they are to it. Administrators see none by that role,
a leaver sees none at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from cases import cover
from cases.context import Context
from cases.directory import Person
from cases.model import CaseError
from cases.tables import case_file, case_party

NOT_YOURS = "There is no case with this reference, or it is not yours."
OVERSEE = frozenset({"head", "senior_leader"})
"""Who sees all permissions that are not confidential."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody in the directory now, and whom they stand in for today."""

    person: Person
    covers: frozenset[str]

    @property
    def email(self) -> str:
        """Their address."""
        return self.person.email

    def handles(self, row: Row[Any]) -> bool:
        """Whether the case is theirs to decide: as its handler, or standing in for them."""
        if row.handler == self.email:
            return True
        return row.handler in self.covers and row.reporter != self.email


def viewer_of(context: Context, connection: Connection, person: Person) -> Viewer:
    """The person as the directory knows them now.

    Raises:
        CaseError: 404, they have left.
    """
    found = context.directory.find(person.email)
    if found is None:
        raise CaseError(404, NOT_YOURS)
    covers = cover.on(connection, context.today())
    return Viewer(found, cover.covered_by(covers, found.email))


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Which rows of `case_file` this person may see."""
    me = viewer.email
    ways = [case_file.c.reporter == me, handled_by(viewer), _party(me, "watcher")]
    if OVERSEE.intersection(viewer.person.roles):
        ways.append(and_(case_file.c.kind == "permission", case_file.c.confidential.is_(False)))
    return and_(~is_concerned(me), or_(*ways))


def is_concerned(person: str) -> ColumnElement[bool]:
    """Which rows are about this person."""
    return _party(person, "concerned")


def handled_by(viewer: Viewer) -> ColumnElement[bool]:
    """Which rows are theirs to decide; not for use without `visible` or `is_concerned`."""
    mine = case_file.c.handler == viewer.email
    if not viewer.covers:
        return mine
    standing_in = and_(
        case_file.c.handler.in_(sorted(viewer.covers)), case_file.c.reporter != viewer.email
    )
    return or_(mine, standing_in)


def may_see(context: Context, connection: Connection, person: Person, case_id: int) -> bool:
    """Whether this person may see the case with this number."""
    try:
        viewer = viewer_of(context, connection, person)
    except CaseError:
        return False
    query = select(case_file.c.id).where(case_file.c.id == case_id, visible(viewer))
    return connection.execute(query).first() is not None


def concerned(connection: Connection, case_id: int) -> frozenset[str]:
    """The addresses of those whom the case concerns."""
    rows = connection.execute(
        select(case_party.c.person).where(
            case_party.c.case_id == case_id, case_party.c.part == "concerned"
        )
    )
    return frozenset(rows.scalars())


def _party(person: str, part: str) -> ColumnElement[bool]:
    # Few cases, found once: asking of each case again takes twice as long with many.
    return case_file.c.id.in_(
        select(case_party.c.case_id).where(case_party.c.person == person, case_party.c.part == part)
    )


def oversees(viewer: Viewer, row: Row[Any]) -> bool:
    """Whether they may hand on what others decide: the head or a senior leader, a permission."""
    return (
        row.kind == "permission"
        and not row.confidential
        and row.reporter != viewer.email
        and bool(OVERSEE.intersection(viewer.person.roles))
    )
