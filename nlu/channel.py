"""Rasa's way in, for the gateway alone.

Rasa's own REST channel asks for no token, logs people's words when something fails, and takes one
reply apart into several. This one keeps its address and its form of message.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from http import HTTPStatus
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from nlu import lean

logger = logging.getLogger(__name__)

PARTS = ("text", "buttons", "image", "custom")


class Replies(OutputChannel):
    """Collects replies, each as one message: ``text``, ``buttons``, ``image``, ``custom``."""

    def __init__(self) -> None:
        self.messages: List[Dict[Text, Any]] = []

    @classmethod
    def name(cls) -> Text:
        """The channel's name, as the tracker keeps it."""
        return "rest"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keeps one reply of the assistant."""
        parts = {part: message[part] for part in PARTS if message.get(part)}
        if parts:
            self.messages.append({"recipient_id": recipient_id, **parts})


class GatewayChannel(InputChannel):
    """``POST /webhooks/rest/webhook?token=…`` with ``{"sender", "message", "metadata"}``.

    Answers with the list of replies, which is empty when an action failed; 401 without the right
    token, 400 without sender and message, 503 when Rasa itself failed.
    """

    @classmethod
    def name(cls) -> Text:
        """The part of the address that names the channel."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> GatewayChannel:
        """Needs the setting ``token``.

        Raises:
            InvalidConfigException: there is none.
        """
        token = str((credentials or {}).get("token") or "")
        if not token or token.startswith("$"):
            raise InvalidConfigException("RASA_TOKEN is not set. Set it to a long random text.")
        return cls(token)

    def __init__(self, token: Text) -> None:
        self._token = token.encode()
        self._sessions = lean.install()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        routes = Blueprint("gateway_channel")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return response.json({"error": "unauthorised"}, HTTPStatus.UNAUTHORIZED)
            body = request.json
            if not isinstance(body, dict) or not body.get("sender") or not body.get("message"):
                return response.json({"error": "bad_request"}, HTTPStatus.BAD_REQUEST)
            replies = Replies()
            message = UserMessage(
                body["message"],
                replies,
                body["sender"],
                input_channel=self.name(),
                metadata=body.get("metadata"),
            )
            try:
                await on_new_message(message)
            except asyncio.CancelledError:
                raise
            except Exception as fault:  # noqa: BLE001 - told to the gateway, which keeps the message
                # Neither the fault's text nor its trace: either may hold the person's words.
                logger.error("A message could not be handled: %s", type(fault).__name__)  # noqa: TRY400
                return response.json({"error": "failed"}, HTTPStatus.SERVICE_UNAVAILABLE)
            return response.json(replies.messages)

        @routes.listener("after_server_stop")
        async def close(*_: Any) -> None:
            await self._sessions.close()

        return routes

    def _is_known(self, request: Request) -> bool:
        return hmac.compare_digest(str(request.args.get("token", "")).encode(), self._token)
