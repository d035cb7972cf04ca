"""What everything done to a case needs: made once a process, handed from function to function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection

from cases.attachments import Attachments
from cases.calendar import Calendar
from cases.declaration import Procedure
from cases.directory import Directory
from cases.drafts import Drafts
from cases.keys import Keys
from cases.organisation import Organisation
from cases.procedures import Procedures


class TakesWork(Protocol):
    """Hands durable work over (`cases.queue.Queue`)."""

    def enqueue(
        self, connection: Connection, workflow: str, workflow_id: str, *arguments: int | str
    ) -> None:
        """Has it done once for this id, if the caller's transaction commits."""


@dataclass(frozen=True, slots=True)
class Context:
    """Declarations, people, keys and the clock. Moments are in UTC."""

    procedures: Procedures
    organisation: Organisation
    directory: Directory
    keys: Keys
    queue: TakesWork
    calendar: Calendar
    drafts: Drafts
    attachments: Attachments
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        """The moment that it is."""
        return self.clock()

    def today(self) -> date:
        """The day that it is in the organisation's zone."""
        return self.calendar.day(self.clock())

    def procedure(self, identifier: str) -> Procedure | None:
        """The declaration with this id; None when it is declared no more (its cases stay)."""
        return self.procedures.find(identifier)

    def title(self, identifier: str) -> str:
        """What people call this procedure."""
        found = self.procedures.find(identifier)
        return found.title if found else identifier.replace("_", " ")
