"""A real Rasa on loopback, with the trained model, and a stand-in for the action server."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from bot.settings import ROOT

RASA = ROOT / ".venv-rasa" / "bin" / "rasa"
MODEL = ROOT / ".build" / "models" / "assistant.tar.gz"
TOKEN = "rasa-token"
ACTIONS_TOKEN = "actions-token"
READY_SECONDS = 240


class StandInActions:
    """Answers every action with its name, and sets ``last_question``.

    ``calls`` holds what Rasa sent.
    """

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.connections: set[int] = set()
        self.fails = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.connections.add(self.client_address[1])
                known = self.headers["Authorization"] == f"Bearer {ACTIONS_TOKEN}"
                status = 500 if outer.fails else 200 if known else 401
                call = json.loads(body)
                outer.calls.append(call)
                self._answer(status, outer.result(call) if status == 200 else {})

            def _answer(self, status: int, body: dict[str, Any]) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_arguments: object) -> None:
                """Nothing is logged."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhook"

    @staticmethod
    def result(call: dict[str, Any]) -> dict[str, Any]:
        words = call["tracker"]["latest_message"]["text"]
        reply = {
            "text": f"{call['next_action']}\n\nsecond paragraph",
            "buttons": [{"title": "More", "payload": '/more_on_section{"section": "5"}'}],
            "custom": {"kind": "answered"},
        }
        slot = {"event": "slot", "name": "last_question", "value": words, "timestamp": None}
        return {"events": [slot], "responses": [reply]}

    @contextmanager
    def failing(self) -> Iterator[None]:
        """While this lasts, every action fails."""
        self.fails = True
        try:
            yield
        finally:
            self.fails = False

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class RunningRasa:
    """The real thing. ``say`` sends a message as the gateway does."""

    def __init__(self, folder: Path) -> None:
        self.actions = StandInActions()
        self.database = folder / "conversations.db"
        self.log = folder / "rasa.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._client = httpx.Client(timeout=60)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "RASA_TOKEN": TOKEN,
            "ACTIONS_URL": self.actions.url,
            "ACTIONS_TOKEN": ACTIONS_TOKEN,
            "RASA_TRACKER_URL": f"sqlite:///{self.database}",
            "RASA_TELEMETRY_ENABLED": "false",
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    str(RASA), "run", "--interface", "127.0.0.1", "--port", str(port),
                    "--model", str(MODEL), "--endpoints", str(ROOT / "endpoints.yml"),
                    "--credentials", str(ROOT / "credentials.yml"),
                ],
                env=environment, cwd=folder, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + READY_SECONDS
        waiting = threading.Event()
        while time.monotonic() < until and self._process.poll() is None:
            try:
                if self._client.get(f"{self.url}/webhooks/rest/").is_success:
                    return
            except httpx.TransportError:
                waiting.wait(0.5)
        text = self.log.read_text(errors="replace")
        self.close()
        raise RuntimeError(f"Rasa did not start:\n{text[-3000:]}")

    def post(self, body: object, token: str = TOKEN) -> httpx.Response:
        return self._client.post(
            f"{self.url}/webhooks/rest/webhook", params={"token": token}, json=body
        )

    def say(self, sender: str, words: str, **metadata: Any) -> list[dict[str, Any]]:
        """Rasa's replies."""
        answer = self.post({"sender": sender, "message": words, "metadata": metadata})
        answer.raise_for_status()
        replies: list[dict[str, Any]] = answer.json()
        return replies

    def heard(self, words: str, sender: str = "somebody") -> tuple[str, str]:
        """The intent that Rasa heard, and the action that it took."""
        self.say(sender, words)
        call = self.actions.calls[-1]
        return call["tracker"]["latest_message"]["intent"]["name"], call["next_action"]

    def events(self, sender: str) -> list[dict[str, Any]]:
        """All that is stored of a conversation."""
        with sqlite3.connect(self.database) as connection:
            rows = connection.execute(
                "SELECT data FROM events WHERE sender_id = ? ORDER BY id", (sender,)
            ).fetchall()
        return [json.loads(data) for (data,) in rows]

    def close(self) -> None:
        self._client.close()
        self._process.terminate()
        self._process.wait(30)
        self.actions.close()
