"""Sends e-mail through a mail server, or writes it to a folder where there is none."""

from __future__ import annotations

import hashlib
import os
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from bot.settings import Settings

SEND_SECONDS = 20.0
LOOK_SECONDS = 5.0


class Post(Protocol):
    """Takes a message to where it is delivered from.

    Raises `OSError` (smtplib's errors are) when it cannot.
    """

    def send(self, message: EmailMessage) -> None:
        """Hands one message over."""


class MailServer:
    """SMTP at `smtp://user:password@host:port` (STARTTLS with a password) or `smtps://…`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._implicit_tls = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (465 if self._implicit_tls else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        """Sends over an encrypted connection whenever there is a password to protect."""
        with self._connected(SEND_SECONDS) as server:
            server.send_message(message)

    def look(self) -> None:
        """Signs in and out again, to see whether it can be done.

        Raises:
            OSError: it cannot.
        """
        with self._connected(LOOK_SECONDS) as server:
            server.noop()

    @contextmanager
    def _connected(self, seconds: float) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self._implicit_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=seconds, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=seconds)
        with server:
            if not self._implicit_tls and self._user:
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password)
            yield server


class MailFolder:
    """Writes each message to a file `.eml` that only its owner may read.

    One with a message id that is there already takes its place.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Writes beside, then renames, so that a reader never sees half a message."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = message["Message-ID"]
        name = hashlib.sha256(key.encode()).hexdigest()[:32] if key else secrets.token_hex(8)
        half = self._folder / f"{secrets.token_hex(8)}.part"
        with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes())
        half.rename(self._folder / f"{name}.eml")


def post_for(settings: Settings) -> Post:
    """The mail server of the settings, or the folder `mail` among the data."""
    if settings.smtp_url:
        return MailServer(settings.smtp_url)
    return MailFolder(settings.var / "mail")


def sign_in_mail(settings: Settings, to: str, name: str, link: str, minutes: int) -> EmailMessage:
    """The message that carries a one-time sign-in link."""
    organisation = settings.organisation
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = f"Your sign-in link for the {organisation.name} staff assistant"
    message.set_content(
        f"Hello {name},\n\n"
        "open this link to sign in to the staff assistant. "
        f"It works once, within {minutes} minutes:\n\n"
        f"{link}\n\n"
        "If you did not ask for it, you need do nothing: nobody can sign in without it.\n\n"
        f"{organisation.name} staff assistant\n"
    )
    return message


def trial_mail(settings: Settings, to: str) -> EmailMessage:
    """A message that shows that mail arrives."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = f"A test from the {settings.organisation.name} staff assistant"
    message.set_content(
        "This shows that e-mail from the staff assistant arrives. You need do nothing.\n"
    )
    return message
