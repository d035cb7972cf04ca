"""The gateway's process: `python -m bot.serve`."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
from types import FrameType

import uvicorn

from bot.app import create_app
from bot.feed import Feed
from bot.logs import set_up_logs
from bot.settings import Settings, read_settings
from cases.faults import Fault

LAST_REQUESTS_SECONDS = 10


class Server(uvicorn.Server):
    """Ends the streams when told to stop: they would hold the process up for ever."""

    def __init__(self, config: uvicorn.Config, feed: Feed) -> None:
        super().__init__(config)
        self._feed = feed
        # It prints whole addresses, and a sign-in link's is a secret. bot.guard logs requests.
        logging.getLogger("uvicorn.access").disabled = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called in the main thread, between two steps of the event loop."""
        self._feed.close()
        super().handle_exit(sig, frame)


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        Fault: the port is in use, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        raise _cannot_listen(host, port, error) from error
    return listening


def _cannot_listen(host: str, port: int, error: OSError) -> Fault:
    if error.errno == errno.EADDRINUSE:
        return Fault(
            f"Port {port} is in use.",
            f"Stop what uses it, or choose another: make run PORT={port + 1}",
        )
    if error.errno == errno.EACCES:
        return Fault(
            f"Port {port} may not be used by this user.",
            "Choose one above 1023: make run PORT=8080",
        )
    return Fault(f"Nothing can listen on {host}:{port} ({error.strerror}).", "Check HOST and PORT.")


def serve(settings: Settings) -> None:
    """Serves until the process is told to stop."""
    listening = bind(settings.host, settings.port)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
    )
    Server(config, app.state.gateway.feed).run(sockets=[listening])


def main() -> int:
    """Serves with the settings of the environment. The exit code."""
    os.umask(0o077)
    try:
        settings = read_settings()
        set_up_logs(settings.var / "log", "gateway")
        serve(settings)
    except Fault as fault:
        print(f"✗ {fault}", file=sys.stderr)  # noqa: T201 - there may be no log yet
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
