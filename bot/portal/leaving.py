"""`/portal/people/leave`: somebody leaves, and what they have in hand goes to somebody else.

It serves those too who are in the directory no more but still have cases.
"""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.credentials import revoke
from bot.portal.forms import Problem, posted
from bot.portal.manage import ADMINISTRATOR, LEAVE, PEOPLE, Manage, problem_of
from bot.portal.shared import Portal, done
from cases import leaving
from cases.directory import Person
from cases.faults import Fault
from cases.leaving import InHand
from cases.model import CaseError
from cases.organisation import Organisation

SELF = "You cannot take yourself out: another administrator can."


class Leaving:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """What they have in hand, and who takes over."""
        organisation, stamp = await self._manage.look()
        email, left = await self._about(request, person, organisation)
        return await self._form(person, organisation, email, left, stamp)

    async def leave(self, request: Request, person: Person) -> Response:
        """Hands over, takes the person out, and ends their sessions."""
        organisation, _ = await self._manage.look()
        email, left = await self._about(request, person, organisation)
        async with posted(request) as fields:
            successor = fields.text("successor").lower() or None
            stamp = fields.text("stamp")
        leaver = next((each for each in organisation.people if each.email == email), None)

        def hand_over(connection: Connection) -> None:
            leaving.hand_over(self._manage.context, connection, person, email, successor)
            revoke(connection, email)

        try:
            if leaver is None:
                await self._portal.write(hand_over)
                return done(PEOPLE, "handed-over")
            await self._manage.change(
                person,
                stamp,
                leaving.changes(organisation, leaver, successor),
                "person_left",
                email,
                before=hand_over,
                successor=successor,
            )
        except (Fault, CaseError) as refused:
            stamp = await self._manage.stamp_after(refused, stamp)
            problems = [problem_of(refused)]
            return await self._form(
                person, organisation, email, left, stamp, successor or "", problems
            )
        return done(PEOPLE, "left")

    async def _about(
        self, request: Request, person: Person, organisation: Organisation
    ) -> tuple[str, InHand]:
        email = request.query_params.get("person", "").lower()
        if email == person.email:
            raise CaseError(422, SELF)
        left = await self._portal.read(lambda c: leaving.in_hand(c, organisation.people, email))
        if left.nothing and all(each.email != email for each in organisation.people):
            raise CaseError(404, "Nobody of that address is here.")
        return email, left

    async def _form(
        self,
        person: Person,
        organisation: Organisation,
        email: str,
        left: InHand,
        stamp: str,
        successor: str = "",
        problems: list[Problem] | None = None,
    ) -> Response:
        known = next((each for each in organisation.people if each.email == email), None)
        choices = [
            (each.email, f"{each.name} ({each.email})")
            for each in organisation.people
            if each.email != email
        ]
        return await self._manage.page(
            person,
            "portal/admin_leave.html",
            422 if problems else 200,
            own=PEOPLE,
            email=email,
            name=known.name if known else email,
            known=known is not None,
            left=left,
            choices=[("", "Nobody" if left.nothing else "Choose somebody"), *choices],
            successor=successor,
            stamp=stamp,
            back=f"{PEOPLE}/edit?person={quote(email)}" if known else PEOPLE,
            problems=problems or [],
        )


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = Leaving(portal, manage)
    portal.route(app, LEAVE, pages.show, "GET", roles=(ADMINISTRATOR,))
    portal.route(app, LEAVE, pages.leave, "POST", roles=(ADMINISTRATOR,))
