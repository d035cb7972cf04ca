"""What was said: each person's words and the replies they got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select

from bot.messages import Button, Message
from bot.tables import message
from cases.database import Database
from cases.directory import Person


class Conversations:
    """The conversations of all people, for reading and for deleting what is old."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def history(self, person: Person, after: int = 0, limit: int = 200) -> list[Message]:
        """Messages, oldest first.

        The first `limit` after the id `after`, or the last `limit` when it is 0.
        """

        def read(connection: Connection) -> list[Message]:
            query = select(message).where(message.c.person == person.email).limit(limit)
            if after:
                rows = connection.execute(query.where(message.c.id > after).order_by(message.c.id))
                return [message_in(row) for row in rows]
            newest = connection.execute(query.order_by(message.c.id.desc()))
            return [message_in(row) for row in newest][::-1]

        return await self._database.read(read)

    async def forget_before(self, moment: datetime) -> int:
        """Deletes answered messages older than `moment`, with their replies and buttons.

        How many went.
        """

        def forget(connection: Connection) -> int:
            closed = or_(message.c.state.is_(None), message.c.state == "answered")
            return connection.execute(delete(message).where(message.c.at < moment, closed)).rowcount

        return await self._database.write(forget)

    async def count(self, state: str) -> int:
        """How many messages of people are in this state (`waiting`, `kept` or `answered`)."""
        query = select(func.count()).where(message.c.state == state)
        return await self._database.read(lambda c: c.execute(query).scalar_one())


def message_in(row: Row[Any]) -> Message:
    """The message in a row of the table."""
    return Message(
        id=row.id,
        person=row.person,
        author=row.author,
        text=row.text,
        buttons=tuple(Button(b["title"], b["payload"]) for b in row.buttons),
        image=row.image,
        custom=row.custom,
        at=row.at,
    )
