"""`/portal/schools`: where staff teach. Administrators add, change and take out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.forms import Problem, posted
from bot.portal.manage import ADMINISTRATOR, SCHOOLS, Manage, problem_of
from bot.portal.shared import Portal, done
from cases.directory import Person
from cases.faults import Fault
from cases.model import CaseError
from cases.organisation import Organisation, School
from cases.organisation_file import ADDRESS
from cases.organisation_writer import Put, Remove

LONGEST = 200
Kind = Literal["school", "music centre", "group"]
KINDS = {"school": "School", "music centre": "Music centre", "group": "Music group"}
DONE = {
    "added": "Added.",
    "changed": "Changed.",
    "removed": "Taken out.",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form, as it was filled in. `was` is empty for a new school."""

    was: str
    stamp: str
    name: str = ""
    kind: str = "school"
    also: str = ""
    headteacher: str = ""
    email: str = ""

    def school(self) -> School:
        """As a school of the organisation."""
        return School(
            self.name,
            cast("Kind", self.kind),
            self.other_names,
            self.headteacher or None,
            self.email or None,
        )

    @property
    def other_names(self) -> tuple[str, ...]:
        """The other names, a line each."""
        lines = (" ".join(line.split()) for line in self.also.splitlines())
        return tuple(line for line in lines if line)


class Schools:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """The list."""
        organisation, _ = await self._manage.look()
        return await self._manage.page(
            person,
            "portal/admin_schools.html",
            own=SCHOOLS,
            schools=organisation.schools,
            kinds=KINDS,
            note=DONE.get(request.query_params.get("done", "")),
        )

    async def form(self, request: Request, person: Person) -> Response:
        """The form of a school, or of a new one."""
        organisation, stamp = await self._manage.look()
        name = request.query_params.get("school", "")
        if not name:
            return await self._form(person, Typed("", stamp))
        known = _find(organisation, name)
        typed = Typed(
            known.name,
            stamp,
            known.name,
            known.kind,
            "\n".join(known.also),
            known.headteacher or "",
            known.email or "",
        )
        return await self._form(person, typed)

    async def save(self, request: Request, person: Person) -> Response:
        """Adds, changes or takes out a school."""
        organisation, _ = await self._manage.look()
        name = request.query_params.get("school", "")
        was = _find(organisation, name).name if name else ""
        async with posted(request) as fields:
            typed = Typed(
                was,
                fields.text("stamp"),
                " ".join(fields.text("name").split()),
                fields.text("kind"),
                fields.text("also"),
                " ".join(fields.text("headteacher").split()),
                fields.text("email").lower(),
            )
            remove = bool(was) and fields.text("do") == "remove"
        problems = [] if remove else _problems(typed, organisation)
        if problems:
            return await self._form(person, typed, problems)
        what = "removed" if remove else "changed" if was else "added"
        change = Remove(School, was) if remove else Put(typed.school(), was or None)
        try:
            await self._manage.change(
                person, typed.stamp, [change], f"school_{what}", (was or typed.name)[:120]
            )
        except (Fault, CaseError) as refused:
            typed = replace(typed, stamp=await self._manage.stamp_after(refused, typed.stamp))
            return await self._form(person, typed, [problem_of(refused)])
        return done(SCHOOLS, what)

    async def _form(
        self, person: Person, typed: Typed, problems: list[Problem] | None = None
    ) -> Response:
        return await self._manage.page(
            person,
            "portal/admin_school.html",
            422 if problems else 200,
            own=SCHOOLS,
            heading="Change a school or group" if typed.was else "Add a school or group",
            typed=typed,
            kinds=list(KINDS.items()),
            problems=problems or [],
        )


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = Schools(portal, manage)
    only = (ADMINISTRATOR,)
    portal.route(app, SCHOOLS, pages.show, "GET", roles=only)
    portal.route(app, f"{SCHOOLS}/edit", pages.form, "GET", roles=only)
    portal.route(app, f"{SCHOOLS}/edit", pages.save, "POST", roles=only)


def _find(organisation: Organisation, name: str) -> School:
    for each in organisation.schools:
        if each.name == name:
            return each
    raise CaseError(404, "There is no school of that name.")


def _problems(typed: Typed, organisation: Organisation) -> list[Problem]:
    taken = {
        name.casefold()
        for each in organisation.schools
        if each.name != typed.was
        for name in (each.name, *each.also)
    }
    found = []
    if not typed.name or len(typed.name) > LONGEST:
        found.append(Problem("name", f"Enter a name of up to {LONGEST} letters"))
    elif typed.name.casefold() in taken:
        found.append(Problem("name", "Another school goes by this name already"))
    if typed.kind not in get_args(Kind):
        found.append(Problem("kind", "Choose what it is"))
    others = [name.casefold() for name in typed.other_names]
    if len(typed.also) > 10 * LONGEST:
        found.append(Problem("also", "These are too many other names"))
    elif len({*others, typed.name.casefold()}) <= len(others) or taken.intersection(others):
        found.append(Problem("also", "One of these names is in use already"))
    if len(typed.headteacher) > LONGEST:
        found.append(Problem("headteacher", f"Enter up to {LONGEST} letters"))
    if typed.email and (not ADDRESS.fullmatch(typed.email) or len(typed.email) > LONGEST):
        found.append(Problem("email", "Enter an e-mail address, like office@example.org"))
    return found
