"""`/portal/register`: the images that are held, open to scrutiny. What is overdue comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.portal import cards
from bot.portal.forms import Problem, number, posted
from bot.portal.manage import REGISTER, Manage
from bot.portal.shared import Portal, done
from bot.portal.words import Due, day
from cases import images
from cases.directory import Person
from cases.images import Held, Show

SHOWS = {"held": "What is still held", "overdue": "What is overdue", "all": "Everything"}
NOT_TICKED = (
    "Once every copy is gone, tick “I have destroyed every copy”. Until then it stays here."
)
PARTS = 3
DONE = {"destroyed": "Thank you. It is noted that these images are destroyed."}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of the register shows. `confirm`: the person may say they are destroyed."""

    held: Held
    what: str
    title: str
    due: Due | None
    confirm: bool


class Register:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """The register, as far as it is open to this person."""
        return await self._page(request, person)

    async def _page(
        self, request: Request, person: Person, problems: tuple[Problem, ...] = ()
    ) -> Response:
        context = self._manage.context
        today = context.today()
        asked = request.query_params.get("show", "")
        show = cast(Show, asked if asked in SHOWS else "held")
        page = number(request.query_params.get("page"), 10_000) or 1
        first = (page - 1) * cards.PAGE
        found = await self._portal.read(
            lambda c: images.page_of(context, c, person, show, cards.PAGE, first)
        )
        return await self._manage.page(
            person,
            "portal/admin_register.html",
            422 if problems else 200,
            own=REGISTER,
            entries=[self._entry(each, person, today) for each in found.images],
            overdue=found.overdue,
            show=show,
            address=f"{REGISTER}?{urlencode({'show': show, 'page': page})}",
            problems=problems,
            shows=list(SHOWS.items()),
            pages=cards.pages(REGISTER, {"show": show}, page, found.images, found.total),
            note=DONE.get(request.query_params.get("done", "")),
        )

    async def confirm(self, request: Request, person: Person) -> Response:
        """Notes that images are destroyed: for good, so the box has to be ticked as well."""
        async with posted(request) as fields:
            which, ticked = fields.number("image"), fields.text("every_copy") == "yes"
        if not ticked:
            return await self._page(request, person, (Problem(f"every-copy-{which}", NOT_TICKED),))
        context = self._manage.context
        await self._portal.write(lambda c: images.confirm_destroyed(context, c, which, person))
        return done(REGISTER, "destroyed")

    def _entry(self, held: Held, person: Person, today: date) -> Entry:
        procedures = self._manage.context.procedures
        return Entry(
            held,
            ", ".join(held.what.split("; ")[:PARTS]),
            cards.title_of(procedures, held.procedure),
            _due(held, today),
            held.destroyed_at is None and person.email in {held.holder, held.handler},
        )


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = Register(portal, manage)
    portal.route(app, REGISTER, pages.show, "GET")
    portal.route(app, REGISTER, pages.confirm, "POST")


def _due(held: Held, today: date) -> Due | None:
    if held.destroyed_at is not None:
        return None
    left = (held.destroy_by - today).days
    moment = held.destroy_by.isoformat()
    if left < 0:
        return Due(f"Overdue: to be destroyed by {day(held.destroy_by)}", "late", moment)
    words = "Destroy today" if left == 0 else f"Destroy by {day(held.destroy_by)}"
    return Due(words, "soon" if left <= 14 else "later", moment)
