"""What every page of the portal shares: who is asking, how a page is made, how a refusal looks.

A page group is a module with `add(app: FastAPI, portal: Portal) -> None`, listed in
`bot/portal/__init__.py`. A handler takes `(request, person)` and is added by
`portal.route(app, path, handler, "GET")`: whoever is not signed in is sent to do so, whoever lacks
the `roles` that the route names gets the page that says nothing is there, and so does everybody
for whom a case is not (`CaseError` 404). Templates extend `portal/page.html`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import quote

from anyio import to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.pages import Pages
from bot.portal import words
from bot.portal.forms import Problems
from bot.services import Services
from bot.static import digest
from bot.web import navigation
from cases.directory import Person
from cases.model import ASSISTANT, CaseError

T = TypeVar("T")
Handler = Callable[[Request, Person], Awaitable[Response]]

NOT_HERE = (
    "There is nothing at this address for you. It may have been typed wrongly, or it may belong to "
    "somebody else."
)
TITLES = {409: "That has been done already", 422: "That cannot be done"}


class Portal:
    """The portal of one application. Office functions run through `read` and `write`."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.office = services.office
        self.read = services.database.read
        self.write = services.database.write
        self.in_thread = to_thread.run_sync
        self._version = digest(services.settings.build / "static")
        self._pages = Pages(
            services.settings.organisation.name,
            filters={
                "day": words.day,
                "short_day": words.short_day,
                "moment": words.moment,
                "size": words.size,
                "name_of": self.name_of,
            },
        )

    def route(
        self,
        app: FastAPI,
        path: str,
        handler: Handler,
        *methods: str,
        roles: Iterable[str] = (),
    ) -> None:
        """Adds a page for people who are signed in; with `roles`, for those who hold one."""
        wanted = frozenset(roles)

        async def guarded(request: Request) -> Response:
            person = await self.services.sign_in.person_of(request)
            if person is None:
                return to_sign_in(request)
            try:
                _allow(person, wanted)
                return await handler(request, person)
            except CaseError as refused:
                return await self.refusal(person, refused)
            except Problems as refused:
                first = refused.problems[0].words
                return await self.refusal(person, CaseError(refused.status, first))

        app.add_api_route(path, guarded, methods=list(methods), response_model=None)

    async def page(
        self, person: Person, template: str, status: int = 200, *, here: str = "", **context: Any
    ) -> HTMLResponse:
        """A page with its header. `here` is the address of the header's link it belongs to."""
        links = await self.read(lambda c: navigation.links(c, self.services, person))
        return self.render(template, status, person=person, links=links, here=here, **context)

    def render(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page or a part of one, without a header's links."""
        return self._pages.render(template, status, version=self._version, **context)

    async def refusal(self, person: Person, refused: CaseError) -> Response:
        """The page for something that cannot be done, or is not there.

        The same words whether a case does not exist or is another's.
        """
        if refused.status == 404:
            title, message = "Page not found", NOT_HERE
        else:
            title, message = TITLES.get(refused.status, "That did not work"), refused.message
        return await self.page(
            person, "portal/refused.html", refused.status, title=title, message=message
        )

    def name_of(self, email: str) -> str:
        """How a person is called; the address itself for somebody who is no longer known."""
        if email == ASSISTANT:
            return "the assistant"
        person = self.services.directory.find(email)
        return person.name if person else email


def _allow(person: Person, roles: frozenset[str]) -> None:
    if roles and not roles.intersection(person.roles):
        raise CaseError(404, NOT_HERE)


def to_sign_in(request: Request) -> Response:
    """To the sign-in page, and back here afterwards when the page only showed something."""
    path = request.url.path
    back = f"?next={quote(path)}" if request.method == "GET" else ""
    return RedirectResponse(f"/sign-in{back}", status_code=303)


def done(path: str, what: str = "", anchor: str = "") -> Response:
    """To a page after something was done there: `what` names the note that it shows."""
    note = f"?done={quote(what)}" if what else ""
    mark = f"#{anchor}" if anchor else ""
    return RedirectResponse(f"{path}{note}{mark}", status_code=303)
