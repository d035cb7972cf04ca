"""A mail server on loopback, for measures and tests: it refuses what it is told to refuse."""

from __future__ import annotations

import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.stack import free_ports


class PostOffice:
    """`letters` are those it took, the same message id once; `again` counts the repeats.

    `known` are the message ids it has seen.

    `url` is its address for SMTP_URL.

    `answers` are SMTP replies given instead of taking a letter, by recipient.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.again = 0
        self.answers: dict[str, str] = {}
        self.came = threading.Event()
        self.known: set[str] = set()
        (port,) = free_ports(1)
        self.url = f"smtp://127.0.0.1:{port}"
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def to(self, person: str) -> list[EmailMessage]:
        """The letters to this address."""
        return [each for each in self.letters if each["To"] == person]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Refuses, or takes the recipient."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Takes a letter."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        letter = email.message_from_bytes(raw, policy=email.policy.default)
        key = str(letter["Message-ID"])
        if key in self.known:
            self.again += 1
        else:
            self.known.add(key)
            self.letters.append(letter)
        self.came.set()
        return "250 OK"

    @contextmanager
    def open(self) -> Iterator[PostOffice]:
        """Serves while the context lasts."""
        self._controller.start()
        try:
            yield self
        finally:
            self._controller.stop()


def body_of(letter: EmailMessage) -> str:
    """The text of a letter."""
    body = letter.get_body()
    if body is None:
        raise ValueError("a letter without a text")
    return str(body.get_content())
