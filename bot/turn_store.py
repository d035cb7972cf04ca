"""The database's side of a turn. Every function works inside a transaction of its caller's.

A person's message is `waiting` until its reply is stored, `kept` when Rasa could not be reached and
durable work answers it later, `answered` at the end. The oldest of a person's messages is worked on
first (`bot.holds`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, text, update

from bot.buttons import new_token
from bot.conversations import message_in
from bot.holds import Holds
from bot.messages import Button, Message, Reply
from bot.tables import button, conversation, message

# Statements of the hot path are made once: making them takes longer than running them.
_IS_PERSONS = message.c.person == bindparam("who")
_IS_UNANSWERED = text("message.state IN ('waiting', 'kept')")  # in the index's own words
_OLDEST = select(message).where(_IS_PERSONS, _IS_UNANSWERED).order_by(message.c.id).limit(1)
_FIND = select(message.c.id).where(_IS_PERSONS, message.c.client_id == bindparam("key"))
_ADD = insert(message).returning(message.c.id)
_ADD_BUTTONS = insert(button)
_USE_UP = (
    update(button)
    .where(button.c.person == bindparam("who"), button.c.only_now, button.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_CLOSE = (
    update(message)
    .where(message.c.id == bindparam("which"), _IS_UNANSWERED)
    .values(state="answered")
    .returning(message.c.person, message.c.channel)
)


@dataclass(frozen=True, slots=True)
class Work:
    """A person's message that the caller holds now and must answer, keep or let go.

    `payload` is what a pressed button stands for; `tries` counts the turns begun before this one.
    """

    message_id: int
    person: str
    channel: str
    words: str
    payload: str | None
    tries: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button's token led to: no title, no such button; no payload, it has been used up."""

    title: str | None
    payload: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a person's message stands: its state, and its replies once it is answered."""

    message_id: int
    state: str
    replies: tuple[Message, ...]


class TurnStore:
    """Messages and buttons during turns. `holds` says whose conversation is worked on here."""

    def __init__(
        self, holder: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.holds = Holds(holder, clock)
        self._clock = clock

    def take(self, connection: Connection, person: str) -> Work | None:
        """The person's oldest unanswered message, unless somebody is working on one already."""
        if not self.holds.take(connection, person):
            return None
        work = self.oldest(connection, person)
        if work is None:
            self.holds.let_go(connection, person)
        return work

    def oldest(self, connection: Connection, person: str) -> Work | None:
        """The oldest unanswered message of a conversation that is ours, its turn begun."""
        row = connection.execute(_OLDEST, {"who": person}).one_or_none()
        if row is None:
            return None
        connection.execute(
            update(message).where(message.c.id == row.id).values(tries=row.tries + 1)
        )
        return Work(row.id, person, row.channel, row.text or "", row.payload, row.tries)

    def find(self, connection: Connection, person: str, client_id: str) -> Outcome | None:
        """The message that came with this client id before."""
        found = connection.execute(_FIND, {"who": person, "key": client_id}).scalar_one_or_none()
        return None if found is None else self.outcome(connection, found)

    def outcome(self, connection: Connection, message_id: int) -> Outcome | None:
        """Where this message of a person's stands; None when it was deleted."""
        state = connection.execute(
            select(message.c.state).where(message.c.id == message_id)
        ).scalar_one_or_none()
        if state is None:
            return None
        replies: tuple[Message, ...] = ()
        if state == "answered":
            query = select(message).where(message.c.reply_to == message_id).order_by(message.c.id)
            replies = tuple(message_in(row) for row in connection.execute(query))
        return Outcome(message_id, state, replies)

    def press(self, connection: Connection, person: str, token: str) -> Pressed:
        """Uses a button of this person's up."""
        found = connection.execute(
            select(button.c.title, button.c.payload, button.c.used_at).where(
                button.c.token == token, button.c.person == person
            )
        ).one_or_none()
        if found is None:
            return Pressed(None, None)
        if found.used_at is not None:
            return Pressed(found.title, None)
        connection.execute(
            update(button).where(button.c.token == token).values(used_at=self._clock())
        )
        return Pressed(found.title, found.payload)

    def add_words(
        self,
        connection: Connection,
        person: str,
        words: str,
        *,
        channel: str,
        client_id: str | None = None,
        payload: str | None = None,
        state: str = "waiting",
        tries: int = 0,
    ) -> int:
        """Stores what a person said. Its id. Buttons that were good only until now are used up."""
        now = self._clock()
        connection.execute(_USE_UP, {"who": person, "now": now})
        return _inserted(
            connection,
            person=person,
            author="person",
            text=words,
            buttons=[],
            image=None,
            custom={},
            at=now,
            channel=channel,
            reply_to=None,
            client_id=client_id,
            payload=payload,
            state=state,
            tries=tries,
        )

    def add_replies(
        self,
        connection: Connection,
        person: str,
        replies: Sequence[Reply],
        *,
        channel: str,
        reply_to: int | None,
    ) -> tuple[Message, ...]:
        """Stores what the assistant says, giving each button its token."""
        now, stored = self._clock(), []
        for reply in replies:
            shown = tuple(Button(title, new_token()) for title, _ in reply.buttons)
            new = _inserted(
                connection,
                person=person,
                author="assistant",
                text=reply.text,
                buttons=[{"title": b.title, "payload": b.payload} for b in shown],
                image=reply.image,
                custom=reply.custom,
                at=now,
                channel=channel,
                reply_to=reply_to,
                client_id=None,
                payload=None,
                state=None,
                tries=0,
            )
            if shown:
                connection.execute(_ADD_BUTTONS, _button_rows(new, person, reply, shown))
            stored.append(
                Message(new, person, "assistant", reply.text, shown, reply.image, reply.custom, now)
            )
        return tuple(stored)

    def finish(
        self, connection: Connection, work: Work, replies: Sequence[Reply]
    ) -> tuple[Message, ...]:
        """Stores the replies to held work and lets the conversation go."""
        stored: tuple[Message, ...] = ()
        # Not ours to answer when it was deleted, or answered by another after our hold ran out.
        if self._close(connection, work.message_id) is not None:
            stored = self.add_replies(
                connection, work.person, replies, channel=work.channel, reply_to=work.message_id
            )
        self.holds.let_go(connection, work.person)
        return stored

    def keep(self, connection: Connection, person: str) -> list[int]:
        """Marks all waiting messages of a person as kept; their ids."""
        kept = connection.execute(
            update(message)
            .where(message.c.person == person, message.c.state == "waiting")
            .values(state="kept")
            .returning(message.c.id)
        )
        return sorted(kept.scalars())

    def keep_left_over(self, connection: Connection, older_than: timedelta) -> list[int]:
        """Marks messages as kept that nobody works on though they have waited this long.

        Their ids.
        """
        now = self._clock()
        held = select(conversation.c.person).where(
            conversation.c.busy_by.is_not(None), conversation.c.busy_until >= now
        )
        kept = connection.execute(
            update(message)
            .where(
                message.c.state == "waiting",
                message.c.at < now - older_than,
                message.c.person.not_in(held),
            )
            .values(state="kept")
            .returning(message.c.id)
        )
        return sorted(kept.scalars())

    def person_waiting(self, connection: Connection, message_id: int) -> str | None:
        """Whose unanswered message this is; None when it was answered or deleted."""
        return connection.execute(
            select(message.c.person).where(message.c.id == message_id, _IS_UNANSWERED)
        ).scalar_one_or_none()

    def give_up(
        self, connection: Connection, message_id: int, replies: Sequence[Reply]
    ) -> str | None:
        """Closes an unanswered message with these replies.

        Its person; None when it was answered already.
        """
        closed = self._close(connection, message_id)
        if closed is None:
            return None
        self.add_replies(
            connection, closed.person, replies, channel=closed.channel, reply_to=message_id
        )
        return str(closed.person)

    def _close(self, connection: Connection, message_id: int) -> Row[Any] | None:
        return connection.execute(_CLOSE, {"which": message_id}).one_or_none()


def _inserted(connection: Connection, **values: Any) -> int:
    return int(connection.execute(_ADD, values).scalar_one())


def _button_rows(
    message_id: int, person: str, reply: Reply, shown: Sequence[Button]
) -> list[dict[str, Any]]:
    return [
        {
            "token": token.payload,
            "message_id": message_id,
            "person": person,
            "title": token.title,
            "payload": payload,
            "only_now": reply.custom.get("only_now") is True,
        }
        for token, (_, payload) in zip(shown, reply.buttons, strict=True)
    ]
