"""`/portal/undelivered`: notices that did not get through, and what is done about each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fastapi import FastAPI
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import Response

from bot.notices import desk
from bot.notices.desk import Stuck
from bot.notices.store import FAILED
from bot.portal.forms import posted
from bot.portal.manage import ADMINISTRATOR, UNDELIVERED, Manage
from bot.portal.shared import Portal, done
from cases.directory import Person
from cases.model import CaseError
from cases.tables import case_file

WAYS = {"mail": "by e-mail", "chat": "in the chat"}
DONE = {"retry": "It is being tried again.", "drop": "It has been taken off the list."}
GONE = "That notice is not on the list any more: it got through, or somebody else dealt with it."


class Undelivered:
    """The handlers.

    Administrators see to whom and about which case, never what a notice says; of a confidential
    case, not even which or why.
    """

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """The list, the oldest first."""
        now = self._manage.context.now()
        stuck = await self._portal.read(lambda c: desk.undelivered(c, now))
        confidential = await self._portal.read(lambda c: _confidential(c, stuck))
        return await self._manage.page(
            person,
            "portal/admin_undelivered.html",
            own=UNDELIVERED,
            stuck=stuck,
            confidential=confidential,
            most=desk.MOST,
            failed=FAILED,
            ways=WAYS,
            note=DONE.get(request.query_params.get("done", "")),
        )

    async def act(self, request: Request, person: Person) -> Response:
        """Has a notice tried again, or takes it off."""
        async with posted(request) as fields:
            number, what = fields.number("notice"), fields.text("do")
        if what not in DONE:
            raise CaseError(422, "Choose what is to be done.")
        now = self._manage.context.now()
        if not await self._portal.write(lambda c: self._do(c, what, number, person, now)):
            raise CaseError(409, GONE)
        return done(UNDELIVERED, what)

    def _do(
        self, connection: Connection, what: str, number: int, person: Person, now: datetime
    ) -> bool:
        if what == "drop":
            return desk.drop(connection, number, person.email, now)
        return desk.retry(connection, self._manage.context.queue, number, person.email, now)


def _confidential(connection: Connection, stuck: Sequence[Stuck]) -> frozenset[int]:
    """The ids of the confidential cases among these: what those are is not told here."""
    ids = {each.notice.case_id for each in stuck if each.notice.case_id is not None}
    query = select(case_file.c.id).where(case_file.c.id.in_(ids), case_file.c.confidential)
    return frozenset(connection.execute(query).scalars())


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = Undelivered(portal, manage)
    portal.route(app, UNDELIVERED, pages.show, "GET", roles=(ADMINISTRATOR,))
    portal.route(app, UNDELIVERED, pages.act, "POST", roles=(ADMINISTRATOR,))
