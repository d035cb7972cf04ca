"""Who works on whose conversation: one at a time.

A hold ends by itself at a moment that outlives every normal turn, so that a dead holder holds up
nobody for long. Every function works inside a transaction of its caller's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.tables import conversation

HOLD = timedelta(seconds=60)

# Statements of the hot path are made once: making them takes longer than running them.
_OURS: dict[str, Any] = {"busy_by": bindparam("holder"), "busy_until": bindparam("until")}
_FREE = or_(conversation.c.busy_by.is_(None), conversation.c.busy_until < bindparam("now"))
_IS_PERSONS = conversation.c.person == bindparam("who")
_TAKE = update(conversation).where(_IS_PERSONS, _FREE).values(_OURS)
_LET_GO = (
    update(conversation)
    .where(_IS_PERSONS, conversation.c.busy_by == bindparam("holder"))
    .values(busy_by=None, busy_until=None)
)
_LOCK = select(conversation.c.person).where(_IS_PERSONS).with_for_update()


class Holds:
    """The holds of this process. `holder` names it: `executor:…`, unique among the gateways."""

    def __init__(self, holder: str, clock: Callable[[], datetime]) -> None:
        self._holder = holder
        self._clock = clock

    def take(self, connection: Connection, person: str) -> bool:
        """Locks the person's conversation for this transaction: ids rise in the order of commit.

        True when it is also ours from now on; False when somebody is working on it.
        """
        now = self._clock()
        ours = {"who": person, "holder": self._holder, "until": now + HOLD}
        if connection.execute(_TAKE, {**ours, "now": now}).rowcount == 1:
            return True
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        first = (
            make(conversation)
            .values(person=bindparam("who"), **_OURS)
            .on_conflict_do_nothing()
            .returning(conversation.c.person)
        )
        if connection.execute(first, ours).one_or_none() is not None:
            return True
        connection.execute(_LOCK, {"who": person})
        return False

    def let_go(self, connection: Connection, person: str) -> None:
        """Ends this holder's hold on a conversation."""
        connection.execute(_LET_GO, {"who": person, "holder": self._holder})

    def let_go_of_the_dead(self, connection: Connection) -> None:
        """Ends the holds of earlier processes of this executor."""
        executor = self._holder.partition(":")[0]
        connection.execute(
            update(conversation)
            .where(
                conversation.c.busy_by.startswith(f"{executor}:", autoescape=True),
                conversation.c.busy_by != self._holder,
            )
            .values(busy_by=None, busy_until=None)
        )
