"""A message as the chat page shows it.

People's words are text; the assistant's get paragraphs, links and citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.messages import Button, Message

LINK = re.compile(r"https://[^\s<>\"'“”‘’«»]+")
AFTER_A_LINK = ".,;:!?…"
BRACKETS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands. `quotation`: the official document's own wording, if there is one."""

    section: str
    clause: str
    title: str
    quotation: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of an answer (`words`) or the citation of the one before it."""

    words: Markup | None = None
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A button. `chosen`: the person pressed it."""

    title: str
    payload: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template `chat_message.html` shows.

    `moment` is ISO 8601; `day` and `time` are for reading. `active`: the buttons may be pressed.
    `waiting`: the person's message has no reply yet.
    """

    author: str
    id: int | None = None
    words: str = ""
    parts: tuple[Part, ...] = ()
    image: str | None = None
    danger: bool = False
    replies: tuple[QuickReply, ...] = ()
    active: bool = True
    waiting: bool = False
    moment: str = ""
    day: str = ""
    time: str = ""
    first_of_day: bool = False


def show(message: Message, zone: tzinfo) -> Shown:
    """One message, as it arrives: its buttons may be pressed."""
    return _show(message, zone, active=True)


def show_all(messages: Sequence[Message], zone: tzinfo) -> list[Shown]:
    """A conversation.

    Buttons that a later message of the person's has overtaken are shown but cannot be pressed.
    """
    spoken = [message.id for message in messages if message.author == "person"]
    heard = [message.id for message in messages if message.author == "assistant"]
    last_spoken = spoken[-1] if spoken else 0
    last_heard = heard[-1] if heard else 0
    following: dict[int, Message] = {a.id: b for a, b in pairwise(messages)}
    shown = []
    day = ""
    for message in messages:
        one = _show(
            message,
            zone,
            active=message.id > last_spoken,
            waiting=message.author == "person" and message.id > last_heard,
            next_message=following.get(message.id),
            day_before=day,
        )
        day = one.day
        shown.append(one)
    return shown


def welcome(words: str, suggestions: Iterable[str]) -> Shown:
    """What a first visitor sees. A suggestion is sent as the person's words."""
    replies = tuple(QuickReply(suggestion, suggestion) for suggestion in suggestions)
    return Shown("assistant", parts=tuple(parts_of(words, ())), replies=replies)


def parts_of(text: str, citations: Sequence[Citation]) -> list[Part]:
    """The paragraphs of an answer.

    A citation takes the place of the line that says it; others follow at the end.
    """
    left = {f"Guidance, section {c.section}: {c.title}".rstrip("."): c for c in citations}
    parts: list[Part] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines: list[Markup] = []
        for line in paragraph.split("\n"):
            citation = left.pop(line.strip().rstrip("."), None)
            if citation is None:
                lines.append(linked(line))
                continue
            parts += _paragraph(lines)
            parts.append(Part(citation=citation))
            lines = []
        parts += _paragraph(lines)
    return parts + [Part(citation=citation) for citation in left.values()]


def linked(line: str) -> Markup:
    """The line with its https addresses as links, everything else escaped."""
    pieces: list[Markup] = []
    position = 0
    for found in LINK.finditer(line):
        address = _without_punctuation(found.group())
        if not _is_plain(address):
            continue
        pieces.append(escape(line[position : found.start()]))
        pieces.append(
            Markup('<a class="govuk-link" href="{0}" rel="noopener noreferrer">{0}</a>').format(
                address
            )
        )
        position = found.start() + len(address)
    return Markup("").join([*pieces, escape(line[position:])])


def day_in_words(moment: datetime) -> str:
    """Such as 'Monday 24 November 2025'."""
    return f"{moment:%A} {moment.day} {moment:%B} {moment.year}"


def _show(
    message: Message,
    zone: tzinfo,
    *,
    active: bool,
    waiting: bool = False,
    next_message: Message | None = None,
    day_before: str | None = None,
) -> Shown:
    local = message.at.astimezone(zone)
    day = day_in_words(local)
    text = message.text or ""
    by_person = message.author == "person"
    return Shown(
        author=message.author,
        id=message.id,
        words=text if by_person else "",
        parts=() if by_person else tuple(parts_of(text, citations_in(message.custom))),
        image=message.image if _is_plain(message.image or "") else None,
        danger=message.custom.get("kind") == "danger",
        replies=tuple(_quick_reply(button, next_message) for button in message.buttons),
        active=active,
        waiting=waiting,
        moment=message.at.isoformat(),
        day=day,
        time=f"{local:%H:%M}",
        first_of_day=day_before is not None and day != day_before,
    )


def citations_in(custom: dict[str, Any]) -> list[Citation]:
    """The citations that an answer rests on.

    A question back to the person names clauses, but rests on none.
    """
    if custom.get("kind", "answered") != "answered":
        return []
    return [
        Citation(str(c["section"]), str(c["clause"]), str(c["title"]), c.get("quotation"))
        for c in custom.get("citations", ())
    ]


def _quick_reply(button: Button, next_message: Message | None) -> QuickReply:
    chosen = (
        next_message is not None
        and next_message.author == "person"
        and next_message.text == button.title
    )
    return QuickReply(button.title, button.payload, chosen)


def _paragraph(lines: Sequence[Markup]) -> list[Part]:
    words = Markup("<br>").join(lines)
    return [Part(words=words)] if words.strip() else []


def _without_punctuation(address: str) -> str:
    while address:
        last = address[-1]
        unopened = last in BRACKETS and address.count(last) > address.count(BRACKETS[last])
        if last not in AFTER_A_LINK and not unopened:
            break
        address = address[:-1]
    return address


def _is_plain(address: str) -> bool:
    """Whether this is an https address that shows where it leads: no name before its host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
