"""Takes a person's message in.

It is stored before anything else is tried, and put in its place in the queue.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.buttons import token_in
from bot.messages import Message, Reply
from bot.turn_store import TurnStore, Work
from bot.words import NotWords, check, clean

USED = "That button has been used already. Please tell me in words what you would like."
UNKNOWN = "That button is no longer in use. Please tell me in words what you would like."


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that was taken in.

    `replies` when nothing more is to be done; else the id of the stored message, and `work` when
    the conversation is the caller's now: the oldest message to answer, which may be an earlier one.
    """

    message_id: int
    replies: tuple[Message, ...] | None
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in: words, or a button's token, in `typed`.

    The same `client_id` is the same message. A `payload` is the gateway's own: `typed` are then the
    words that stand for it in the history.
    """

    person: str
    typed: str
    client_id: str | None
    channel: str
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """What it amounts to: words for the history, and the payload of a button or a kind refusal."""

    words: str
    payload: str | None = None
    refusal: str | None = None


def take_in(store: TurnStore, incoming: Incoming, connection: Connection) -> Accepted:
    """Stores a message, in a transaction of the caller's."""
    person = incoming.person
    ours = store.holds.take(connection, person)
    known = store.find(connection, person, incoming.client_id) if incoming.client_id else None
    if known is not None and known.state != "answered":
        return Accepted(known.message_id, None, _oldest(store, connection, person, ours))
    if known is not None:
        accepted = Accepted(known.message_id, known.replies)
    else:
        said = _understood(store, connection, incoming)
        if said.refusal is None:
            return _queued(store, connection, incoming, said, ours)
        accepted = _refused(store, connection, incoming, said, said.refusal)
    if ours:
        store.holds.let_go(connection, person)
    return accepted


def _understood(store: TurnStore, connection: Connection, incoming: Incoming) -> _Said:
    person, typed = incoming.person, incoming.typed
    if incoming.payload is not None:
        return _Said(typed, incoming.payload)
    token = token_in(typed)
    if token is not None:
        pressed = store.press(connection, person, token)
        refusal = None if pressed.payload else USED if pressed.title else UNKNOWN
        return _Said(pressed.title or "", pressed.payload, refusal)
    words = clean(typed)
    try:
        check(words)
    except NotWords as refused:
        return _Said(words, refusal=refused.wording)
    return _Said(words)


def _queued(
    store: TurnStore, connection: Connection, incoming: Incoming, said: _Said, ours: bool
) -> Accepted:
    person, channel = incoming.person, incoming.channel
    earlier = store.oldest(connection, person) if ours else None
    at_once = ours and earlier is None
    message_id = store.add_words(
        connection,
        person,
        said.words,
        channel=channel,
        client_id=incoming.client_id,
        payload=said.payload,
        tries=1 if at_once else 0,
    )
    if at_once:
        earlier = Work(message_id, person, channel, said.words, said.payload, tries=0)
    return Accepted(message_id, None, earlier)


def _refused(
    store: TurnStore, connection: Connection, incoming: Incoming, said: _Said, refusal: str
) -> Accepted:
    message_id = None
    if said.words:  # an empty message leaves nothing to show
        message_id = store.add_words(
            connection,
            incoming.person,
            said.words,
            channel=incoming.channel,
            client_id=incoming.client_id,
            state="answered",
        )
    replies = store.add_replies(
        connection,
        incoming.person,
        [Reply(refusal)],
        channel=incoming.channel,
        reply_to=message_id,
    )
    return Accepted(message_id or replies[0].id, replies)


def _oldest(store: TurnStore, connection: Connection, person: str, ours: bool) -> Work | None:
    return store.oldest(connection, person) if ours else None
