"""Errors as pages, for people who open an address in a browser.

Programs get the REST interface's errors.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot import errors
from bot.pages import Pages

WORDS = {
    404: ("Page not found", "There is nothing at this address. It may have been typed wrongly."),
    405: ("That cannot be done here", "This address does something else."),
}
OTHER = ("Something went wrong", "It has been noted. Please try again in a moment.")


def add(app: FastAPI, pages: Pages) -> None:
    """Answers browsers with pages instead of JSON."""

    def page(status: int) -> Response:
        title, message = WORDS.get(status, OTHER)
        return pages.render(
            "message.html",
            status,
            title=title,
            message=message,
            link="/",
            link_text="Go to the chat",
        )

    async def on_http_exception(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException) and _is_browser(request):
            return page(error.status_code)
        return await errors.on_http_exception(request, error)

    async def on_any_other(request: Request, error: Exception) -> Response:
        answer = await errors.on_any_other(request, error)
        return page(500) if _is_browser(request) else answer

    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(Exception, on_any_other)


def _is_browser(request: Request) -> bool:
    wants_html = "text/html" in request.headers.get("accept", "")
    return wants_html and not request.url.path.startswith(("/api/", "/channels/"))
