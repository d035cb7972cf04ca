"""The web chat: the page, what it posts, and its stream.

It works without JavaScript too, by post and reload.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

from fastapi import FastAPI
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot import words
from bot.buttons import token_in
from bot.messages import TooMany, Typing, Unavailable
from bot.pages import Pages
from bot.services import Services
from bot.uploads import MOST_FIELDS, File, Uploads, client_id_in
from bot.web import error_pages
from bot.web.chat_page import SCRIPTS, SHOWN_AT_FIRST, SHOWN_AT_MOST, ChatPage
from bot.web.event_stream import beating, event_text
from cases.directory import Person
from cases.model import CaseError

CHANNEL = "web"
LARGEST_ID = 2**31 - 1
LONGEST_ID = 200

SIGNED_OUT = "You are signed out. Your words are still in the box."
TOO_MANY_FILES = "Please send {most} files at most at once."
LOST = "That did not reach me whole. Please send it again."


def mount(app: FastAPI, services: Services) -> None:
    """Adds the chat page, its scripts, and pages for errors to the application."""
    error_pages.add(app, Pages(services.settings.organisation.name))
    page = ChatPage(services)
    chat = WebChat(services, page)
    files = WebFiles(services, page, chat)
    app.mount(page.scripts, Scripts(directory=SCRIPTS))
    for path, method, handler in (
        ("/", "GET", chat.show),
        ("/messages", "POST", chat.send),
        ("/files", "POST", files.send),
        ("/stream", "GET", chat.stream),
        ("/icon.svg", "GET", icon),
    ):
        app.add_api_route(path, handler, methods=[method], response_model=None)


class Scripts(StaticFiles):
    """The scripts, at an address that names their content: a browser keeps them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class WebChat:
    """The handlers of the chat's requests."""

    def __init__(self, services: Services, page: ChatPage) -> None:
        self._services = services
        self._page = page

    async def show(self, request: Request) -> Response:
        """The page; whoever is not signed in is sent to do so."""
        person = await self._services.sign_in.person_of(request)
        if person is None:
            return _to_sign_in()
        last = _number(request.query_params.get("last"), SHOWN_AT_MOST)
        return await self._page.whole(person, last or SHOWN_AT_FIRST)

    async def send(self, request: Request) -> Response:
        """Takes words or a pressed button, from the page's script or from a plain form."""
        person = await self._services.sign_in.person_of(request)
        by_script = request.headers.get("hx-request") == "true"
        if person is None:
            return _told("signed-out", SIGNED_OUT) if by_script else _to_sign_in()
        try:
            async with request.form(max_files=0, max_fields=10) as form:
                text, client_id = _posted(form)
                after = _number(_field(form, "after"), LARGEST_ID)
        except HTTPException:
            if by_script:
                return _told("refused", LOST)
            return await self._page.whole(person, status=400, note=LOST)
        if by_script:
            return await self._deliver(person, text, client_id, after)
        return await self._deliver_plainly(person, text, client_id)

    async def stream(self, request: Request) -> Response:
        """What happens in the conversation after the id `after`, or after the last event heard."""
        after = max(
            _number(request.query_params.get("after"), LARGEST_ID),
            _number(request.headers.get("last-event-id"), LARGEST_ID),
        )
        return StreamingResponse(
            beating(self._events(request, after)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _deliver(
        self, person: Person, text: str, client_id: str | None, after: int
    ) -> Response:
        """Sends what the script posted; answers with all that is new in the conversation.

        So the page shows its reply even where something on the way holds streams up. It knows each
        message by its id.
        """
        kept: Unavailable | None = None
        try:
            await self._services.turns.send(person, text, client_id, CHANNEL)
        except TooMany as refused:
            return _told("refused", refused.wording)
        except Unavailable as later:
            kept = later
        return await self.fresh(person, after, kept)

    async def fresh(self, person: Person, after: int, kept: Unavailable | None) -> Response:
        """All that is new in the conversation, and a word when a message had to be kept."""
        event: tuple[str, dict[str, object]] | None = None
        if kept is not None:
            event = "kept", {"id": kept.message_id, "wording": kept.wording}
        messages = await self._services.conversations.history(person, after)
        return _answered("".join(self._page.fragment(message) for message in messages), event)

    async def _deliver_plainly(self, person: Person, text: str, client_id: str | None) -> Response:
        # A message that is kept needs no note here: the page itself says so.
        with suppress(Unavailable):
            try:
                await self._services.turns.send(person, text, client_id, CHANNEL)
            except TooMany as refused:
                typed = "" if token_in(text) else words.clean(text)
                return await self._page.whole(person, status=429, note=refused.wording, words=typed)
        return RedirectResponse("/#latest", status_code=303)

    async def _events(self, request: Request, after: int) -> AsyncGenerator[str]:
        """`message` (HTML, with its id), `typing` (on or off), `signed_out` when that is so."""
        person = await self._services.sign_in.person_of(request)

        async def still_here() -> bool:
            return await self._services.sign_in.person_of(request) is not None

        if person is not None:
            yield event_text("typing", "off")
            async with aclosing(self._services.feed.follow(person, after, still_here)) as feed:
                async for event in feed:
                    if isinstance(event, Typing):
                        yield event_text("typing", "on" if event.on else "off")
                    else:
                        yield event_text("message", self._page.fragment(event), event.id)
        if not await still_here():
            yield event_text("signed_out", "")


class WebFiles:
    """Takes files from the chat page, by its script or by a plain form."""

    def __init__(self, services: Services, page: ChatPage, chat: WebChat) -> None:
        self._services = services
        self._page = page
        self._chat = chat
        self._uploads = Uploads(services)

    async def send(self, request: Request) -> Response:
        """Keeps the files and shows what the assistant says to them."""
        person = await self._services.sign_in.person_of(request)
        by_script = request.headers.get("hx-request") == "true"
        if person is None:
            return _told("signed-out", SIGNED_OUT) if by_script else _to_sign_in()
        try:
            async with request.form(max_files=self._uploads.most, max_fields=MOST_FIELDS) as form:
                files = await self._uploads.files_in(form)
                client_id, after = client_id_in(form), _number(_field(form, "after"), LARGEST_ID)
            kept = await self._kept(person, files, client_id)
        except HTTPException:
            refusal = TOO_MANY_FILES.format(most=self._uploads.most)
        except CaseError as refused:
            refusal = refused.message
        except TooMany as refused:
            refusal = refused.wording
        else:
            if by_script:
                return await self._chat.fresh(person, after, kept)
            return RedirectResponse("/#latest", status_code=303)
        if by_script:
            return _told("refused", refusal)
        return await self._page.whole(person, status=422, note=refusal)

    async def _kept(
        self, person: Person, files: Sequence[File], client_id: str | None
    ) -> Unavailable | None:
        try:
            await self._uploads.send(person, files, client_id, CHANNEL)
        except Unavailable as kept:
            return kept
        return None


async def icon() -> Response:
    """The pages' icon."""
    return FileResponse(SCRIPTS / "icon.svg", headers={"Cache-Control": "max-age=86400"})


def _posted(form: FormData) -> tuple[str, str | None]:
    """What is sent, and its id.

    A pressed button's token is its own id, so that a double press is one.
    """
    press = _field(form, "press")
    if press is not None and token_in(press):
        return press, press.strip()
    client_id = _field(form, "id")
    if client_id is not None and not (0 < len(client_id) <= LONGEST_ID and client_id.isprintable()):
        client_id = None
    return press or _field(form, "message") or "", client_id


def _field(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) else None


def _number(value: str | None, largest: int) -> int:
    """The number, not above `largest`; 0 for anything else."""
    if value is None or not (value.isascii() and value.isdigit()) or len(value) > 20:
        return 0
    return min(int(value), largest)


def _answered(body: str, event: tuple[str, dict[str, object]] | None) -> Response:
    headers = {"Cache-Control": "no-store"}
    if event is not None:
        headers["HX-Trigger"] = json.dumps({f"assistant:{event[0]}": event[1]})
    return HTMLResponse(body, headers=headers)


def _told(event: str, wording: str) -> Response:
    """Nothing for the conversation, only a word about it."""
    return _answered("", (event, {"wording": wording}))


def _to_sign_in() -> Response:
    return RedirectResponse("/sign-in", status_code=303)
