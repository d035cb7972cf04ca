"""The action server: ``python -m actions.server``, spoken to by Rasa alone.

Reads ``ACTIONS_PORT``, ``ACTIONS_TOKEN``, ``ASSISTANT_ENCODER`` and what `actions.opening` reads
from the environment; listens on 127.0.0.1. The SDK's own server asks for no token, and sends the
words of a failed request back and to the log.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import socket
import sys
import threading
from http import HTTPStatus
from typing import Any

import structlog
import uvicorn
from rasa_sdk import ActionExecutionRejection
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.desk import Desk
from actions.opening import open_desk
from actions.registry import all_actions, executor_for
from cases.faults import Fault
from cases.procedures import ProcedureError
from knowledge.documents import DocumentError
from knowledge.faults import KnowledgeError
from knowledge.retriever import Retriever
from nlu.encoder import EncoderError
from nlu.paths import ROOT

log = structlog.get_logger(__name__)


def create_app(executor: ActionExecutor, token: str, desk: Desk | None = None) -> Starlette:
    """``POST /webhook`` for Rasa, with ``Authorization: Bearer token``; ``GET /health`` for anyone.

    A failed action answers 500 and names only the action and the kind of fault. Without the
    ``desk``'s database no form can be answered: 503 then, so that the gateway keeps messages.
    """
    expected = f"Bearer {token}".encode()

    async def health(request: Request) -> Response:
        if desk is not None:
            try:
                await asyncio.to_thread(desk.look)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the database is not there
                log.warning("database_not_there", fault=type(fault).__name__)
                return JSONResponse({"status": "no database"}, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "ok"})

    async def webhook(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected):
            return JSONResponse({"error": "unauthorised"}, HTTPStatus.UNAUTHORIZED)
        call = _call_in(await request.body())
        if call is None:
            return JSONResponse({"error": "bad request"}, HTTPStatus.BAD_REQUEST)
        name = str(call["next_action"])
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            body = {"error": "rejected", "action_name": rejection.action_name}
            return JSONResponse(body, HTTPStatus.BAD_REQUEST)
        except ActionNotFoundException:
            body = {"error": "no such action", "action_name": name}
            return JSONResponse(body, HTTPStatus.NOT_FOUND)
        except Exception as fault:  # noqa: BLE001 - told to Rasa; the fault's text may hold words
            log.error("action_failed", action=name, fault=type(fault).__name__, at=_place(fault))  # noqa: TRY400
            body = {"error": type(fault).__name__, "action_name": name}
            return JSONResponse(body, HTTPStatus.INTERNAL_SERVER_ERROR)
        return JSONResponse(result.model_dump() if result else None)

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/webhook", webhook, methods=["POST"]),
        ]
    )


def _call_in(body: bytes) -> dict[str, Any] | None:
    try:
        call = json.loads(body)
    except ValueError:
        return None
    if not isinstance(call, dict) or not {"next_action", "tracker"} <= call.keys():
        return None
    # Rasa leaves the domain out (endpoints.yml); no action reads it, but the SDK wants one.
    return {"domain": {}, **call}


def _place(fault: Exception) -> str:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


def load_app(token: str) -> Starlette:
    """The application with the real knowledge and procedures."""
    guidance = Retriever.open(ROOT, ROOT / ".build")
    desk = open_desk(ROOT)
    # Beside the start, so that nobody's first answer waits for what is slow to load.
    threading.Thread(target=desk.forms.warm, name="warm-forms", daemon=True).start()
    actions = all_actions(guidance, desk, guidance.encoder)
    return create_app(executor_for(actions), token, desk)


def main() -> int:
    """Serves until told to stop; one line and exit code 1 when it cannot start."""
    token, port = os.environ.get("ACTIONS_TOKEN", ""), os.environ.get("ACTIONS_PORT", "5055")
    if not token:
        return _told("ACTIONS_TOKEN is not set. Set it to a long random text.")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        return _told(f"ACTIONS_PORT is '{port}'. Set it to a number from 1 to 65535.")
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", int(port)))
    except OSError:
        return _told(f"Port {port} is in use. Stop what uses it, or set ACTIONS_PORT to another.")
    try:
        app = load_app(token)
    except (DocumentError, EncoderError, Fault, KnowledgeError, ProcedureError) as fault:
        return _told(str(fault))
    config = uvicorn.Config(
        app,
        # Longer than Rasa keeps an idle connection, so that it never speaks into a closed one.
        timeout_keep_alive=75,
        log_level="warning",
        access_log=False,
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _told(fault: str) -> int:
    print(fault, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
