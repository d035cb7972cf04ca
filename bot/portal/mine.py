"""`/portal/mine`: what became of everything a person asked for or reported."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import FastAPI
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.portal import cards, words
from bot.portal.forms import number
from bot.portal.shared import Portal
from bot.web import navigation
from cases.directory import Person
from cases.form.model import Draft
from cases.model import OPEN, Case
from cases.reading import Page

LARGEST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that was not sent yet."""

    title: str
    started_at: datetime
    kept_until: datetime


class Mine:
    """The page's handler."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._office = portal.office

    async def show(self, request: Request, person: Person) -> Response:
        """The page, newest first."""
        wanted = number(request.query_params.get("page"), LARGEST_PAGE) or 1
        page, drafts = await self._portal.read(lambda c: self._read(c, person, wanted))
        now = self._office.context.now()
        shown = [self._card(case, now) for case in page.cases]
        return await self._portal.page(
            person,
            "portal/mine.html",
            here=navigation.MINE,
            cards=shown,
            pages=cards.pages(navigation.MINE, {}, wanted, shown, page.total),
            drafts=[self._unfinished(draft) for draft in drafts],
            new_id=secrets.token_hex(16),
        )

    def _read(
        self, connection: Connection, person: Person, wanted: int
    ) -> tuple[Page, list[Draft]]:
        page = self._office.cases_of(
            connection,
            person,
            part="reporter",
            order="newest",
            limit=cards.PAGE,
            offset=(wanted - 1) * cards.PAGE,
        )
        kept = self._office.context.drafts
        active = kept.active(connection, person.email)
        drafts = ([active] if active else []) + kept.paused(connection, person.email)
        # An answer or a decision being given in the chat is kept as a draft too, but is no request.
        return page, [each for each in drafts if self._office.procedures.find(each.procedure)]

    def _card(self, case: Case, now: datetime) -> cards.Card:
        sent = f"sent {words.short_day(case.submitted_at)}"
        with_whom = f"with {self._portal.name_of(case.handler)}" if case.state in OPEN else ""
        return cards.card(
            case, self._office.procedures, now, *(each for each in (sent, with_whom) if each)
        )

    def _unfinished(self, draft: Draft) -> Unfinished:
        days = self._portal.services.settings.organisation.form_days
        return Unfinished(
            cards.title_of(self._office.procedures, draft.procedure),
            draft.started_at,
            draft.touched_at + timedelta(days=days),
        )


def add(app: FastAPI, portal: Portal) -> None:
    """Adds the page."""
    portal.route(app, navigation.MINE, Mine(portal).show, "GET")
