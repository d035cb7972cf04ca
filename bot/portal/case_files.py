"""Files of a case: sent with a form of its page, and fetched again."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.portal.case_page import DEEDS, PATH, CasePage
from bot.portal.case_parts import PICTURES
from bot.portal.deeds import Files
from bot.portal.forms import Fields, posted
from bot.portal.shared import Portal
from cases.attachments import MEGABYTE
from cases.directory import Person
from cases.model import CaseError

# What a file from somewhere else may do in a browser: be looked at, no more.
CLOSED = "default-src 'none'; sandbox"
FORBIDDEN_IN_NAMES = frozenset('"\\')


class CaseFiles:
    """The handlers."""

    def __init__(self, portal: Portal, page: CasePage) -> None:
        self._portal, self._page = portal, page
        self._office = portal.office
        organisation = portal.services.settings.organisation
        self._most, self._largest = organisation.max_files, organisation.max_file_mb * MEGABYTE

    async def back(self, request: Request, _person: Person) -> Response:
        """To the case: this address only takes what is sent."""
        return RedirectResponse(request.url.path.removesuffix("/files"), status_code=303)

    async def send(self, request: Request, person: Person) -> Response:
        """Takes a form of the page that may bring files."""
        reference = request.path_params["reference"]
        # Whose case it is comes first: nobody else's files are even looked at.
        await self._page.allow(person, reference)
        async with posted(request, files=self._most + 1) as fields:
            deed = DEEDS.get(fields.text("do"))
            if deed is None or not deed.files:
                raise CaseError(422, "That form is not known. Please open the case again.")
            try:
                files = await self._clean(fields)
            except CaseError as refused:
                return await self._page.refused(request, person, reference, deed, fields, refused)
            return await self._page.do(request, person, reference, deed, fields, files)

    async def fetch(self, request: Request, person: Person) -> Response:
        """A file: a picture to be shown, anything else to be saved."""
        reference, file = request.path_params["reference"], request.path_params["file"]
        name, media_type, content = await self._portal.write(
            lambda c: self._office.content(c, reference, person, file)
        )
        return Response(content, headers=headers_for(name, media_type))

    async def _clean(self, fields: Fields) -> Files:
        """The files as they may be kept, made so before the database is held up.

        Raises:
            CaseError: 422, there are too many, or one may not be taken.
        """
        sent = await fields.files("files", self._largest)
        if len(sent) > self._most:
            raise CaseError(422, f"Send at most {self._most} files at a time.")
        clean = self._office.context.attachments.clean
        return [await self._portal.in_thread(clean, *each) for each in sent]


def headers_for(name: str, media_type: str) -> dict[str, str]:
    """The headers a file is sent with: only a picture is shown in the page."""
    shown = media_type in PICTURES
    plain = "".join(c if c.isascii() and c.isprintable() else "_" for c in name)
    plain = "".join("_" if c in FORBIDDEN_IN_NAMES else c for c in plain)
    disposition = "inline" if shown else "attachment"
    return {
        "Content-Type": media_type if shown else "application/octet-stream",
        "Content-Disposition": f'{disposition}; filename="{plain}"; '
        f"filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": CLOSED,
        "Cache-Control": "private, no-store",
    }


def add(app: FastAPI, portal: Portal) -> None:
    """Adds both ways."""
    files = CaseFiles(portal, CasePage(portal))
    portal.route(app, f"{PATH}/files", files.back, "GET")
    portal.route(app, f"{PATH}/files", files.send, "POST")
    portal.route(app, f"{PATH}/files/{{file}}", files.fetch, "GET")
