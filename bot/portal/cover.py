"""`/portal/cover`: who stands in for whom. Everybody sets their own, an administrator anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import FastAPI
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.portal import days
from bot.portal.forms import Problem, posted
from bot.portal.manage import ADMINISTRATOR, COVER, Manage, problem_of
from bot.portal.shared import Portal, done
from cases import cover, routing
from cases.directory import Person
from cases.model import CaseError

DONE = {"set": "Cover is set.", "ended": "Cover has ended."}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form, as it was filled in."""

    person: str = ""
    covered_by: str = ""
    starts_on: str = ""
    ends_on: str = ""


class CoverPages:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """What cover there is, and the form for more."""
        await self._refuse_others(person)
        note = DONE.get(request.query_params.get("done", ""))
        return await self._page(person, Typed(person.email), note=note)

    async def save(self, request: Request, person: Person) -> Response:
        """Sets cover, or ends some."""
        await self._refuse_others(person)
        async with posted(request) as fields:
            number = fields.number("end")
            typed = Typed(
                fields.text("person").lower() or person.email,
                fields.text("covered_by").lower(),
                fields.text("starts_on"),
                fields.text("ends_on"),
            )
        context = self._manage.context
        if number:
            await self._portal.write(lambda c: cover.end(context, c, person, number))
            return done(COVER, "ended")
        starts_on, ends_on = days.day_from(typed.starts_on), days.day_from(typed.ends_on)
        problems = _problems(starts_on, ends_on)
        if problems or starts_on is None or ends_on is None:
            return await self._page(person, typed, problems)

        def work(connection: Connection) -> int:
            return cover.add(
                context, connection, person, typed.person, typed.covered_by, starts_on, ends_on
            )

        try:
            await self._portal.write(work)
        except CaseError as refused:
            if refused.status == 404:
                raise
            return await self._page(person, typed, [problem_of(refused)])
        return done(COVER, "set")

    async def _refuse_others(self, person: Person) -> None:
        """Whoever gets no cases needs no cover."""
        if ADMINISTRATOR not in person.roles and not await self._manage.handles(person):
            raise CaseError(404, cover.NOT_THERE)

    async def _page(
        self,
        person: Person,
        typed: Typed,
        problems: list[Problem] | None = None,
        note: str | None = None,
    ) -> Response:
        context = self._manage.context
        listed = await self._portal.read(lambda c: cover.all_of(context, c, person))
        people = list(self._portal.services.directory)
        takers = [each for each in people if routing.may_be_given(context, each)]
        whose = [
            each
            for each in takers
            if ADMINISTRATOR in person.roles or person.email in {each.email, each.line_manager}
        ]
        # Whoever sets cover for others as well may be the one who covers.
        alone = whose[0].email if len(whose) == 1 else None
        covering = [(each.email, each.name) for each in takers if each.email != alone]
        return await self._manage.page(
            person,
            "portal/admin_cover.html",
            422 if problems else 200,
            own=COVER,
            listed=listed,
            today=context.today(),
            typed=typed,
            whose=[(each.email, each.name) for each in whose],
            takers=[("", "Choose somebody"), *covering],
            problems=problems or [],
            note=note,
        )


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = CoverPages(portal, manage)
    portal.route(app, COVER, pages.show, "GET")
    portal.route(app, COVER, pages.save, "POST")


def _problems(starts_on: date | None, ends_on: date | None) -> list[Problem]:
    found = []
    if starts_on is None:
        found.append(Problem("starts_on", f"Enter the first day, {days.EXAMPLE}"))
    if ends_on is None:
        found.append(Problem("ends_on", f"Enter the last day, {days.EXAMPLE}"))
    return found
