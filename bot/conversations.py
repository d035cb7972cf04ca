"""What was said: each person's words and the replies they got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, update

from bot.messages import Button, Message
from bot.tables import button, message
from cases.database import Database
from cases.directory import Person

ERASED = "(erased once filed)"
FILED = "This was filed in confidence. Its reference is {}."


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

    async def is_over(self, person: str, message_id: int) -> bool:
        """Whether this message of a person's has had its reply, or is gone."""
        query = select(message.c.state).where(
            message.c.id == message_id, message.c.person == person
        )
        state = await self._database.read(lambda c: c.execute(query).scalar_one_or_none())
        return state in {None, "answered"}

    async def last_message(self, person: str) -> int:
        """The id of the person's last message so far; 0 when there is none."""
        query = select(func.max(message.c.id)).where(
            message.c.person == person, message.c.author == "person"
        )
        return await self._database.read(lambda c: c.execute(query).scalar()) or 0

    async def erase(self, person: str, first: int, last: int) -> int:
        """Takes the words of a person's messages `first` to `last` away, and those of the replies.

        The reply to the filing keeps the case's reference. How many messages were erased.
        """

        def erase(connection: Connection) -> int:
            rows = connection.execute(
                select(message.c.id, message.c.custom).where(
                    _of_turns(person, first, last), message.c.text.is_distinct_from(ERASED)
                )
            ).all()
            for row in rows:
                case = row.custom.get("case") if row.custom.get("kind") == "filed" else None
                if case:
                    # It keeps its buttons, which know the reference; what it was about goes.
                    changed: dict[str, Any] = {
                        "text": FILED.format(case["reference"]),
                        "custom": {"kind": "filed", "case": {**case, "procedure": None}},
                    }
                else:
                    changed = {"text": ERASED, "buttons": [], "image": None, "custom": {}}
                    changed |= {"payload": None}
                    connection.execute(delete(button).where(button.c.message_id == row.id))
                connection.execute(update(message).where(message.c.id == row.id).values(changed))
            return len(rows)

        return await self._database.write(erase)

    async def count(self, state: str) -> int:
        """How many messages of people are in this state (`waiting`, `kept` or `answered`)."""
        query = select(func.count()).where(message.c.state == state)
        return await self._database.read(lambda c: c.execute(query).scalar_one())


def _of_turns(person: str, first: int, last: int) -> ColumnElement[bool]:
    """Messages of these turns: a person's words and the replies to them, no notices."""
    said = and_(message.c.author == "person", message.c.id.between(first, last))
    words = select(message.c.id).where(message.c.person == person, said)
    return and_(message.c.person == person, or_(said, message.c.reply_to.in_(words)))


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
