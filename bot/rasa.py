"""Talks to Rasa over its REST channel, and knows whether Rasa and the action server are there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

from bot.messages import Reply
from bot.settings import Settings

TURN_SECONDS = 30.0
LOOK_SECONDS = 2.0


class Unreachable(Exception):
    """Rasa did not answer, or not with messages. The message may or may not have been worked on."""


class Failed(Exception):
    """Rasa is there, but failed on this message: it says so, or 200 and an empty list."""


class Rasa:
    """A client that keeps its connections.

    `transport` takes the network's place in tests of this class.
    """

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._talk = f"{settings.rasa_url}/webhooks/rest/webhook"
        self._root = f"{settings.rasa_url}/"
        self._actions = f"{settings.actions_url}/health"
        self._token = settings.rasa_token
        self._actions_headers = {"Authorization": f"Bearer {settings.actions_token}"}
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(TURN_SECONDS, connect=LOOK_SECONDS),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=100),
            trust_env=False,
            transport=transport,
        )

    async def say(self, person: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """What Rasa replies to `text` (words, or a button's payload) in this person's conversation.

        Raises:
            Unreachable: no answer, or none that can be read.
            Failed: an answer without a message.
        """
        body = {"sender": person, "message": text, "metadata": dict(metadata)}
        try:
            answer = await self._client.post(self._talk, params={"token": self._token}, json=body)
            if answer.is_server_error:
                raise Failed
            answer.raise_for_status()
            items = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        if not isinstance(items, list):
            raise Unreachable("not a list")
        replies = replies_of(items)
        if not replies:
            raise Failed
        return replies

    async def ready(self) -> bool:
        """Whether Rasa has its model loaded and listens."""
        return await self._answers(self._root, {})

    async def actions_ready(self) -> bool:
        """Whether the action server answers."""
        return await self._answers(self._actions, self._actions_headers)

    async def _answers(self, url: str, headers: Mapping[str, str]) -> bool:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                answer = await self._client.get(url, headers=dict(headers))
        except (httpx.HTTPError, TimeoutError):
            return False
        return answer.is_success

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def replies_of(items: Iterable[Any]) -> list[Reply]:
    """Rasa's list of messages, tidied.

    Rasa sends one utterance's text and its custom part (or image) as two messages: they are joined
    here. Messages with nothing in them, and buttons without title or payload, are dropped.
    """
    replies: list[Reply] = []
    for item in items:
        if not isinstance(item, Mapping):
            continue
        text = item.get("text") if isinstance(item.get("text"), str) else None
        image = item.get("image") if isinstance(item.get("image"), str) else None
        custom = dict(item["custom"]) if isinstance(item.get("custom"), Mapping) else {}
        buttons = _buttons(item.get("buttons"))
        if not text and not image and not custom and not buttons:
            continue
        last = replies[-1] if replies else None
        if last is not None and not text and not buttons and _joins(last, image, custom):
            replies[-1] = Reply(last.text, last.buttons, image or last.image, custom or last.custom)
        else:
            replies.append(Reply(text or None, buttons, image, custom))
    return replies


def _joins(last: Reply, image: str | None, custom: Mapping[str, Any]) -> bool:
    return not (image and last.image) and not (custom and last.custom)


def _buttons(raw: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, list):
        return ()
    return tuple(
        (b["title"], b["payload"])
        for b in raw
        if isinstance(b, Mapping)
        and isinstance(b.get("title"), str)
        and isinstance(b.get("payload"), str)
        and b["title"]
        and b["payload"]
    )
