"""What every request passes first, and every response is given on its way out."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import metrics
from bot.errors import ApiError, problem
from bot.settings import LOOPBACK, Settings

log = structlog.get_logger("bot.access")

LARGEST_BODY = 256 * 1024
"""In bytes: 4,000 characters fit many times over."""

FILES = "/files"
"""How an address ends that takes files: each may be as large as the organisation says."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_ANY_HOST = ("/health", "/metrics")  # asked by address, by machines
OWN_AUTHENTICATION = "/channels/"  # webhooks prove themselves, and send no Origin

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware that checks host, origin and size, and sets the security headers.

    It counts and logs each request by its route's pattern, never by the address itself: sign-in
    links carry their token there.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = LOOPBACK | {settings.public_host}
        self._headers = dict(HEADERS)
        organisation = settings.organisation
        files = organisation.max_files * organisation.max_file_mb * 1024 * 1024
        self._largest_with_files = LARGEST_BODY + files
        if settings.secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, send_with_headers)
            else:
                largest = self._largest(scope)
                await self._app(scope, _limited(receive, largest), send_with_headers)
        finally:
            _note(scope, status, time.perf_counter() - started)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers, path = Headers(scope=scope), scope["path"]
        if not path.startswith(OWN_ANY_HOST) and _host(headers.get("host", "")) not in self._hosts:
            return problem(421)
        if (
            scope["method"] not in SAFE_METHODS
            and "authorization" not in headers
            and not path.startswith(OWN_AUTHENTICATION)
            and not (path.startswith("/api/") and "cookie" not in headers)
            and not _same_origin(headers)
        ):
            return problem(403)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return problem(400)
        too_large = len(length) > 12 or int(length) > self._largest(scope)
        return problem(413) if too_large else None

    def _largest(self, scope: Scope) -> int:
        """The most bytes that a request to this address may have."""
        takes_files = scope["method"] == "POST" and scope["path"].endswith(FILES)
        return self._largest_with_files if takes_files else LARGEST_BODY


def _host(value: str) -> str:
    try:
        return urlsplit(f"//{value}").hostname or ""
    except ValueError:
        return ""


def _same_origin(headers: Headers) -> bool:
    """Whether a page of ours sent this: what a browser says of itself, which pages cannot forge."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    try:
        return bool(origin) and urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False


def _limited(receive: Receive, largest: int) -> Receive:
    """`receive`, with an error 413 once more than `largest` bytes came, whatever was said."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > largest:
            raise ApiError(413)
        return message

    return limited


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", None) or "none"
    method = scope["method"] if scope["method"] in {"GET", "POST", "HEAD"} else "other"
    metrics.requests.labels(method, route, str(status)).inc()
    if not route.endswith("stream"):
        metrics.request_seconds.labels(route).observe(seconds)
    if route not in {"/health", "/health/live", "/health/ready", "/metrics"}:
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
