"""What passes between a person and the assistant, as every channel sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Author = Literal["person", "assistant"]


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply.

    `payload` is an opaque single-use token: send it as the message to press the button.
    """

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant says, before it is stored.

    `buttons` are (title, payload), `custom` is structure.
    """

    text: str | None
    buttons: tuple[tuple[str, str], ...] = ()
    image: str | None = None
    custom: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a person's conversation. Ids rise with time; `at` is in UTC, with its zone."""

    id: int
    person: str
    author: Author
    text: str | None
    buttons: tuple[Button, ...]
    image: str | None
    custom: dict[str, Any] = field(hash=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Typing:
    """The assistant began (`on`) or stopped working on an answer."""

    on: bool


Event = Message | Typing


class Unavailable(Exception):
    """The dialogue engine did not answer. The message is kept; its reply comes over the feed.

    `message_id` is the kept message; `wording` is one kind sentence for the person.
    """

    def __init__(self, message_id: int, wording: str) -> None:
        super().__init__(wording)
        self.message_id = message_id
        self.wording = wording


class TooMany(Exception):
    """Refused for now: too many messages (or sign-in requests).

    `retry_after` is in whole seconds.
    """

    def __init__(self, wording: str, retry_after: int) -> None:
        super().__init__(wording)
        self.wording = wording
        self.retry_after = retry_after
