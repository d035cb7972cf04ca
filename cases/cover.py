"""Who stands in for whom: cover for an absence, both days included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from cases import audit
from cases.context import Context
from cases.directory import Person
from cases.model import CaseError
from cases.tables import cover

NOT_THERE = "There is no such cover."
LONGEST = timedelta(days=366)
HANDLING = frozenset(
    {
        "line_manager",
        "senior_manager",
        "senior_leader",
        "head",
        "guidance_owner",
        "safeguarding_lead",
    }
)
"""The roles that cases go to."""


@dataclass(frozen=True, slots=True)
class Cover:
    """`covered_by` does `person`'s cases on these days. People are e-mail addresses."""

    id: int
    person: str
    covered_by: str
    starts_on: date
    ends_on: date
    made_by: str
    made_at: datetime


def on(connection: Connection, day: date) -> dict[str, str]:
    """Who is away on this day, and who covers; the newest entry of a person counts."""
    rows = connection.execute(
        select(cover.c.person, cover.c.covered_by)
        .where(cover.c.starts_on <= day, cover.c.ends_on >= day)
        .order_by(cover.c.id)
    )
    return {row.person: row.covered_by for row in rows}


def covered_by(covers: Mapping[str, str], person: str) -> frozenset[str]:
    """Those whom this person stands in for; through somebody who is away as well."""
    return frozenset(each for each in covers if person in stand_ins(covers, each))


def stand_ins(covers: Mapping[str, str], person: str) -> tuple[str, ...]:
    """Who covers for this person, then who covers for them if they are away too, and so on."""
    found: list[str] = []
    while (person := covers.get(person, "")) and person not in found:
        found.append(person)
    return tuple(found)


def add(
    context: Context,
    connection: Connection,
    actor: Person,
    person: str,
    covered_by: str,
    starts_on: date,
    ends_on: date,
) -> int:
    """Sets cover up. Its number.

    Raises:
        CaseError: 404, it is not theirs to set; 422, something is wrong with it, and `missing`
            names which: covered_by, starts_on or ends_on.
    """
    if not _may_set(context, actor, person):
        raise CaseError(404, NOT_THERE)
    _check_days(context, starts_on, ends_on)
    _check_stand_in(context, person, covered_by)
    if _is_covered(connection, person, starts_on, ends_on):
        raise CaseError(422, "There is cover for some of these days already.", ("starts_on",))
    now = context.now()
    number = connection.execute(
        insert(cover).values(
            person=person,
            covered_by=covered_by,
            starts_on=starts_on,
            ends_on=ends_on,
            made_by=actor.email,
            made_at=now,
        )
    ).inserted_primary_key
    days = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
    audit.record(connection, actor.email, "cover_set", person, now, covered_by=covered_by, **days)
    return int(number[0]) if number else 0


def end(context: Context, connection: Connection, actor: Person, number: int) -> None:
    """Ends cover: yesterday was its last day, and cover that has not begun never was.

    Raises:
        CaseError: 404, it is not there or not theirs to end.
    """
    row = connection.execute(select(cover).where(cover.c.id == number)).one_or_none()
    if row is None or row.ends_on < context.today() or not _may_set(context, actor, row.person):
        raise CaseError(404, NOT_THERE)
    _end(connection, number, row.starts_on, context.today())
    audit.record(
        connection, actor.email, "cover_ended", row.person, context.now(), covered_by=row.covered_by
    )


def end_for(context: Context, connection: Connection, email: str) -> int:
    """Ends all cover of and by somebody who leaves. How many."""
    theirs = or_(cover.c.person == email, cover.c.covered_by == email)
    rows = connection.execute(select(cover).where(theirs, cover.c.ends_on >= context.today())).all()
    for row in rows:
        _end(connection, row.id, row.starts_on, context.today())
    return len(rows)


def fits(context: Context, person: Person, other: Person) -> bool:
    """Whether `other` may take the cases of `person`.

    They share a role that cases go to, or `other` is the deputy or of a role next in line.
    """
    routing = context.organisation.routing
    shared = HANDLING.intersection(person.roles, other.roles)
    deputy = routing.deputies.get(person.email) == other.email
    return bool(shared) or deputy or not set(routing.in_line).isdisjoint(other.roles)


def all_of(context: Context, connection: Connection, viewer: Person) -> tuple[Cover, ...]:
    """Cover that is not over and that this person may set, soonest first."""
    rows = connection.execute(
        select(cover)
        .where(cover.c.ends_on >= context.today())
        .order_by(cover.c.starts_on, cover.c.id)
    )
    return tuple(Cover(*row) for row in rows if _may_set(context, viewer, row.person))


def _may_set(context: Context, actor: Person, person: str) -> bool:
    """For themselves, for those whom they manage, or for anybody as an administrator."""
    found = context.directory.find(person)
    me = context.directory.find(actor.email)
    if found is None or me is None:
        return False
    return me.email in {person, found.line_manager} or "administrator" in me.roles


def _check_days(context: Context, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise CaseError(422, "Cover ends on or after the day it starts.", ("ends_on",))
    if ends_on < context.today():
        raise CaseError(422, "Those days are over.", ("ends_on",))
    if ends_on - starts_on > LONGEST:
        raise CaseError(422, "Cover lasts a year at most.", ("ends_on",))


def _check_stand_in(context: Context, person: str, covered_by: str) -> None:
    absent, other = context.directory.find(person), context.directory.find(covered_by)
    if absent is None or other is None:
        raise CaseError(422, "Choose somebody of the directory to cover.", ("covered_by",))
    if other.email == absent.email:
        raise CaseError(422, "Nobody can cover for themselves.", ("covered_by",))
    if not fits(context, absent, other):
        words = f"{other.name} has no role that these cases may go to."
        raise CaseError(422, words, ("covered_by",))


def _is_covered(connection: Connection, person: str, first: date, last: date) -> bool:
    overlapping = and_(cover.c.starts_on <= last, cover.c.ends_on >= first)
    query = select(cover.c.id).where(cover.c.person == person, overlapping).limit(1)
    return connection.execute(query).first() is not None


def _end(connection: Connection, number: int, starts_on: date, today: date) -> None:
    own = cover.c.id == number
    if starts_on >= today:
        connection.execute(delete(cover).where(own))
    else:
        connection.execute(update(cover).where(own).values(ends_on=today - timedelta(days=1)))
