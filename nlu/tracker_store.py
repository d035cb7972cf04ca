"""Rasa's conversation store, kept as Rasa keeps it, but read in short pieces.

A message's time grows with the events that are read with it. When a session has grown long a new
one is started, which carries every slot and the form over; only the last session is ever read. Old
events stay until retention removes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from rasa.shared.utils.common import all_subclasses
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

LONG_SESSION = 24  # events, some four turns
BUSY_MILLISECONDS = 5000

_STORED = "_stored_events"

_LAST_SESSION = sa.text(
    "SELECT data FROM events WHERE sender_id = :sender AND id >= COALESCE("
    "(SELECT id FROM events WHERE sender_id = :sender AND type_name = 'session_started'"
    " ORDER BY id DESC LIMIT 1), 0) ORDER BY id"
)
_INSERT = sa.text(
    "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data)"
    " VALUES (:sender_id, :type_name, :timestamp, :intent_name, :action_name, :data)"
)


class ShortSessionStore(SQLTrackerStore):
    """A tracker store on SQLite or PostgreSQL; its setting ``url`` is the database's address."""

    engine: sa.engine.Engine

    def __init__(self, domain: Any = None, host: str | None = None, **settings: Any) -> None:
        super().__init__(domain=domain, host=_for_rasa(host), **settings)
        if self.engine.dialect.name == "sqlite":
            self._keep_sqlite_open()
        self._kinds = {kind.type_name: kind for kind in all_subclasses(Event)}

    def _keep_sqlite_open(self) -> None:
        # Rasa's engine opens the file anew for each read and write.
        self.engine.dispose()
        self.engine = sa.create_engine(
            self.engine.url, poolclass=QueuePool, connect_args={"check_same_thread": False}
        )
        sa.event.listen(self.engine, "connect", _prepare_sqlite)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's last session, or None when there was none."""
        with self.engine.connect() as connection:
            rows = connection.execute(_LAST_SESSION, {"sender": sender_id}).scalars().all()
        if not rows:
            return None
        tracker = DialogueStateTracker.from_events(
            sender_id, [self._event(json.loads(row)) for row in rows], self.domain.slots
        )
        setattr(tracker, _STORED, len(rows))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores what happened since the tracker was read."""
        await self.stream_events(tracker)
        stored = getattr(tracker, _STORED, None)
        if stored is None:
            await super().save(tracker)
        else:
            new = list(tracker.events)[stored:]
            if is_long(tracker):
                new += new_session(tracker)
            self._store(tracker.sender_id, new)
        setattr(tracker, _STORED, len(tracker.events))

    def _event(self, data: dict[str, Any]) -> Event:
        # Rasa looks through the whole tree of classes for each event.
        return self._kinds[data["event"]]._from_parameters(data)

    def _store(self, sender_id: str, new: Iterable[Event]) -> None:
        rows = [_row(sender_id, event) for event in new]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(_INSERT, rows)


def is_long(tracker: DialogueStateTracker) -> bool:
    """Whether a new session is due: the last is long, and no action is under way."""
    return (
        len(tracker.events) >= LONG_SESSION
        and tracker.latest_action_name == ACTION_LISTEN_NAME
        and not tracker.is_active_loop_rejected
        and not tracker.is_active_loop_interrupted
        and not tracker.followup_action
        and not tracker.is_paused()
    )


def new_session(tracker: DialogueStateTracker) -> list[Event]:
    """What starts a new session, as Rasa does it: the slots that hold something are set again.

    Unlike Rasa's, it leaves nobody standing in the middle of a form: that goes on.
    """
    form = tracker.active_loop_name
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *([ActiveLoop(form)] if form else []),
        *(
            SlotSet(slot.name, slot.value)
            for slot in tracker.slots.values()
            if slot.value != slot.initial_value
        ),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _for_rasa(url: str | None) -> str | None:
    # Rasa's SQLAlchemy is older than the driver that the assistant's own environment uses.
    return url.replace("postgresql+psycopg://", "postgresql+psycopg2://") if url else url


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A power cut may lose the last turn, which the gateway has kept and will ask about again.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()
