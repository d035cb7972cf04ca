"""The sign-in pages.

A link shows a button first, so that a mail scanner that opens it does not use it up.
"""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.durable import Durable
from bot.limits import Limit
from bot.messages import TooMany
from bot.pages import Pages
from bot.services import Services
from bot.sign_in import LINK_LASTS, SignIn
from cases.directory import Person

LONGEST_ADDRESS = 320
SENT = (
    "If that address is known here, a sign-in link is on its way. "
    f"It works once, within {int(LINK_LASTS.total_seconds() // 60)} minutes."
)
NO_ADDRESS = "Enter your work e-mail address, like name@example.org"
USED = "This sign-in link has been used or is too old. Ask for a new one: it takes a moment."
# Where somebody wanted to go before they had to sign in: a page of ours, by its path alone.
WANTED = re.compile(r"/portal(?:/[\w.-]+)*")
WANTED_COOKIE = "assistant_wanted"
TOO_OFTEN = "That was tried too often. Please wait a few minutes, then try again."


class SignInPages:
    """The pages' handlers, with limits on how often links are asked for and tried."""

    def __init__(self, services: Services, durable: Durable, pages: Pages) -> None:
        self._services = services
        self._durable = durable
        self._pages = pages
        self._asked_for = Limit(per_minute=0.2, burst=3, wording=TOO_OFTEN)
        self._tried = Limit(per_minute=10, burst=30, wording=TOO_OFTEN)

    async def ask(self, request: Request) -> Response:
        """The form that asks for a link; the page wanted before (`?next=`) is kept for later."""
        page = self._sign_in_page()
        wanted = wanted_page(request.query_params.get("next"))
        if wanted is not None:
            page.set_cookie(
                WANTED_COOKIE,
                wanted,
                max_age=int(LINK_LASTS.total_seconds()),
                secure=self._services.sign_in.cookie.secure,
                httponly=True,
                samesite="lax",
            )
        return page

    async def send_link(self, request: Request) -> Response:
        """Sends a link where the address is known; says the same where it is not."""
        email = await _field(request, "email")
        if "@" not in email or len(email) > LONGEST_ADDRESS:
            return self._sign_in_page(422, error=NO_ADDRESS)
        try:
            self._tried.use(_address(request))
            self._asked_for.use(email.lower())
        except TooMany as too_many:
            return self._sign_in_page(429, error=too_many.wording)
        page = self._sign_in_page(notice=SENT)
        person = self._services.directory.find(email)
        if person is not None:
            # After the answer, which then takes as long whether the address is known or not.
            page.background = BackgroundTask(self._durable.send_link, person.email)
        return page

    async def show_link(self, request: Request, secret: str) -> Response:
        """The button that uses a link up; straight to its page for whoever is signed in."""
        try:
            self._tried.use(_address(request))
        except TooMany as too_many:
            return self._sign_in_page(429, error=too_many.wording)
        person = await self._services.sign_in.person_of_link(secret)
        wanted = wanted_page(request.query_params.get("next"))
        if wanted is not None and await self._is_in(request, person):
            return RedirectResponse(wanted, status_code=303)
        if person is None:
            return self._used_page(wanted)
        return self._pages.render("sign_in_link.html", name=person.name)

    async def use_link(self, request: Request, secret: str) -> Response:
        """Signs in, and goes to the page that the link (`?next=`) or the person wanted.

        To the chat when there was none.
        """
        try:
            self._tried.use(_address(request))
        except TooMany as too_many:
            return self._sign_in_page(429, error=too_many.wording)
        redeemed = await self._services.sign_in.redeem(secret)
        wanted = wanted_page(request.query_params.get("next"))
        if redeemed is None:
            return self._used_page(wanted)
        wanted = wanted or wanted_page(request.cookies.get(WANTED_COOKIE)) or "/"
        response = RedirectResponse(wanted, status_code=303)
        _set_cookie(response, self._services.sign_in, redeemed[1])
        if WANTED_COOKIE in request.cookies:
            response.delete_cookie(WANTED_COOKIE, path="/")
        return response

    async def sign_out(self, request: Request) -> Response:
        """Ends the session."""
        await self._services.sign_in.sign_out(request)
        response = RedirectResponse("/sign-in", status_code=303)
        cookie = self._services.sign_in.cookie
        response.delete_cookie(
            cookie.name, path="/", secure=cookie.secure, httponly=True, samesite="lax"
        )
        return response

    def _sign_in_page(
        self, status: int = 200, notice: str | None = None, error: str | None = None
    ) -> Response:
        return self._pages.render("sign_in.html", status, notice=notice, error=error)

    async def _is_in(self, request: Request, person: Person | None) -> bool:
        """Whether the link's person is signed in; where it is used up, whether anybody is."""
        here = await self._services.sign_in.person_of(request)
        return here is not None and (person is None or person.email == here.email)

    def _used_page(self, wanted: str | None = None) -> Response:
        return self._pages.render(
            "message.html",
            410,
            title="This link no longer works",
            message=USED,
            link=f"/sign-in?next={wanted}" if wanted else "/sign-in",
            link_text="Ask for a new link",
        )


def router(services: Services, durable: Durable, pages: Pages) -> APIRouter:
    """The routes."""
    handlers = SignInPages(services, durable, pages)
    routes = APIRouter()
    routes.add_api_route("/sign-in", handlers.ask, methods=["GET"], response_model=None)
    routes.add_api_route("/sign-in", handlers.send_link, methods=["POST"], response_model=None)
    link = "/sign-in/{secret}"
    routes.add_api_route(link, handlers.show_link, methods=["GET"], response_model=None)
    routes.add_api_route(link, handlers.use_link, methods=["POST"], response_model=None)
    routes.add_api_route("/sign-out", handlers.sign_out, methods=["POST"], response_model=None)
    return routes


def wanted_page(path: str | None) -> str | None:
    """The path, when it is a page of the portal's; None for any other address."""
    return path if path and len(path) < 200 and WANTED.fullmatch(path) else None


def _set_cookie(response: Response, sign_in: SignIn, secret: str) -> None:
    cookie = sign_in.cookie
    response.set_cookie(
        cookie.name,
        secret,
        max_age=cookie.max_age,
        path="/",
        secure=cookie.secure,
        httponly=True,
        samesite="lax",
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


async def _field(request: Request, name: str) -> str:
    """A field of a posted form; empty when the form cannot be read."""
    try:
        async with request.form(max_files=0, max_fields=10) as form:
            value = form.get(name, "")
    except HTTPException:
        return ""
    return value.strip() if isinstance(value, str) else ""
