"""What happened to a case, line by line, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.portal import words
from cases.model import ASSISTANT, CaseEvent

EXPLAINED = "explained"
ELSEWHERE = frozenset({EXPLAINED, "ticked", "unticked"})
"""Events that the page shows beside the answers, or as the checks themselves."""

NOTE = "note"
SAID = frozenset({"message", "more_information", "answered"})
"""Events that are words from one to the other."""

ENDINGS = frozenset({"decided", "corrected", "headteacher", "withdrawn"})
"""Events that settle how a case comes out."""

# {who} is the actor, {to} the person whom the event names, {outcome} what was decided.
WORDS = {
    "submitted": "{who} sent it",
    "routed": "It went to the next in line, as whoever would handle it may not",
    "acknowledged": "{who} opened it",
    "message": "{who} wrote",
    NOTE: "{who} made a private note",
    "more_information": "{who} asked for more information",
    "answered": "{who} answered",
    "decided": "{who} {outcome} it",
    "corrected": "{who} corrected the decision: {outcome}",
    "headteacher": "{who} told what the Headteacher said: {outcome}",
    "withdrawn": "{who} withdrew it",
    "closed": "{who} closed it",
    "reassigned": "{who} handed it to {to}",
    "handed_over": "It went to {to}",
    "escalated": "Nobody decided in time: it went to {to}",
    "covered": "It went to {to}, who covers",
    "reminded": "The handler was reminded",
    "asked_again": "The question was put again",
    "overdue": "It became overdue",
    "attached": "{who} added a file",
    "consent_due": "The written consent is still missing",
    "consent_received": "{who} added the written consent",
    "consent_withdrawn": "A consent was withdrawn: the images are to be destroyed now",
    "destroy_due": "The images are due to be destroyed",
    "destroyed": "{who} confirmed that the images are destroyed",
    "linked": "{who} linked another case",
    "concerns": "{who} noted that it is about {person}",
    "held": "{who} set a legal hold",
    "released": "{who} ended the legal hold",
    "keep_warning": "It is to be deleted soon",
    "proof_made": "{who} made a link that proves the approval",
    "proof_ended": "{who} ended the links that prove the approval",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history. `iso` is ISO 8601."""

    when: str
    iso: str
    words: str
    note: str
    private: bool


def lines(events: Iterable[CaseEvent], name_of: Callable[[str], str]) -> list[Line]:
    """The events in words, newest first."""
    return [_line(event, name_of) for event in events if event.kind not in ELSEWHERE][::-1]


def in_words(event: CaseEvent, name_of: Callable[[str], str]) -> str:
    """An event in one short sentence, without its full stop."""

    def named(email: Any) -> str:
        return "the assistant" if email in {ASSISTANT, None} else name_of(str(email))

    usual = "{who}: " + event.kind.replace("_", " ")
    said = WORDS.get(event.kind, usual).format(
        who=named(event.actor),
        to=named(event.data.get("to")),
        person=named(event.data.get("person")),
        outcome=event.data.get("outcome") or "decided",
    )
    return said[0].upper() + said[1:]


def _line(event: CaseEvent, name_of: Callable[[str], str]) -> Line:
    return Line(
        words.moment(event.at),
        event.at.isoformat(),
        in_words(event, name_of),
        event.note or "",
        event.private,
    )
