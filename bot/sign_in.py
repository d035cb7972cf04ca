"""Who is asking: one-time links, web sessions, bearer tokens.

Only people in the directory get in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection
from starlette.requests import HTTPConnection

from bot import credentials
from bot.credentials import Kind
from cases.database import Database
from cases.directory import Directory, Person

LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(days=30)
TOKEN_LASTS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session cookie's name and attributes, as `Response.set_cookie` takes them."""

    name: str
    secure: bool
    max_age: int = int(SESSION_LASTS.total_seconds())


class SignIn:
    """Makes and checks credentials. A person who has left the directory is refused at once."""

    def __init__(
        self,
        database: Database,
        directory: Directory,
        *,
        secure: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._directory = directory
        self._clock = clock
        # The __Host- prefix ties a cookie to this very host; browsers take it over HTTPS only.
        self.cookie = Cookie("__Host-session" if secure else "assistant_session", secure)

    async def person_of(self, request: HTTPConnection) -> Person | None:
        """Who sends this request.

        By its bearer token when it has an Authorization header, else by its cookie.
        """
        header = request.headers.get("authorization")
        if header is not None:
            scheme, _, secret = header.partition(" ")
            if scheme.lower() != "bearer":
                return None
            return await self._person_with(Kind.TOKEN, secret.strip())
        secret = request.cookies.get(self.cookie.name, "")
        return await self._person_with(Kind.SESSION, secret)

    async def person_of_link(self, secret: str) -> Person | None:
        """Whose link this is. It stays good: only `redeem` uses it up."""
        return await self._person_with(Kind.LINK, secret)

    async def redeem(self, secret: str) -> tuple[Person, str] | None:
        """Uses a link up. The person, and the secret of their new session for the cookie."""

        def exchange(connection: Connection) -> tuple[Person, str] | None:
            now = self._clock()
            email = credentials.use_up(connection, Kind.LINK, secret, now)
            person = self._directory.find(email) if email else None
            if person is None:
                return None
            session = credentials.make(connection, Kind.SESSION, person.email, SESSION_LASTS, now)
            return person, session

        return await self._database.write(exchange)

    async def sign_out(self, request: HTTPConnection) -> None:
        """Ends the session of this request."""
        secret = request.cookies.get(self.cookie.name, "")
        await self._database.write(
            lambda connection: credentials.use_up(connection, Kind.SESSION, secret, self._clock())
        )

    def make_now(self, kind: Kind, person: Person, lasts: timedelta) -> str:
        """A new link, session or token, made in the caller's thread."""
        return self._database.write_now(
            partial(
                credentials.make, kind=kind, person=person.email, lasts=lasts, now=self._clock()
            )
        )

    async def forget_expired(self) -> int:
        """Deletes what has expired. How many went."""
        return await self._database.write(partial(credentials.forget_expired, now=self._clock()))

    async def _person_with(self, kind: Kind, secret: str) -> Person | None:
        if not secret:
            return None
        email = await self._database.read(
            partial(credentials.person_with, kind=kind, secret=secret, now=self._clock())
        )
        return self._directory.find(email) if email else None
