"""`/portal/people`: who is in the directory. Administrators add people and change them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal import cards
from bot.portal.forms import Fields, Problem, number, posted
from bot.portal.manage import ADMINISTRATOR, HOME, PEOPLE, Manage, links, problem_of
from bot.portal.shared import Portal, done
from cases import leaving
from cases.directory import Person
from cases.faults import Fault
from cases.model import CaseError
from cases.organisation import Organisation
from cases.organisation_file import ADDRESS
from cases.organisation_writer import Put
from cases.roles import ROLES, title_of

LONGEST = 200
OWN_ROLES = "You cannot change your own roles: another administrator can."
DONE = {
    "added": "Added. They can sign in now.",
    "changed": "Changed. It takes effect at once.",
    "left": "They have left, and are signed out everywhere.",
    "handed-over": "Handed over.",
    "imported": "The list has been taken over.",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of one person, as it was filled in. `was` is empty for somebody new.

    An address stays: cases and conversations know the person by it.
    """

    was: str
    stamp: str
    email: str = ""
    name: str = ""
    roles: tuple[str, ...] = ("staff",)
    line_manager: str = ""

    def person(self) -> Person:
        """As a person of the directory."""
        return Person(self.email, self.name, self.roles, self.line_manager or None)


class People:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def home(self, _request: Request, person: Person) -> Response:
        """To the first page under "Manage" that the person may open."""
        handles = await self._manage.handles(person)
        return RedirectResponse(links(person, handles=handles)[0].address, status_code=303)

    async def show(self, request: Request, person: Person) -> Response:
        """The list, with search."""
        organisation, _ = await self._manage.look()
        query = request.query_params.get("q", "").strip()[:LONGEST]
        role = request.query_params.get("role", "")
        found = [each for each in organisation.people if _fits(each, query, role)]
        page = number(request.query_params.get("page"), 10_000) or 1
        shown = found[(page - 1) * cards.PAGE : page * cards.PAGE]
        names = {each.email: each.name for each in organisation.people}
        return await self._manage.page(
            person,
            "portal/admin_people.html",
            own=PEOPLE,
            people=shown,
            names=names,
            title_of=title_of,
            q=query,
            role=role,
            roles=[("", "Any role"), *((each, title_of(each)) for each in _roles(organisation))],
            pages=cards.pages(PEOPLE, {"q": query, "role": role}, page, shown, len(found)),
            gone=[] if query or role else await self._gone(organisation),
            note=DONE.get(request.query_params.get("done", "")),
        )

    async def new(self, _request: Request, person: Person) -> Response:
        """The form for somebody new."""
        organisation, stamp = await self._manage.look()
        return await self._form(person, organisation, Typed("", stamp))

    async def edit(self, request: Request, person: Person) -> Response:
        """The form of somebody who is there."""
        organisation, stamp = await self._manage.look()
        known = find(organisation, request.query_params.get("person", ""))
        typed = Typed(
            known.email, stamp, known.email, known.name, known.roles, known.line_manager or ""
        )
        return await self._form(person, organisation, typed)

    async def save(self, request: Request, person: Person) -> Response:
        """Adds or changes somebody."""
        organisation, _ = await self._manage.look()
        was = request.query_params.get("person", "")
        before = find(organisation, was) if was else None
        async with posted(request) as fields:
            typed = _typed(fields, before.email if before else "")
        problems = _problems(typed, organisation, person)
        if problems:
            return await self._form(person, organisation, typed, problems)
        try:
            await self._manage.change(
                person,
                typed.stamp,
                [Put(typed.person(), was=before.email if before else None)],
                "person_changed" if before else "person_added",
                before.email if before else typed.email,
                **_difference(before, typed.person()),
            )
        except (Fault, CaseError) as refused:
            typed = replace(typed, stamp=await self._manage.stamp_after(refused, typed.stamp))
            return await self._form(person, organisation, typed, [problem_of(refused)])
        return done(PEOPLE, "changed" if before else "added")

    async def _form(
        self,
        person: Person,
        organisation: Organisation,
        typed: Typed,
        problems: list[Problem] | None = None,
    ) -> Response:
        managers = [("", "Nobody")] + [
            (each.email, f"{each.name} ({each.email})")
            for each in organisation.people
            if each.email != typed.was
        ]
        return await self._manage.page(
            person,
            "portal/admin_person.html",
            422 if problems else 200,
            own=PEOPLE,
            typed=typed,
            heading="Change a person" if typed.was else "Add a person",
            roles=[(each, title_of(each)) for each in _roles(organisation)],
            managers=managers,
            own_page=typed.was == person.email,
            leave=f"/portal/people/leave?person={quote(typed.was)}",
            problems=problems or [],
        )

    async def _gone(self, organisation: Organisation) -> list[tuple[str, int]]:
        """Those who are not in the directory but have open cases, and how many."""
        counts = await self._portal.read(leaving.handled)
        known = {each.email for each in organisation.people}
        return sorted((email, count) for email, count in counts.items() if email not in known)


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    people = People(portal, manage)
    portal.route(app, HOME, people.home, "GET")
    only = (ADMINISTRATOR,)
    portal.route(app, PEOPLE, people.show, "GET", roles=only)
    portal.route(app, f"{PEOPLE}/new", people.new, "GET", roles=only)
    portal.route(app, f"{PEOPLE}/new", people.save, "POST", roles=only)
    portal.route(app, f"{PEOPLE}/edit", people.edit, "GET", roles=only)
    portal.route(app, f"{PEOPLE}/edit", people.save, "POST", roles=only)


def find(organisation: Organisation, email: str) -> Person:
    """The person with this address.

    Raises:
        CaseError: 404, there is none.
    """
    for each in organisation.people:
        if each.email == email.lower():
            return each
    raise CaseError(404, "Nobody of that address is here.")


def _fits(person: Person, query: str, role: str) -> bool:
    words = f"{person.name} {person.email}".casefold()
    return all(each in words for each in query.casefold().split()) and (
        not role or role in person.roles
    )


def _roles(organisation: Organisation) -> list[str]:
    """The roles there are: the usual ones, then those that only this organisation knows."""
    own = {role for person in organisation.people for role in person.roles} - set(ROLES)
    return [*ROLES, *sorted(own)]


def _typed(fields: Fields, was: str) -> Typed:
    return Typed(
        was,
        fields.text("stamp"),
        was or fields.text("email").lower(),
        " ".join(fields.text("name").split()),
        fields.all("roles"),
        fields.text("line_manager").lower(),
    )


def _problems(typed: Typed, organisation: Organisation, actor: Person) -> list[Problem]:
    people = {each.email: each for each in organisation.people}
    found = []
    if not ADDRESS.fullmatch(typed.email) or len(typed.email) > LONGEST:
        found.append(Problem("email", "Enter an e-mail address, like name@example.org"))
    elif not typed.was and typed.email in people:
        found.append(Problem("email", "Somebody has this address already"))
    if not typed.name or len(typed.name) > LONGEST:
        found.append(Problem("name", f"Enter a name of up to {LONGEST} letters"))
    if not typed.roles:
        found.append(Problem("roles", "Choose at least one role"))
    elif not set(typed.roles).issubset(_roles(organisation)):
        found.append(Problem("roles", "Choose roles from the list"))
    elif typed.was == actor.email and set(typed.roles) != set(people[typed.was].roles):
        found.append(Problem("roles", OWN_ROLES))
    if typed.line_manager == typed.email and typed.email:
        found.append(Problem("line_manager", "Nobody can be their own line manager"))
    elif typed.line_manager and typed.line_manager not in people:
        found.append(Problem("line_manager", "Choose a line manager from the list"))
    return found


def _difference(before: Person | None, after: Person) -> dict[str, Any]:
    """What the audit trail says of a change: names of people are not in it."""
    new: dict[str, Any] = {"roles": list(after.roles), "line_manager": after.line_manager}
    if before is None:
        return new
    old = {"roles": list(before.roles), "line_manager": before.line_manager}
    changed = {field: value for field, value in new.items() if old[field] != value}
    return {
        "was": {field: old[field] for field in changed},
        "now": changed,
        "name": "changed" if before.name != after.name else "same",
    }
