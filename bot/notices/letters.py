"""A notice as e-mail: plain text, and a link that signs in and opens the case."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from bot.notices.told import Words
from bot.notices.wording import URGENT
from bot.settings import Settings


def letter(
    settings: Settings,
    *,
    to: str,
    name: str,
    words: Words,
    kind: str,
    key: str,
    link: str,
    days: int,
    at: datetime,
) -> EmailMessage:
    """The message.

    `link` works once, within `days`; `key` (`message_id`) is the same at every try.
    """
    organisation = settings.organisation
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = words.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = key
    message["Auto-Submitted"] = "auto-generated"
    if kind in URGENT:
        message["Importance"] = "high"
        message["X-Priority"] = "1"
    message.set_content(
        f"Hello {name},\n\n"
        f"{words.text}\n\n"
        f"{link}\n\n"
        f"The link signs you in once, within {days} days; after that it asks you to sign in.\n\n"
        f"{organisation.name} staff assistant\n"
    )
    return message


def message_id(settings: Settings, key: str, reference: str) -> str:
    """The message id of a notice with this key about this case, as it stands in the letter.

    The reference makes it this installation's own. A digest keeps it on one line.
    """
    digest = hashlib.sha256(f"{key} {reference}".encode()).hexdigest()[:32]
    return f"<{digest}@{_domain_of(settings.mail_from)}>"


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2].strip("<> ") or "localhost"
