"""Files sent in a conversation: kept for the form that its person is in, then told to it.

The form hears of them by a payload that only this module makes, and takes them as its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot import rest_document as document
from bot.api import CHANNEL, LONGEST_ID, NO_STORE, reply_json
from bot.errors import ApiError, problem
from bot.messages import Message, Unavailable
from bot.services import Services
from cases.directory import Person
from cases.files import CleanFile
from cases.model import CaseError

FIELD = "file"
MOST_FIELDS = 5
NONE_SENT = "Please choose a file first."
PAYLOAD = "/files_sent"
File = tuple[str, bytes]
"""A file's name, and its content."""


def router(services: Services) -> APIRouter:
    """`POST /api/files`, multipart: `file` once or more, `id` as with messages."""
    routes = APIRouter(prefix="/api")
    uploads = Uploads(services)

    @routes.post("/files", **document.of(document.SEND_FILES))
    async def send(request: Request) -> Response:
        person = await services.sign_in.person_of(request)
        if person is None:
            raise ApiError(401)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise ApiError(415, "Please send files as multipart/form-data.")
        try:
            async with request.form(max_files=uploads.most, max_fields=MOST_FIELDS) as form:
                files, client_id = await uploads.files_in(form), client_id_in(form)
        except HTTPException:
            raise ApiError(400, "That form could not be read, or has too many files.") from None
        except ClientDisconnect:
            raise ApiError(400) from None
        try:
            replies = await uploads.send(person, files, client_id, CHANNEL)
        except CaseError as refused:
            raise ApiError(refused.status, refused.message, [FIELD]) from None
        except Unavailable as kept:
            return problem(503, kept.wording, extra={"kept": True, "id": kept.message_id})
        return JSONResponse([reply_json(reply) for reply in replies], headers=NO_STORE)

    return routes


class Uploads:
    """Takes files in and begins the turn that tells of them. `most` may come at once."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._attachments = services.office.context.attachments
        self._drafts = services.office.context.drafts
        organisation = services.settings.organisation
        self.most = organisation.max_files
        self._largest = organisation.max_file_mb * 1024 * 1024

    async def files_in(self, form: FormData) -> list[File]:
        """The files of a form, those left empty by a browser aside.

        One too big is read a byte further than it may be long, so that it is refused as too big.
        """
        sent = [each for each in form.getlist(FIELD) if isinstance(each, UploadFile)]
        read = [(each.filename or "file", await each.read(self._largest + 1)) for each in sent]
        return [(name, content) for name, content in read if content or name != "file"]

    async def send(
        self, person: Person, files: Sequence[File], client_id: str | None, channel: str
    ) -> list[Message]:
        """Keeps the files for the person's form, and what the assistant says to them.

        Without a form they are not kept, and the assistant says that.

        Raises:
            CaseError: none was sent, or one may not be taken; says why. Nothing is kept then.
            Unavailable: they are kept, and told later.
            TooMany: this person sends faster than anybody does.
        """
        if not files:
            raise CaseError(422, NONE_SENT)
        clean = await asyncio.to_thread(
            lambda: [self._attachments.clean(name, content) for name, content in files]
        )
        ids = await self._keep(person, clean)
        count = len(files)
        return await self._services.turns.send(
            person,
            "Sent a file" if count == 1 else f"Sent {count} files",
            client_id,
            channel,
            payload=f"{PAYLOAD}{json.dumps({'ids': ','.join(ids)})}" if ids else PAYLOAD,
        )

    async def _keep(self, person: Person, files: Sequence[CleanFile]) -> list[str]:
        def keep(connection: Connection) -> list[str]:
            if self._drafts.active(connection, person.email) is None:
                return []
            take_in = self._attachments.take_in
            return [take_in(connection, person.email, each.name, each).id for each in files]

        return await self._services.database.write(keep)


def client_id_in(form: FormData) -> str | None:
    """The id of the message; None without one that can be used."""
    value = form.get("id")
    usable = isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()
    return value if usable and isinstance(value, str) else None
