"""Errors as the REST interface tells them.

`{"error": code, "message": one sentence, "missing": [...]}`.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.messages import TooMany

log = structlog.get_logger(__name__)

CODES = {
    400: ("bad_request", "That request could not be read."),
    401: ("unauthorised", "Please sign in: the token is missing, wrong or no longer good."),
    403: ("forbidden", "That request did not come from this site."),
    404: ("not_found", "There is nothing here, or it is not yours."),
    405: ("method_not_allowed", "That cannot be done here."),
    409: ("conflict", "That has been done already, or it has changed."),
    413: ("too_large", "That is more than can be taken at once."),
    415: ("unsupported", "Please send JSON."),
    421: ("wrong_host", "This address is not known here."),
    422: ("invalid", "Something in that request is missing or wrong."),
    429: ("too_many", "Please wait a moment, then try again."),
    500: ("internal", "Something went wrong here. It has been noted."),
    503: ("unavailable", "That is not available just now. Please try again soon."),
}


class ApiError(Exception):
    """Answers the request with this error. `extra` are further keys of the body."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        missing: Sequence[str] = (),
        *,
        headers: dict[str, str] | None = None,
        extra: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.missing = tuple(missing)
        self.headers = headers
        self.extra = extra or {}


def problem(
    status: int,
    message: str | None = None,
    missing: Sequence[str] = (),
    *,
    headers: dict[str, str] | None = None,
    extra: dict[str, object] | None = None,
) -> JSONResponse:
    """The response for an error; `message` is the status's own sentence when None."""
    code, usual = CODES.get(status, ("error", "That did not work."))
    body = {"error": code, "message": message or usual, "missing": list(missing), **(extra or {})}
    all_headers = {"Cache-Control": "no-store", **(headers or {})}
    if status == 401:
        all_headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status_code=status, headers=all_headers)


async def on_api_error(_request: Request, error: Exception) -> Response:
    """Answers an `ApiError`."""
    assert isinstance(error, ApiError)  # noqa: S101 - registered for this class only
    return problem(
        error.status, error.message, error.missing, headers=error.headers, extra=error.extra
    )


async def on_http_exception(_request: Request, error: Exception) -> Response:
    """Answers the framework's own errors (no such route, wrong method) in our shape."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    return problem(error.status_code, headers=dict(error.headers or {}))


async def on_too_many(_request: Request, error: Exception) -> Response:
    """Answers a `TooMany`."""
    assert isinstance(error, TooMany)  # noqa: S101 - registered for this class only
    return problem(429, error.wording, headers={"Retry-After": str(error.retry_after)})


async def on_any_other(request: Request, error: Exception) -> Response:
    """Answers an error nobody foresaw; its cause is in the log only."""
    route = getattr(request.scope.get("route"), "path", "none")
    log.error("request_failed", route=route, exc_info=error)
    return problem(500)
