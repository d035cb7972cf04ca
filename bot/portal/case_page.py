"""`/portal/cases/{reference}`: everything about one case, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.portal import case_around, clauses, handler_deeds, reporter_deeds
from bot.portal.case_sections import jumps, sections
from bot.portal.case_view import CaseView
from bot.portal.deeds import NOTES, Act, Deed, Files, problems_of
from bot.portal.forms import Fields, Problem, Problems, posted
from bot.portal.shared import Portal, done
from bot.web import navigation
from cases import access, record
from cases.directory import Person
from cases.model import CaseError

PATH = "/portal/cases/{reference}"
WITH_CHECKS = frozenset({"decide", "tick"})
BY_SCRIPT = "hx-request"
DEEDS = {each.name: each for each in (*handler_deeds.DEEDS, *reporter_deeds.DEEDS)}


class CasePage:
    """The page's handlers. `portal/case_files.py` takes the forms that bring files."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._office = portal.office

    async def show(self, request: Request, person: Person) -> Response:
        """The page. Opened by its handler for the first time, the case is acknowledged."""
        view = await self.look(person, request.path_params["reference"])
        note = NOTES.get(request.query_params.get("done", ""), "")
        return await self.page(person, view, note=note)

    async def act(self, request: Request, person: Person) -> Response:
        """Does what a form of the page asks for."""
        reference = request.path_params["reference"]
        async with posted(request) as fields:
            name = fields.text("do")
            deed = DEEDS.get(name)
            if deed is None or deed.files:
                raise CaseError(422, "That form is not known. Please open the case again.")
            return await self.do(request, person, reference, deed, fields)

    async def do(
        self,
        request: Request,
        person: Person,
        reference: str,
        deed: Deed,
        fields: Fields,
        files: Files = (),
    ) -> Response:
        """Does it, and goes back to the page; or shows the page with what is to put right."""
        try:
            outcome = await self._portal.write(
                lambda c: deed.run(Act(self._office, c, reference, person, fields, files))
            )
        except (CaseError, Problems) as refused:
            return await self.refused(request, person, reference, deed, fields, refused)
        if request.headers.get(BY_SCRIPT) == "true":
            return await self._ticked(person, reference, outcome.note)
        if outcome.gone:
            return done(navigation.CASES, outcome.note)
        path = f"/portal/cases/{reference}"
        if outcome.secret:
            # Shown in the answer to this very request: the secret is kept nowhere.
            view = await self.look(person, reference)
            link = f"{self._portal.services.settings.public_url}/proof/{outcome.secret}"
            return await self.page(person, view, note=NOTES[outcome.note], proof_link=link)
        return done(path, outcome.note, outcome.anchor)

    async def look(self, person: Person, reference: str, page: str = "case") -> CaseView:
        """The case as this person may see it; that they read it is noted down.

        Raises:
            CaseError: 404, it is not theirs.
        """
        await self._portal.in_thread(clauses.clauses)
        return await self._portal.write(
            lambda c: case_around.look(self._portal, c, reference, person, page)
        )

    async def allow(self, person: Person, reference: str) -> None:
        """Lets those pass who may see the case.

        Raises:
            CaseError: 404, it is not theirs.
        """
        context = self._office.context

        def find(connection: Connection) -> None:
            viewer = access.viewer_of(context, connection, person)
            record.find(context, connection, reference, viewer)

        await self._portal.read(find)

    async def page(
        self,
        person: Person,
        view: CaseView,
        status: int = 200,
        *,
        problems: Sequence[Problem] = (),
        typed: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> Response:
        """The page of a case."""
        organisation = self._portal.services.settings.organisation
        names = sections(view)
        return await self._portal.page(
            person,
            "portal/case.html",
            status,
            here=navigation.MINE if view.part == "reporter" else navigation.CASES,
            v=view,
            problems=problems,
            typed=typed or {},
            sections=names,
            jumps=jumps(view, names),
            guidance=organisation.guidance_title,
            file_hint=f"At most {organisation.max_files} at a time, {organisation.max_file_mb} MB "
            "each: pictures, PDF, Word, text, e-mail, sound or video.",
            **context,
        )

    async def refused(
        self,
        request: Request,
        person: Person,
        reference: str,
        deed: Deed,
        fields: Fields,
        refused: CaseError | Problems,
    ) -> Response:
        """The page with what is to put right, and what was typed.

        Raises:
            CaseError: 404, the case is not theirs.
        """
        if isinstance(refused, CaseError) and refused.status == 404 and not refused.missing:
            raise refused
        view = await self.look(person, reference)
        problems = problems_of(deed, refused, view.case, view.last)
        if request.headers.get(BY_SCRIPT) == "true":
            return self._portal.render("portal/case/ticked.html", ticked=problems[0].words, v=view)
        typed: dict[str, Any] = dict(fields.typed())
        if deed.name in WITH_CHECKS:
            typed["checks"] = fields.all("checks")
        status = 422 if refused.status == 404 else refused.status
        return await self.page(
            person, view, status, problems=problems, typed=typed, doing=deed.name
        )

    async def _ticked(self, person: Person, reference: str, note: str) -> Response:
        view = await self.look(person, reference)
        return self._portal.render("portal/case/ticked.html", ticked=NOTES[note], v=view, oob=True)


def add(app: FastAPI, portal: Portal) -> None:
    """Adds the page and what is posted to it."""
    page = CasePage(portal)
    portal.route(app, PATH, page.show, "GET")
    portal.route(app, PATH, page.act, "POST")
