"""The real gateway on a loopback port, in a thread of the test's own process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import uvicorn

from bot.app import Gateway, create_app
from bot.credentials import Kind
from bot.serve import Server, bind
from bot.settings import Settings

HOUR = timedelta(hours=1)
START_SECONDS = 60


class Live:
    """A running gateway. `url` is its address; `client(email)` talks to it with a token."""

    def __init__(self, settings: Settings) -> None:
        self._ready = threading.Event()
        self._clients: list[httpx.Client] = []
        listening = bind("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(settings)
        self.gateway: Gateway = app.state.gateway
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
        self._server = _Announced(config, self.gateway, self._ready)
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise RuntimeError("The gateway did not start.")

    def secret(self, kind: Kind, email: str) -> str:
        """A fresh link, session or token."""
        person = self.gateway.directory.find(email)
        if person is None:
            raise LookupError(email)
        return self.gateway.sign_in.make_now(kind, person, HOUR)

    def client(self, email: str | None = "staff@example.org") -> httpx.Client:
        """A client with a token of this person's, or with none."""
        token = self.secret(Kind.TOKEN, email) if email else None
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._client(headers)

    def browser(self, email: str | None = None) -> httpx.Client:
        """A client that behaves as a browser does, signed in as this person or not."""
        client = self._client({"Sec-Fetch-Site": "same-origin", "Accept": "text/html"})
        if email:
            client.cookies.set(self.gateway.sign_in.cookie.name, self.secret(Kind.SESSION, email))
        return client

    def stop(self) -> None:
        """As on SIGTERM."""
        for client in self._clients:
            client.close()
        self._server.handle_exit(15, None)
        self._thread.join(START_SECONDS)
        if self._thread.is_alive():
            raise RuntimeError("The gateway did not stop.")

    def _client(self, headers: dict[str, str]) -> httpx.Client:
        client = httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)
        self._clients.append(client)
        return client


class _Announced(Server):
    def __init__(self, config: uvicorn.Config, gateway: Gateway, ready: threading.Event) -> None:
        super().__init__(config, gateway.feed)
        self._is_ready = ready

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        self._is_ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The test's process keeps its own signal handlers."""
        yield
