"""What a case and a draft are, as every other module passes them about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["permission", "report"]
State = Literal[
    "submitted",
    "acknowledged",
    "more_information",
    "decided",
    "resolved",
    "withdrawn",
    "closed",
]
Outcome = Literal["approved", "declined", "resolved", "withdrawn"]
Decision = Literal["approve", "decline", "more_information", "resolve"]

OPEN: frozenset[State] = frozenset({"submitted", "acknowledged", "more_information"})

ASSISTANT = "assistant"
"""The actor of what happens by itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a form.

    ``value`` is plain data (text, true or false, ISO dates, lists of these); ``words`` is how it is
    read out ("Friday 4 December 2026").
    """

    value: Any
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """Something the guidance demands, for the handler to tick. ``must``: no approval without it."""

    id: str
    text: str
    clause: str | None
    must: bool
    ticked: bool = False
    ticked_by: str | None = None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened to a case. ``note`` is free text, shown to whom the case may."""

    id: int
    at: datetime
    actor: str
    kind: str
    note: str | None
    data: Mapping[str, Any] = field(hash=False)
    private: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a case: its content is fetched apart."""

    id: str
    name: str
    media_type: str
    size: int
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as one person may see it. Addresses are e-mail addresses; moments are in UTC."""

    id: int
    reference: str
    procedure: str
    kind: Kind
    reporter: str
    handler: str
    state: State
    outcome: Outcome | None
    confidential: bool
    edition: str
    answers: Mapping[str, Answer] = field(hash=False)
    conditions: tuple[str, ...]
    checks: tuple[Check, ...]
    events: tuple[CaseEvent, ...]
    attachments: tuple[Attachment, ...]
    about_on: date | None
    submitted_at: datetime
    due_at: datetime
    decided_at: datetime | None
    closed_at: datetime | None
    hold_by: str | None
    version: int


class CaseError(Exception):
    """Something that cannot be done to a case, told to the person who tried.

    ``status`` is 404 (not theirs or not there), 409 (done already, or in another state) or 422
    (something is missing or wrong: ``missing`` names it).
    """

    def __init__(self, status: int, message: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.missing = missing
