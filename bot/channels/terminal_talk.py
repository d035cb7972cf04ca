"""The terminal's conversation with a gateway, over its REST interface and stream."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx

from bot.channels.terminal_screen import Keyboard, Piped, Screen
from cases.faults import Fault

SHOWN_AT_START = 6
SLOW_SECONDS = 0.6
SILENT_SECONDS = 45.0
TURN_SECONDS = 90.0
LONGEST_PAUSE_SECONDS = 15.0
TRIES = 3

WRITING = "The assistant is writing…"
LOST = "The connection was lost. Trying again…"
BACK = "The connection is back."
NOT_SENT = "That did not get through. Press Enter to send it again, or write something else."


class NotLetIn(Fault):
    """The gateway does not take the token."""


class Talk:
    """One person's conversation through `client`, which holds the address and the token."""

    def __init__(self, client: httpx.AsyncClient, screen: Screen, lines: Keyboard | Piped) -> None:
        self._client = client
        self._screen = screen
        self._lines = lines
        self._seen: set[int] = set()
        self._last = 0
        self._unsent: tuple[str, str] | None = None
        if isinstance(lines, Keyboard):
            screen.around(lines.take_away, lines.put_back)

    async def run(self) -> None:
        """Talks until the lines end.

        Raises:
            Fault: the gateway cannot be reached, or does not let this person in.
        """
        await self._begin()
        following = asyncio.create_task(self._follow())
        try:
            while (line := await self._lines.line()) is not None:
                await self._take(line)
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    async def _begin(self) -> None:
        try:
            answer = await self._client.get("/api/messages", params={"limit": SHOWN_AT_START})
        except httpx.TransportError as error:
            raise _unreachable(self._client) from error
        _check(answer)
        messages = answer.json()
        self._last = max((message["id"] for message in messages), default=0)
        self._seen.update(message["id"] for message in messages)
        if not self._lines.is_interactive:
            return
        for message in messages:
            if message["author"] == "person":
                self._screen.choices.withdraw()
                self._screen.person(message.get("text") or "")
            else:
                self._screen.assistant(message)
        self._screen.note("Ask a question. A number presses a button; Ctrl-D leaves.")

    async def _take(self, line: str) -> None:
        """Sends a line, or once more what did not get through when the line is empty."""
        if line.strip():
            text, words = self._screen.choices.resolve(line)
            self._unsent = None
        elif self._unsent is not None:
            text, words = self._unsent[0], ""
        else:
            return
        client_id = self._unsent[1] if self._unsent else uuid.uuid4().hex
        if not self._lines.is_interactive:
            self._screen.person(words)
        self._unsent = (text, client_id)
        offered = self._screen.choices.withdraw()
        try:
            replies = await self._send(text, client_id)
        except httpx.TransportError as error:
            if not self._lines.is_interactive:
                raise _unreachable(self._client) from error
            self._screen.choices.restore(offered)
            self._screen.note(NOT_SENT)
            return
        self._unsent = None
        for reply in replies:
            self._show(reply)

    async def _send(self, text: str, client_id: str) -> list[dict[str, Any]]:
        body = {"message": text, "id": client_id}
        tries = 0
        while True:
            posting = asyncio.create_task(
                self._client.post("/api/messages", json=body, timeout=TURN_SECONDS)
            )
            try:
                answer = await self._patiently(posting)
            except httpx.TransportError:
                tries += 1
                if self._lines.is_interactive or tries == TRIES:
                    raise
                await asyncio.sleep(tries)
                continue
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self._screen.note(_message_of(answer))
                await asyncio.sleep(_pause_of(answer))
                continue
            if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                self._screen.note(_message_of(answer))
                return []
            _check(answer)
            replies: list[dict[str, Any]] = answer.json()
            return replies

    async def _patiently(self, posting: asyncio.Task[httpx.Response]) -> httpx.Response:
        try:
            done, _ = await asyncio.wait({posting}, timeout=SLOW_SECONDS)
            if not done and self._lines.is_interactive:
                self._screen.note(WRITING)
            return await posting
        finally:
            posting.cancel()

    def _show(self, message: dict[str, Any]) -> None:
        """Shows a message of the assistant's once, whichever way it comes first."""
        if message["id"] in self._seen:
            return
        self._seen.add(message["id"])
        self._screen.assistant(message)

    async def _follow(self) -> None:
        """Shows what comes over the stream; takes a lost connection up again where it broke."""
        pause, told = 1.0, False
        while True:
            try:
                async for message in self._streamed():
                    if told:
                        self._screen.note(BACK)
                    pause, told = 1.0, False
                    if message is not None:
                        self._last = max(self._last, message["id"])
                        if message["author"] == "assistant":
                            self._show(message)
            except httpx.HTTPError:
                if not told and self._lines.is_interactive:
                    self._screen.note(LOST)
                    told = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _streamed(self) -> AsyncIterator[dict[str, Any] | None]:
        """The stream's messages; None once it is open."""
        timeout = httpx.Timeout(10, read=SILENT_SECONDS)
        params = {"after": self._last}
        async with self._client.stream(
            "GET", "/api/messages/stream", params=params, timeout=timeout
        ) as answer:
            answer.raise_for_status()
            yield None
            event, data = "", []
            async for line in answer.aiter_lines():
                name, _, value = line.partition(":")
                if name == "event":
                    event = value.strip()
                elif name == "data":
                    data.append(value.removeprefix(" "))
                elif not line:
                    if event == "message" and data:
                        yield json.loads("\n".join(data))
                    event, data = "", []


def _check(answer: httpx.Response) -> None:
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise NotLetIn(
            "The assistant does not let you in: the token is missing, wrong or no longer good.",
            "Ask for a new one, or start again with --as and your address.",
        )
    if not answer.is_success:
        raise Fault(_message_of(answer), "Please try again soon.")


def _message_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        return "The assistant cannot answer just now."


def _pause_of(answer: httpx.Response) -> float:
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() else 1.0


def _unreachable(client: httpx.AsyncClient) -> Fault:
    return Fault(
        f"Nothing answers at {client.base_url}.",
        "Start the assistant with: make run, or check --url.",
    )
