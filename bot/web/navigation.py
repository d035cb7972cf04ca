"""The header's links: what a person may go to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, exists, select

from bot.services import Services
from cases import cover, routing
from cases.directory import Person
from cases.tables import case_file

CHAT, CASES, MINE, MANAGE = "/", "/portal", "/portal/mine", "/portal/manage"
NOT_HANDLERS = frozenset({"staff", "new_starter", "volunteer", "administrator"})


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the header."""

    address: str
    words: str


def links(connection: Connection, services: Services, person: Person) -> list[Link]:
    """The links for this person, in order."""
    handler = handles(connection, services, person)
    found = [Link(CHAT, "Chat")]
    if handler:
        found.append(Link(CASES, "My cases"))
    found.append(Link(MINE, "My requests"))
    if handler or "administrator" in person.roles:
        found.append(Link(MANAGE, "Manage"))
    return found


def handles(connection: Connection, services: Services, person: Person) -> bool:
    """Whether cases come to this person: by a role, as somebody's manager, as cover, or by hand."""
    context = services.office.context
    if routing.may_be_given(context, person) and not _only_administers(person):
        return True
    if cover.covered_by(cover.on(connection, context.today()), person.email):
        return True
    query = select(
        exists().where(case_file.c.handler == person.email, case_file.c.reporter != person.email)
    )
    return bool(connection.execute(query).scalar())


def _only_administers(person: Person) -> bool:
    """Cases go to administrators only where nobody else is left."""
    return set(person.roles) <= NOT_HANDLERS
