"""A button's opaque token: what a client sends to press it.

It stands for a payload that clients never see.
"""

from __future__ import annotations

import re
import secrets

MARK = "~"
TOKEN = re.compile(r"~[A-Za-z0-9_-]{22}")


def new_token() -> str:
    """A fresh token of 128 random bits, 23 characters long (Telegram allows 64)."""
    return MARK + secrets.token_urlsafe(16)


def token_in(typed: str) -> str | None:
    """The token, when the message is nothing else; None for words."""
    token = typed.strip()
    return token if TOKEN.fullmatch(token) else None
