"""Looks into Rasa's conversation store.

Was a message answered there though the reply never reached us? What is past its time, or was
filed in confidence, is deleted there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import anyio.to_thread
import structlog
from sqlalchemy import Engine, bindparam, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.compact import file_of
from bot.messages import Reply
from bot.rasa import replies_of

log = structlog.get_logger(__name__)

EVENTS = text("SELECT data FROM events WHERE sender_id = :person ORDER BY id DESC LIMIT 300")
BOT_PARTS = ("text", "buttons", "image", "custom")


# Of a conversation that goes on, the session that Rasa still reads stays whole.
FORGET = text("""
    DELETE FROM events WHERE timestamp < :moment AND (
        NOT EXISTS (
            SELECT 1 FROM events AS later
            WHERE later.sender_id = events.sender_id AND later.timestamp >= :moment
        )
        OR id < (
            SELECT max(start.id) FROM events AS start
            WHERE start.sender_id = events.sender_id AND start.type_name = 'session_started'
        )
    )
""")

OF_PERSON = text("SELECT id, type_name, data FROM events WHERE sender_id = :person ORDER BY id")
ERASE = text("DELETE FROM events WHERE sender_id = :person AND id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
SOME = 500
# Without these Rasa would believe a form to be under way that is over, or not know that it is the
# person's turn, and say nothing. They hold no words.
WORDLESS = frozenset({"active_loop", "session_started"})
LISTEN = "action_listen"
FORM_SLOTS = frozenset({"requested_slot", "form_expects", "form_draft"})


class Tracker:
    """Reads Rasa's `events` table, and deletes from it what is past its time or told to go."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._file = file_of(url)

    async def replies_to(self, person: str, message_id: int) -> list[Reply]:
        """What Rasa replied to our message, from its store.

        Empty when it did not, or cannot be looked up.
        """
        try:
            rows = await anyio.to_thread.run_sync(self._events, person)
        except SQLAlchemyError as error:
            log.warning("tracker_not_read", error=type(error).__name__)
            return []
        return replies_in([json.loads(row) for row in rows], str(message_id))

    async def forget_before(self, moment: datetime) -> int:
        """Deletes what was said before `moment`. How many events went; 0 without a store."""
        try:
            return await anyio.to_thread.run_sync(self._forget, moment.timestamp())
        except SQLAlchemyError as error:
            log.warning("tracker_not_written", error=type(error).__name__)
            return 0

    async def erase(self, person: str, first: int, last: int) -> int:
        """Deletes the turns of a person's messages `first` to `last`. How many events went.

        Raises:
            SQLAlchemyError: the store cannot be written.
        """
        return await anyio.to_thread.run_sync(self._erase, person, first, last)

    def _erase(self, person: str, first: int, last: int) -> int:
        if not self._is_made():
            return 0
        with self._engine.begin() as connection:
            rows = connection.execute(OF_PERSON, {"person": person}).all()
            ids = turns_in([(row.id, row.type_name, row.data) for row in rows], first, last)
            for start in range(0, len(ids), SOME):
                some = ids[start : start + SOME]
                connection.execute(ERASE, {"person": person, "ids": some})
        return len(ids)

    def _forget(self, moment: float) -> int:
        if not self._is_made():
            return 0
        with self._engine.begin() as connection:
            return connection.execute(FORGET, {"moment": moment}).rowcount

    def _events(self, person: str) -> list[str]:
        if not self._is_made():
            return []
        with self._engine.connect() as connection:
            found = list(connection.execute(EVENTS, {"person": person}).scalars())
        return found[::-1]

    def _is_made(self) -> bool:
        """Whether Rasa has made its store, which it does at its first start."""
        if self._file is not None and not self._file.exists():
            return False
        return inspect(self._engine).has_table("events")

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()


def turns_in(rows: Iterable[tuple[int, str, str]], first: int, last: int) -> list[int]:
    """Ids of the events (id, type, JSON) in the turns of our messages `first` to `last`.

    A turn is the person's event and what follows it, up to their next, save what only tells
    whether a form is under way. A slot set to the same words later on, as a new session does with
    all slots, is among them.
    """
    ids: list[int] = []
    words: set[str] = set()
    ours = False
    for event_id, kind, data in rows:
        if kind == "user":
            event = json.loads(data)
            number = str((event.get("metadata") or {}).get("message_id", ""))
            ours = number.isdigit() and first <= int(number) <= last
            if ours and event.get("text"):
                words.add(event["text"])
        slot = json.loads(data) if kind == "slot" else {}
        listens = kind == "action" and json.loads(data).get("name") == LISTEN
        wordless = kind in WORDLESS or listens or slot.get("name") in FORM_SLOTS
        if (ours and not wordless) or (slot and slot.get("value") in tuple(words)):
            ids.append(event_id)
    return ids


def replies_in(events: list[dict[str, Any]], message_id: str) -> list[Reply]:
    """The assistant's messages after the person's message with this id, up to the person's next."""
    items: list[dict[str, Any]] = []
    ours = False
    for event in events:
        if event.get("event") == "user":
            ours = (event.get("metadata") or {}).get("message_id") == message_id
            if ours:
                items = []
        elif ours and event.get("event") == "bot":
            data = {"text": event.get("text"), **_without_none(event.get("data"))}
            items.append({part: data[part] for part in BOT_PARTS if part in data})
    return replies_of(items)


def _without_none(data: dict[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (data or {}).items() if value is not None}


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        # Opened only if it is there: Rasa makes it, and must not find an empty one.
        return create_engine(
            f"sqlite:///file:{parsed.database}?mode=rw&uri=true", hide_parameters=True
        )
    return create_engine(parsed, pool_pre_ping=True, pool_size=2, hide_parameters=True)
