"""`/portal`: the cases of a person who handles some, what is due first at the top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from fastapi import FastAPI
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal import cards
from bot.portal.deeds import NOTES
from bot.portal.forms import Problem, number
from bot.portal.shared import Portal
from bot.web import navigation
from cases.access import OVERSEE
from cases.directory import Person
from cases.model import Case
from cases.reading import Order, Page, Part
from cases.reference import ReferenceError_, read_reference

LARGEST_PAGE = 10_000
LONGEST_QUERY = 60
SHOWS = {
    "open": "What is open",
    "overdue": "What is overdue",
    "more_information": "Where a question is open",
    "closed": "What is over",
    "all": "Everything",
}
ORDERS = {"due": "Due first", "newest": "Newest first", "oldest": "Oldest first"}
PARTS = {"handler": "Mine to handle", "all": "All that I may see"}
SHOWN_BY: dict[str, dict[str, Any]] = {
    "open": {"open_only": True},
    "overdue": {"overdue": True},
    "more_information": {"state": "more_information"},
    "closed": {"over": True},
    "all": {},
}
MISTYPED = "That reference has a slip in it. Please check each letter."
UNKNOWN = "No case of yours has that reference."
NOTHING = "No case of yours has that reference, or those words in a name or title."


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. `filtered`: anything but the usual list."""

    q: str
    show: str
    procedure: str
    part: str
    order: str
    page: int

    @property
    def filtered(self) -> bool:
        """Whether this is anything but what is open, due first."""
        usual = ("", "open", "", "handler", "due")
        return (self.q, self.show, self.procedure, self.part, self.order) != usual

    def query(self) -> dict[str, str]:
        """For the addresses of the neighbouring pages."""
        return {
            "q": self.q,
            "show": self.show,
            "procedure": self.procedure,
            "part": self.part,
            "order": self.order,
        }


class CaseList:
    """The list's handler."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._office = portal.office

    async def show(self, request: Request, person: Person) -> Response:
        """The list. A whole reference that is searched for leads straight to its case."""
        services = self._portal.services
        if not await self._portal.read(lambda c: navigation.handles(c, services, person)):
            return RedirectResponse(navigation.MINE, status_code=303)
        filters = self._filters(request, person)
        page, overdue = await self._portal.read(lambda c: self._read(c, person, filters))
        problems = _problems(filters, page)
        if filters.q and not problems and _is_reference(filters.q):
            return RedirectResponse(f"/portal/cases/{page.cases[0].reference}", status_code=303)
        now = self._office.context.now()
        shown = [self._card(case, person, now) for case in page.cases]
        return await self._portal.page(
            person,
            "portal/cases.html",
            here=navigation.CASES,
            heading="My cases" if filters.part == "handler" else "All cases that I may see",
            cards=shown,
            pages=cards.pages("/portal", filters.query(), filters.page, shown, page.total),
            overdue=overdue,
            filters=filters,
            note=NOTES.get(request.query_params.get("done", ""), ""),
            problems=problems,
            shows=list(SHOWS.items()),
            orders=list(ORDERS.items()),
            parts=list(PARTS.items()) if OVERSEE.intersection(person.roles) else (),
            procedures=[("", "Anything"), *self._titles()],
            empty="Nothing fits that." if filters.filtered else "Nothing waits for you.",
        )

    def _filters(self, request: Request, person: Person) -> Filters:
        query = request.query_params

        def one_of(name: str, values: dict[str, str], usual: str) -> str:
            return query.get(name, "") if query.get(name) in values else usual

        procedure = query.get("procedure", "")
        q = query.get("q", "").strip()[:LONGEST_QUERY]
        oversees = bool(OVERSEE.intersection(person.roles))
        return Filters(
            q=q,
            show=one_of("show", SHOWS, "open"),
            procedure=procedure if self._office.procedures.find(procedure) else "",
            part=one_of("part", PARTS, "handler") if oversees else "handler",
            order=one_of("order", ORDERS, "due"),
            page=number(query.get("page"), LARGEST_PAGE) or 1,
        )

    def _read(self, connection: Connection, person: Person, filters: Filters) -> tuple[Page, int]:
        """The page of the list, and how many cases of theirs are overdue in all."""
        part: Part = "handler" if filters.part == "handler" and not filters.q else "all"
        wanted: dict[str, Any] = SHOWN_BY[filters.show] if not filters.q else {}
        page = self._office.cases_of(
            connection,
            person,
            part=part,
            search=filters.q,
            procedure=filters.procedure or None,
            order=cast(Order, filters.order),
            limit=cards.PAGE,
            offset=(filters.page - 1) * cards.PAGE,
            **wanted,
        )
        late = self._office.cases_of(connection, person, part="handler", overdue=True, limit=0)
        return page, late.total

    def _card(self, case: Case, person: Person, now: datetime) -> cards.Card:
        facts = [f"from {self._portal.name_of(case.reporter)}"]
        if case.handler != person.email:
            facts.append(f"with {self._portal.name_of(case.handler)}")
        return cards.card(case, self._office.procedures, now, *facts)

    def _titles(self) -> list[tuple[str, str]]:
        procedures = self._office.procedures
        return sorted(
            ((each.id, cards.title_of(procedures, each.id)) for each in procedures),
            key=lambda each: each[1],
        )


def add(app: FastAPI, portal: Portal) -> None:
    """Adds the page."""
    portal.route(app, navigation.CASES, CaseList(portal).show, "GET")


def _problems(filters: Filters, page: Page) -> list[Problem]:
    if not filters.q or page.total:
        return []
    try:
        read_reference(filters.q)
    except ReferenceError_ as wrong:
        words = MISTYPED if wrong.kind == "mistyped" and "-" in filters.q else NOTHING
        return [Problem("q", words)]
    return [Problem("q", UNKNOWN)]


def _is_reference(words: str) -> bool:
    try:
        read_reference(words)
    except ReferenceError_:
        return False
    return True
