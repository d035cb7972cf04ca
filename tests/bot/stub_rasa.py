"""A stand-in for Rasa's REST channel: answers from a list of words, can be slow, silent or gone."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

RULE = {
    "text": (
        "Use equipment that belongs to work. Your own phone or camera may be used only when the "
        "Head of ArtForms has agreed beforehand.\nAsk first: the Head of ArtForms.\n"
        "Guidance, section 5: Your own phone or camera."
    ),
    "buttons": [
        {
            "title": "Ask for permission to film",
            "payload": '/start_procedure{"procedure":"filming_permission"}',
        },
        {"title": "More on section 5", "payload": '/more_on_section{"section":"5"}'},
    ],
    "custom": {
        "kind": "answered",
        "citations": [
            {
                "section": "5",
                "clause": "5.personal-equipment",
                "title": "Your own phone or camera",
                "quotation": "The exact words of the official document stand here.",
            }
        ],
    },
}
DANGER = {"text": "If anyone is in danger now, call 999.", "custom": {"kind": "danger"}}
ANSWERS: dict[str, list[dict[str, Any]]] = {
    "Can I film my class?": [RULE],
    "danger": [DANGER],
    "long": [{"text": "\n\n".join(f"Paragraph {n} of a long answer." for n in range(1, 40))}],
    "link": [
        {
            "text": (
                "See https://example.org/a?b=1&c=2. Not <b>bold</b>, not http://example.org.\n"
                "A new line."
            )
        }
    ],
}


class StubRasa:
    """Listens on a loopback port of its own until `close`.

    `heard` lists the texts that came, `bodies` all that came with them. While `gone`, every
    request gets 502; while `free` is unset, answers wait.
    """

    def __init__(self, port: int = 0) -> None:
        self.heard: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.gone = False
        self.free = threading.Event()
        self.free.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=lambda: self._server.serve_forever(0.02), daemon=True
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, text: str) -> list[dict[str, Any]]:
        """What Rasa would reply."""
        if text.startswith("/"):
            return [{"text": f"You pressed {text}"}]
        return ANSWERS.get(text, [{"text": f"You said: {text}"}])

    def close(self) -> None:
        """Stops listening."""
        self.free.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(stub: StubRasa) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._reply(502 if stub.gone else 200, {})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if urlsplit(self.path).path != "/webhooks/rest/webhook":
                self._reply(404, {})
                return
            stub.free.wait()
            if stub.gone:
                self._reply(502, {})
                return
            stub.heard.append(body["message"])
            stub.bodies.append(body)
            self._reply(200, stub.answer(body["message"]))

        def _reply(self, status: int, content: Any) -> None:
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
