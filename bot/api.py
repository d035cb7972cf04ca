"""The REST interface of conversations: `/api/messages` and its stream (DESIGN 5.5)."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot import rest_document as document
from bot.bodies import json_of, number_of
from bot.errors import ApiError, problem
from bot.messages import Event, Message, Typing, Unavailable
from bot.services import Services
from bot.web.event_stream import beating, event_text
from cases.directory import Person

CHANNEL = "api"
MOST_MESSAGES = 200
LONGEST_ID = 200
LARGEST_ID = 2**31 - 1
NO_STORE = {"Cache-Control": "no-store"}


def router(services: Services) -> APIRouter:
    """The routes. Each refuses an unknown sender before it reads anything else of the request."""
    routes = APIRouter(prefix="/api")

    async def person_of(request: Request) -> Person:
        person = await services.sign_in.person_of(request)
        if person is None:
            raise ApiError(401)
        return person

    # The request is taken whole: declared bodies would be parsed before the sender is known.
    @routes.post("/messages", **document.of(document.SEND))
    async def send(request: Request) -> Response:
        person = await person_of(request)
        text, client_id = _message_in(await json_of(request))
        try:
            replies = await services.turns.send(person, text, client_id, CHANNEL)
        except Unavailable as kept:
            return problem(503, kept.wording, extra={"kept": True, "id": kept.message_id})
        return JSONResponse([reply_json(reply) for reply in replies], headers=NO_STORE)

    @routes.get("/messages", **document.of(document.HISTORY))
    async def history(request: Request) -> Response:
        person = await person_of(request)
        after = number_of(request, "after", 0, LARGEST_ID)
        limit = number_of(request, "limit", MOST_MESSAGES, MOST_MESSAGES) or MOST_MESSAGES
        messages = await services.conversations.history(person, after, limit)
        return JSONResponse([message_json(message) for message in messages], headers=NO_STORE)

    @routes.get(
        "/messages/stream",
        response_class=Response,
        response_model=None,
        openapi_extra=document.STREAM,
    )
    async def stream(request: Request) -> Response:
        person = await person_of(request)
        after = number_of(request, "after", 0, LARGEST_ID)
        last = request.headers.get("last-event-id", "")
        if last.isascii() and last.isdigit():
            after = max(after, min(int(last), LARGEST_ID))

        async def still_here() -> bool:
            return await services.sign_in.person_of(request) is not None

        events = services.feed.follow(person, after, still_here)
        return StreamingResponse(
            beating(_lines(events)),
            media_type="text/event-stream",
            headers={**NO_STORE, "X-Accel-Buffering": "no"},
        )

    return routes


def reply_json(message: Message) -> dict[str, Any]:
    """A message as Rasa's REST channel words it, with our id."""
    body: dict[str, Any] = {"recipient_id": message.person, "id": message.id}
    if message.text is not None:
        body["text"] = message.text
    if message.buttons:
        body["buttons"] = [{"title": b.title, "payload": b.payload} for b in message.buttons]
    if message.image is not None:
        body["image"] = message.image
    if message.custom:
        body["custom"] = message.custom
    return body


def message_json(message: Message) -> dict[str, Any]:
    """A message of the history.

    `reply_json`, its author (`person` or `assistant`) and moment (ISO 8601).
    """
    return {**reply_json(message), "author": message.author, "at": message.at.isoformat()}


def event_lines(event: Event) -> str:
    """A server-sent event: `message` (with its id) or `typing`."""
    if isinstance(event, Typing):
        return event_text("typing", json.dumps({"on": event.on}))
    return event_text("message", json.dumps(message_json(event), ensure_ascii=False), event.id)


async def _lines(events: AsyncGenerator[Event]) -> AsyncGenerator[str]:
    async with aclosing(events):
        async for event in events:
            yield event_lines(event)


def _message_in(body: Any) -> tuple[str, str | None]:
    if not isinstance(body, dict) or not isinstance(body.get("message"), str):
        raise ApiError(422, 'Please send {"message": "your words"}.', ["message"])
    client_id = body.get("id")
    if client_id is not None and (
        not isinstance(client_id, str)
        or not 0 < len(client_id) <= LONGEST_ID
        or not client_id.isprintable()
    ):
        raise ApiError(422, f"An id is a text of 1 to {LONGEST_ID} characters.", ["id"])
    return body["message"], client_id
