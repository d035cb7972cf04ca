"""What the actions about forms and cases share: the database, the office, the forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from cases.context import Context
from cases.database import Database
from cases.declaration import Procedure
from cases.directory import Person
from cases.drafts import Drafts
from cases.form.desk import FormDesk
from cases.form.model import Draft
from cases.office import Office
from cases.procedures import Procedures

T = TypeVar("T")

Connection = Any
"""A transaction's connection: handed on to `cases`, never used here."""


@dataclass(frozen=True)
class Desk:
    """Opened once a process. ``public_url`` is where people reach the assistant."""

    database: Database
    office: Office
    forms: FormDesk
    public_url: str

    @property
    def context(self) -> Context:
        """What cases need."""
        return self.office.context

    @property
    def drafts(self) -> Drafts:
        """The forms that people are in the middle of."""
        return self.context.drafts

    @property
    def procedures(self) -> Procedures:
        """What can be started."""
        return self.context.procedures

    def write(self, function: Callable[[Connection], T]) -> T:
        """Runs ``function`` in a transaction, in this thread."""
        return self.database.write_now(function)

    def look(self) -> None:
        """Looks whether the database answers; raises what it raises otherwise."""
        self.database.read_now(lambda connection: connection.begin().close())

    def now(self) -> datetime:
        """The moment that it is, in UTC."""
        return self.context.now()

    def person(self, email: str) -> Person:
        """Whose conversation it is. The gateway lets nobody else in.

        Raises:
            LookupError: they have left a moment ago.
        """
        found = self.context.directory.find(email)
        if found is None:
            raise LookupError("somebody who has left")
        return found

    def name(self, email: str) -> str:
        """What somebody is called; their address when they have left."""
        found = self.context.directory.find(email)
        return found.name if found else email

    def procedure_of(self, draft: Draft) -> Procedure | None:
        """What the draft is a form of; None when it is a short exchange about a case."""
        return self.procedures.find(draft.procedure)

    def forget(self, connection: Connection, draft: Draft, message: str) -> None:
        """Drops a draft for good; of a confidential one, what was said of it goes too."""
        self.drafts.end(connection, draft.submission)
        procedure = self.procedure_of(draft)
        if procedure is not None and procedure.confidential:
            self.erase(connection, draft, message)

    def erase(self, connection: Connection, draft: Draft, message: str) -> None:
        """Has the words of a draft taken out of the conversation, up to this message."""
        self.context.queue.enqueue(
            connection,
            "erase",
            f"erase-{draft.submission}",
            draft.person,
            draft.first_message,
            int(message) if message.isdigit() else 0,
        )
