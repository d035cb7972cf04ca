"""The REST interface of cases: `/api/cases` and `/api/openapi.json` (DESIGN 5.5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, get_args

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot import rest_document as document
from bot.bodies import json_of, number_of
from bot.errors import ApiError
from bot.services import Services
from bot.words import clean
from cases.directory import Person
from cases.model import Case, CaseError, State
from cases.reading import MOST, Order, Part
from cases.view import case_json, file_json

T = TypeVar("T")

USUAL_LIMIT = 50
LARGEST_OFFSET = 1_000_000
NO_STORE = {"Cache-Control": "no-store"}
YES, NO = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no", ""})
FILE_KINDS = ("evidence", "consent")
CONTENT_HEADERS = {**NO_STORE, "Content-Security-Policy": "sandbox; default-src 'none'"}


def router(services: Services) -> APIRouter:
    """The routes. Each refuses an unknown sender before it reads anything else of the request."""
    routes = APIRouter(prefix="/api")
    api = CasesApi(services)
    for method, path, handler, described in (
        ("GET", "/cases", api.list, document.LIST),
        ("GET", "/cases/{reference}", api.show, document.SHOW),
        ("POST", "/cases/{reference}/decision", api.decide, document.DECIDE),
        ("POST", "/cases/{reference}/acknowledge", api.acknowledge, document.ACKNOWLEDGE),
        ("POST", "/cases/{reference}/messages", api.message, document.MESSAGE),
        ("POST", "/cases/{reference}/withdraw", api.withdraw, document.WITHDRAW),
        ("GET", "/cases/{reference}/files", api.files, document.FILES),
        ("POST", "/cases/{reference}/files", api.attach, document.ATTACH),
        ("GET", "/cases/{reference}/files/{file}", api.content, document.CONTENT),
        ("GET", "/openapi.json", api.document, document.DOCUMENT),
    ):
        routes.add_api_route(path, handler, methods=[method], **document.of(described))
    return routes


class CasesApi:
    """The handlers of the routes."""

    def __init__(self, services: Services) -> None:
        self._services, self._office = services, services.office

    async def list(self, request: Request) -> Response:
        """What the token's owner may see, due first."""
        person = await self._person_of(request)
        query = request.query_params
        wanted = {
            "part": _one_of(request, "part", "all", get_args(Part)),
            "order": _one_of(request, "order", "due", get_args(Order)),
            "state": _one_of(request, "state", None, get_args(State)),
            "procedure": query.get("procedure") or None,
            "search": clean(query.get("q", "")),
            "open_only": _yes(request, "open"),
            "limit": number_of(request, "limit", USUAL_LIMIT, MOST),
            "offset": number_of(request, "offset", 0, LARGEST_OFFSET),
        }
        found = await self._write(
            lambda connection: self._office.cases_of(connection, person, full=True, **wanted)
        )
        headers = {**NO_STORE, "X-Total-Count": str(found.total)}
        return JSONResponse([case_json(each) for each in found.cases], headers=headers)

    async def show(self, request: Request) -> Response:
        """One case."""
        return await self._do(request, lambda c, ref, who: self._office.case(c, ref, who, "api"))

    async def decide(self, request: Request) -> Response:
        """Decides a case, once."""
        person = await self._person_of(request)
        body = _fields(await json_of(request))
        decision = _text(body, "decision")
        reason = _text(body, "reason", "")
        conditions, checks = _texts(body, "conditions"), _texts(body, "checks")
        version = body.get("version")
        if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
            raise ApiError(422, "version is a whole number.", ["version"])
        return await self._do(
            request,
            lambda connection, reference, who: self._office.decide(
                connection, reference, who, decision, reason, conditions, checks, version
            ),
            person,
        )

    async def acknowledge(self, request: Request) -> Response:
        """The handler has seen a case."""
        return await self._do(request, self._office.acknowledge)

    async def message(self, request: Request) -> Response:
        """A message on a case; the reporter's answer while more information is wanted."""
        person = await self._person_of(request)
        words = _text(_fields(await json_of(request)), "message")
        return await self._do(
            request, lambda c, ref, who: self._office.message(c, ref, who, words), person
        )

    async def withdraw(self, request: Request) -> Response:
        """Its reporter takes a case back."""
        person = await self._person_of(request)
        body = _fields(await json_of(request)) if await request.body() else {}
        reason = _text(body, "reason", "")
        return await self._do(
            request, lambda c, ref, who: self._office.withdraw(c, ref, who, reason), person
        )

    async def files(self, request: Request) -> Response:
        """The files of a case, without their content."""
        person = await self._person_of(request)
        found = await self._write(
            lambda c: self._office.case(c, request.path_params["reference"], person, "files")
        )
        return JSONResponse([file_json(each) for each in found.attachments], headers=NO_STORE)

    async def attach(self, request: Request) -> Response:
        """Adds a file to a case."""
        person = await self._person_of(request)
        reference: str = request.path_params["reference"]
        # Who may not see it learns so before a large file is taken in.
        await self._write(lambda c: self._office.case(c, reference, person, "files"))
        name, content, kind = await self._file_of(request)
        attachments = self._office.context.attachments
        try:
            cleaned = await run_in_threadpool(attachments.clean, name, content)
        except CaseError as refused:
            raise _told(refused) from None
        return await self._do(
            request,
            lambda c, ref, who: self._office.attach(c, ref, who, name, cleaned, kind),
            person,
            status=201,
        )

    async def content(self, request: Request) -> Response:
        """The content of a file, to be saved: a browser shows none of it."""
        person = await self._person_of(request)
        reference, file = request.path_params["reference"], request.path_params["file"]
        name, media_type, data = await self._write(
            lambda c: self._office.content(c, reference, person, file)
        )
        response = Response(data, media_type=media_type, headers=CONTENT_HEADERS)
        response.headers["Content-Disposition"] = document.saved_as(name)
        return response

    async def document(self, request: Request) -> Response:
        """The OpenAPI document of the REST interface."""
        return JSONResponse(
            await asyncio.to_thread(document.openapi, request.app.routes),
            headers={"Cache-Control": "no-cache"},
        )

    async def _person_of(self, request: Request) -> Person:
        person = await self._services.sign_in.person_of(request)
        if person is None:
            raise ApiError(401)
        return person

    async def _do(
        self,
        request: Request,
        function: Callable[[Connection, str, Person], Case],
        person: Person | None = None,
        status: int = 200,
    ) -> Response:
        """Does something to the case that the address names; the case as it is then."""
        who = person or await self._person_of(request)
        reference: str = request.path_params["reference"]
        case = await self._write(lambda connection: function(connection, reference, who))
        return JSONResponse(case_json(case), status_code=status, headers=NO_STORE)

    async def _write(self, function: Callable[[Connection], T]) -> T:
        try:
            return await self._services.database.write(function)
        except CaseError as refused:
            raise _told(refused) from None

    async def _file_of(self, request: Request) -> tuple[str, bytes, Any]:
        largest = self._services.settings.organisation.max_file_mb * 1024 * 1024
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise ApiError(415, "Please send the file as multipart/form-data.")
        try:
            async with request.form(max_files=1, max_fields=5) as form:
                file, kind = form.get("file"), form.get("kind") or "evidence"
                if not isinstance(file, UploadFile):
                    raise ApiError(422, "Please send a file.", ["file"])
                if kind not in FILE_KINDS:
                    raise ApiError(422, "kind is evidence or consent.", ["kind"])
                return file.filename or "file", await file.read(largest + 1), kind
        except HTTPException:
            raise ApiError(400, "That form could not be read.") from None
        except ClientDisconnect:
            raise ApiError(400) from None


def _told(refused: CaseError) -> ApiError:
    if refused.status == 404:
        return ApiError(404)  # the same whatever there is not, or is another's
    return ApiError(refused.status, refused.message, refused.missing)


def _fields(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise ApiError(422, "Please send a JSON object.")
    return body


def _text(body: dict[str, Any], name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise ApiError(422, f"{name} is a text.", [name])
    return clean(value)


def _texts(body: dict[str, Any], name: str) -> tuple[str, ...]:
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ApiError(422, f"{name} is a list of texts.", [name])
    return tuple(clean(each) for each in value)


def _one_of(request: Request, name: str, default: Any, allowed: tuple[str, ...]) -> Any:
    value = request.query_params.get(name)
    if not value:
        return default
    if value not in allowed:
        raise ApiError(422, f"{name} is one of {', '.join(allowed)}.", [name])
    return value


def _yes(request: Request, name: str) -> bool:
    value = request.query_params.get(name, "").lower()
    if value not in YES | NO:
        raise ApiError(422, f"{name} is true or false.", [name])
    return value in YES
