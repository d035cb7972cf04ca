"""Looks into Rasa's conversation store.

Was a message answered there though the reply never reached us?
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio.to_thread
import structlog
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

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


class Tracker:
    """Reads Rasa's `events` table, and deletes from it what is past its time."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._file = _file(url)

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


def _file(url: str) -> Path | None:
    """The file of a SQLite store; None for a server's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        # Opened only if it is there: Rasa makes it, and must not find an empty one.
        return create_engine(
            f"sqlite:///file:{parsed.database}?mode=rw&uri=true", hide_parameters=True
        )
    return create_engine(parsed, pool_pre_ping=True, pool_size=2, hide_parameters=True)
