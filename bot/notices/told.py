"""A case as it is told to one person, and the words it is told in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.notices.store import About
from bot.portal.words import day
from cases.directory import Person


@dataclass(frozen=True, slots=True)
class Words:
    """A subject line without a full stop, and what is told in a sentence or two.

    ``private`` is what only the conversation says too: people's own free words.
    """

    subject: str
    text: str
    private: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A case, told to this person, with what its words need. People are called by `name_of`.

    `reply_as` and `by_reporter` are how its end is told (see `Procedure`), `asked` what was asked.
    """

    case: About
    person: Person
    title: str
    name_of: Callable[[str], str] = field(hash=False)
    reply_as: Literal["decision", "answer"] = "decision"
    by_reporter: bool = False
    asked: str = ""

    @property
    def reference(self) -> str:
        """What the case is called."""
        return self.case.reference

    @property
    def thing(self) -> str:
        """What sort of case it is, in a word."""
        if self.reply_as == "answer":
            return "question"
        return "request" if self.case.kind == "permission" else "report"

    @property
    def what(self) -> str:
        """The case as a noun: "your request K7MP-4Q2D (ask for …)" to whom it belongs."""
        whose = "your" if self.person.email == self.case.reporter else "the"
        return f"{whose} {self.thing} {self.reference} (“{self.title}”)"

    @property
    def due(self) -> str:
        """The day it is due."""
        return day(self.case.due_at)

    @property
    def about_on(self) -> str:
        """The day it is about; empty where there is none."""
        return day(self.case.about_on)

    @property
    def handler(self) -> str:
        """Who decides it."""
        return self.name_of(self.case.handler)

    @property
    def reporter(self) -> str:
        """Who made it."""
        return self.name_of(self.case.reporter)

    @property
    def actor(self) -> str:
        """Who did what is told of; empty for what happened by itself."""
        happened = self.case.happened
        return self.name_of(happened.actor) if happened else ""

    @property
    def note(self) -> str:
        """What they wrote."""
        happened = self.case.happened
        return (happened.note or "") if happened else ""

    @property
    def escalated(self) -> bool:
        """Whether it went on because nobody had decided it in time."""
        happened = self.case.happened
        return happened is not None and happened.kind == "escalated"

    @property
    def outcome(self) -> str:
        """Such as "approved on conditions"."""
        words = self.case.outcome or self.case.state.replace("_", " ")
        return f"{words} on conditions" if words == "approved" and self.case.conditions else words
