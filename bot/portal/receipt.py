"""The papers of a case: its receipt, to print or as a PDF, and the letter that goes with it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.portal import words
from bot.portal.case_page import PATH, CasePage
from bot.portal.case_view import CaseView
from bot.portal.receipt_pdf import receipt_pdf
from bot.portal.shared import NOT_HERE, Portal
from cases.directory import Person
from cases.letters.letter import DOCX, letter_docx
from cases.model import CaseError


class Papers:
    """The handlers."""

    def __init__(self, portal: Portal, page: CasePage) -> None:
        self._portal, self._page = portal, page
        self._settings = portal.services.settings

    async def receipt(self, request: Request, person: Person) -> Response:
        """The receipt as a page to print."""
        view = await self._look(request, person, "receipt")
        return await self._portal.page(
            person,
            "portal/receipt.html",
            v=view,
            facts=self._facts(view),
            now=self._portal.office.context.now(),
            address=f"{self._settings.public_url}{view.path}",
        )

    async def pdf(self, request: Request, person: Person) -> Response:
        """The receipt as a PDF."""
        view = await self._look(request, person, "receipt")
        content = await self._portal.in_thread(lambda: self._pdf(view))
        return _download(content, "application/pdf", f"receipt-{view.case.reference}.pdf")

    async def letter(self, request: Request, person: Person) -> Response:
        """The letter to a Headteacher, as a Word document."""
        view = await self._look(request, person, "letter")
        writer = self._portal.services.directory.find(view.case.reporter)
        name = view.letter
        if writer is None or name is None:
            raise CaseError(404, NOT_HERE)
        organisation, on = self._settings.organisation, view.case.submitted_at
        content = await self._portal.in_thread(
            lambda: letter_docx(
                view.case, writer, organisation, on.astimezone(words.ZONE).date(), name
            )
        )
        return _download(content, DOCX, f"letter-{view.case.reference}.docx")

    async def _look(self, request: Request, person: Person, page: str) -> CaseView:
        return await self._page.look(person, request.path_params["reference"], page)

    def _pdf(self, view: CaseView) -> bytes:
        return receipt_pdf(
            view.case,
            organisation=self._settings.organisation.name,
            title=view.title,
            questions=view.questions,
            name_of=self._portal.name_of,
            printed_at=self._portal.office.context.now(),
        )

    def _facts(self, view: CaseView) -> list[tuple[str, str]]:
        case, name_of = view.case, self._portal.name_of
        facts = [
            ("Reference", case.reference),
            ("Sent by", name_of(case.reporter)),
            ("Sent", words.moment(case.submitted_at)),
            ("Handled by", name_of(case.handler)),
            ("Stands at", view.state.words),
        ]
        if case.decided_at:
            facts.append(("Decided", words.moment(case.decided_at)))
        elif view.due:
            facts.append(("A decision is due", words.moment(case.due_at)))
        return facts


def add(app: FastAPI, portal: Portal) -> None:
    """Adds the three."""
    papers = Papers(portal, CasePage(portal))
    portal.route(app, f"{PATH}/receipt", papers.receipt, "GET")
    portal.route(app, f"{PATH}/receipt.pdf", papers.pdf, "GET")
    portal.route(app, f"{PATH}/letter.docx", papers.letter, "GET")


def _download(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
