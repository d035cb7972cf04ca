"""`/portal/people/import`: people from a list. What it would do is shown first."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.forms import Problem, posted
from bot.portal.manage import ADMINISTRATOR, IMPORT, PEOPLE, Manage, problem_of
from bot.portal.people import OWN_ROLES
from bot.portal.shared import Portal, done
from cases import leaving
from cases.directory import Person
from cases.faults import Fault
from cases.model import CaseError
from cases.organisation import Organisation
from cases.people_list import Plan, RowFault, plan_from
from cases.roles import title_of

LARGEST = 200 * 1024
TOO_LARGE = "The list is larger than 200 kB: send it in parts"
NO_FILE = "Choose a list (a CSV file)"


class Importing:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, _request: Request, person: Person) -> Response:
        """The form that takes a list."""
        return await self._form(person)

    async def take(self, request: Request, person: Person) -> Response:
        """Shows what a list would do; does it once that was confirmed."""
        async with posted(request, files=1) as fields:
            files = await fields.files("list", LARGEST)
            content = files[0][1] if files else fields.text("content").encode()
            complete = fields.text("complete") == "yes"
            confirmed = fields.text("confirm") == "yes" and not files
            stamp = fields.text("stamp")
        if not content.strip():
            return await self._form(person, complete, NO_FILE)
        if len(content) > LARGEST:
            return await self._form(person, complete, TOO_LARGE)
        organisation, fresh = await self._manage.look()
        plan = await self._plan(content, organisation, person, complete=complete)
        problem: Problem | None = None
        if confirmed and not plan.faults and not plan.empty:
            try:
                await self._carry_out(person, stamp, plan)
                return done(PEOPLE, "imported")
            except (Fault, CaseError) as refused:
                problem = problem_of(refused)
                organisation, fresh = await self._manage.look()
                plan = await self._plan(content, organisation, person, complete=complete)
        return await self._preview(person, content, plan, fresh, complete, problem)

    async def _plan(
        self, content: bytes, organisation: Organisation, person: Person, *, complete: bool
    ) -> Plan:
        busy = await self._portal.read(leaving.handled)
        plan = plan_from(content, organisation, complete=complete, busy=busy)
        return guarded(plan, person)

    async def _carry_out(self, person: Person, stamp: str, plan: Plan) -> None:
        await self._manage.change(
            person,
            stamp,
            plan.changes(),
            "people_imported",
            "people",
            added=[each.email for each in plan.added],
            changed=[before.email for before, _ in plan.changed],
            removed=[each.email for each in plan.removed],
        )

    async def _form(self, person: Person, complete: bool = False, wrong: str = "") -> Response:
        return await self._manage.page(
            person,
            "portal/admin_import.html",
            422 if wrong else 200,
            own=PEOPLE,
            complete=complete,
            problems=[Problem("list", wrong)] if wrong else [],
        )

    async def _preview(
        self,
        person: Person,
        content: bytes,
        plan: Plan,
        stamp: str,
        complete: bool,
        problem: Problem | None,
    ) -> Response:
        return await self._manage.page(
            person,
            "portal/admin_import_check.html",
            422 if plan.faults or problem else 200,
            own=PEOPLE,
            plan=plan,
            content=decoded(content),
            complete=complete,
            stamp=stamp,
            title_of=title_of,
            changed=[(before, changes_in_words(before, after)) for before, after in plan.changed],
            problems=[problem] if problem else [],
        )


def guarded(plan: Plan, actor: Person) -> Plan:
    """The plan, at fault where it would take the actor out or change their roles."""
    if actor.email in {each.email for each in plan.removed}:
        return Plan(faults=(RowFault(1, "You are not in the list, and would be taken out."),))
    for before, after in plan.changed:
        if before.email == actor.email and set(before.roles) != set(after.roles):
            return Plan(faults=(RowFault(1, OWN_ROLES),))
    return plan


def decoded(content: bytes) -> str:
    """The list as text that goes through a form and means the same."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def changes_in_words(before: Person, after: Person) -> list[str]:
    """What changes about a person, a line each."""
    found = []
    if before.name != after.name:
        found.append(f"name: {before.name} → {after.name}")
    if before.roles != after.roles:
        old, new = (", ".join(map(title_of, each.roles)) for each in (before, after))
        found.append(f"roles: {old} → {new}")
    if before.line_manager != after.line_manager:
        old, new = (each.line_manager or "nobody" for each in (before, after))
        found.append(f"line manager: {old} → {new}")
    return found


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = Importing(portal, manage)
    portal.route(app, IMPORT, pages.show, "GET", roles=(ADMINISTRATOR,))
    portal.route(app, IMPORT, pages.take, "POST", roles=(ADMINISTRATOR,))
