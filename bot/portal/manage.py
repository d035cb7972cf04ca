"""What the pages under "Manage" share: their links, and how `organisation.yml` is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from anyio import to_thread
from sqlalchemy import Connection
from starlette.responses import Response

from bot.portal.forms import Problem
from bot.portal.shared import Portal
from bot.web import navigation
from bot.web.navigation import Link
from cases import audit
from cases.context import Context
from cases.directory import Person
from cases.faults import Fault
from cases.model import CaseError
from cases.organisation import Organisation
from cases.organisation_writer import Change, file_of

ADMINISTRATOR = "administrator"
HOME = "/portal/manage"
PEOPLE, IMPORT, LEAVE = "/portal/people", "/portal/people/import", "/portal/people/leave"
SCHOOLS, TERMS = "/portal/schools", "/portal/terms"
COVER, REGISTER, FIGURES = "/portal/cover", "/portal/register", "/portal/figures"
UNDELIVERED, AUDIT = "/portal/undelivered", "/portal/audit"

FOR_ADMINISTRATORS = (
    Link(PEOPLE, "People"),
    Link(SCHOOLS, "Schools"),
    Link(TERMS, "Terms"),
)
AFTER = (Link(UNDELIVERED, "Undelivered notices"), Link(AUDIT, "Audit trail"))


class Manage:
    """The pages' common ground. Each shows the links to its neighbours."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._file = file_of(portal.office.context, portal.services.settings.organisation_file)

    @property
    def context(self) -> Context:
        """The office's: its clock, people and declarations."""
        return self.portal.office.context

    async def page(
        self, person: Person, template: str, status: int = 200, *, own: str, **context: Any
    ) -> Response:
        """A page; `own` is the address of its link."""
        handles = await self.portal.read(self._handles(person))
        return await self.portal.page(
            person,
            template,
            status,
            here=HOME,
            manage_links=links(person, handles=handles),
            own=own,
            **context,
        )

    async def look(self) -> tuple[Organisation, str]:
        """What `organisation.yml` declares now, and its stamp.

        Raises:
            CaseError: 500-like faults of the file, as 422: somebody broke it by hand.
        """
        try:
            return await to_thread.run_sync(self._file.look)
        except Fault as fault:
            raise CaseError(422, str(fault)) from fault

    async def stamp_after(self, refused: Fault | CaseError, stamp: str) -> str:
        """The stamp for another try: a new one only where the person is told of the change."""
        if isinstance(refused, CaseError) and refused.status == 409:
            return (await self.look())[1]
        return stamp

    async def change(
        self,
        person: Person,
        stamp: str,
        changes: Iterable[Change],
        action: str,
        subject: str,
        *,
        before: Callable[[Connection], object] | None = None,
        **detail: Any,
    ) -> None:
        """Changes `organisation.yml` and notes it in the audit trail, both or neither.

        `before` is done in the same transaction first.

        Raises:
            CaseError: 409: the file has changed meanwhile.
            Fault: what would come of it is faulty.
        """
        wanted = list(changes)

        def work(connection: Connection) -> None:
            if before is not None:
                before(connection)
            now = self.context.now()
            audit.record(connection, person.email, action, subject, now, **detail)
            # Last: what fails here takes the rest back.
            self._file.change(stamp, wanted)

        await self.portal.write(work)

    async def handles(self, person: Person) -> bool:
        """Whether cases come to this person."""
        return await self.portal.read(self._handles(person))

    def _handles(self, person: Person) -> Callable[[Connection], bool]:
        return partial(navigation.handles, services=self.portal.services, person=person)


def links(person: Person, *, handles: bool) -> list[Link]:
    """The pages under "Manage" that this person may open."""
    administrator = ADMINISTRATOR in person.roles
    found = list(FOR_ADMINISTRATORS) if administrator else []
    if administrator or handles:
        found.append(Link(COVER, "Cover"))
    found.append(Link(REGISTER, "Images held"))
    if handles:
        found.append(Link(FIGURES, "Figures"))
    return found + (list(AFTER) if administrator else [])


def problem_of(refused: Fault | CaseError, fields: Mapping[str, str] | None = None) -> Problem:
    """What was refused, at the field it names; `fields` translates names to ids of the form."""
    if isinstance(refused, Fault):
        return Problem("main", f"{refused.fault} Nothing was changed.")
    missing = refused.missing[0] if refused.missing else "main"
    return Problem((fields or {}).get(missing, missing), refused.message)
