"""Sign-in links, web sessions and API tokens: 256 random bits each, kept only as their SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.tables import credential


class Kind(StrEnum):
    """What a secret is good for."""

    LINK = "link"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - the name of a kind


LONGEST_SECRET = 200

# Made once: every request asks it.
_PERSON = select(credential.c.person).where(
    credential.c.digest == bindparam("the_digest"),
    credential.c.kind == bindparam("the_kind"),
    credential.c.expires_at > bindparam("now"),
)


def make(connection: Connection, kind: Kind, person: str, lasts: timedelta, now: datetime) -> str:
    """A new secret of this kind for this person. It cannot be read again later."""
    secret = secrets.token_urlsafe(32)
    connection.execute(
        insert(credential).values(
            digest=_digest(secret), kind=kind, person=person, made_at=now, expires_at=now + lasts
        )
    )
    return secret


def person_with(connection: Connection, kind: Kind, secret: str, now: datetime) -> str | None:
    """Whose unexpired secret this is.

    It is found by its digest, so that the time this takes tells nothing about the secrets there
    are.
    """
    if not 0 < len(secret) <= LONGEST_SECRET:
        return None
    asked = {"the_digest": _digest(secret), "the_kind": kind, "now": now}
    return connection.execute(_PERSON, asked).scalar_one_or_none()


def use_up(connection: Connection, kind: Kind, secret: str, now: datetime) -> str | None:
    """`person_with`, and the secret is good no more. Of two at once, one gets the person."""
    person = person_with(connection, kind, secret, now)
    if person is None:
        return None
    gone = connection.execute(delete(credential).where(credential.c.digest == _digest(secret)))
    return person if gone.rowcount == 1 else None


def revoke(connection: Connection, person: str) -> int:
    """Ends every link, session and token of this person. How many there were."""
    return connection.execute(delete(credential).where(credential.c.person == person)).rowcount


def forget_expired(connection: Connection, now: datetime) -> int:
    """Deletes what has expired. How many went."""
    return connection.execute(delete(credential).where(credential.c.expires_at <= now)).rowcount


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
