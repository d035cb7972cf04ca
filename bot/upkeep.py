"""What the gateway does by the clock: fires what has come due, forgets what is past its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy import Connection, select

from bot.conversations import Conversations
from bot.durable import telling
from bot.erase import Eraser
from bot.notices import store
from bot.sign_in import SignIn
from bot.tracker import Tracker
from cases.context import TakesWork
from cases.database import Database
from cases.drafts import Drafts
from cases.organisation import Organisation
from cases.procedures import Procedures
from cases.tables import draft

log = structlog.get_logger(__name__)

AT_ONCE = 100
STUCK = timedelta(seconds=telling.PATIENCE.altogether) + timedelta(hours=2)
"""A notice that has waited longer than it is tried for has lost its work: it goes to the desk."""


class CasesByThemselves(Protocol):
    """What happens to cases without anybody doing it (`cases.office.Office`)."""

    def due(self, connection: Connection, limit: int = ...) -> list[int]:
        """Ids of timers that have come due, the first due first."""

    def fire(self, connection: Connection, timer_id: int) -> None:
        """Does what a timer is for, once."""

    def hand_over_leavers(self, connection: Connection) -> int:
        """Gives the open cases of those who have left to others. How many."""


class Upkeep:
    """Sweeps every few minutes and keeps house every night."""

    def __init__(
        self,
        database: Database,
        organisation: Organisation,
        procedures: Procedures,
        *,
        office: CasesByThemselves,
        drafts: Drafts,
        queue: TakesWork,
        conversations: Conversations,
        tracker: Tracker,
        eraser: Eraser,
        sign_in: SignIn,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._organisation, self._clock = database, organisation, clock
        self._office, self._drafts, self._queue = office, drafts, queue
        self._conversations, self._tracker, self._eraser = conversations, tracker, eraser
        self._sign_in = sign_in
        self._confidential = [each.id for each in procedures if each.confidential]

    async def sweep(self) -> None:
        """Fires timers, hands leavers' cases on, ends forms that nobody came back to.

        Notices whose work was lost go to the desk.
        """
        fired, failed = await self._fire()
        done = {"timers": fired, "timers_failed": failed}
        for what, part in (
            ("handed_over", self._office.hand_over_leavers),
            ("forms_ended", self._end_forms),
            ("notices_lost", self._put_on_desk),
        ):
            try:
                done[what] = await self._database.write(part)
            except Exception as error:  # noqa: BLE001 - one part must not hold up the others
                log.warning("sweep_failed", part=what, error=type(error).__name__)
        if any(done.values()):
            log.info("swept", **done)

    async def housekeeping(self) -> None:
        """`forget`, and leaves nothing of it in the files."""
        await self.forget()
        if not await self._eraser.compact(whole=True):
            log.warning("files_in_use")

    async def forget(self) -> None:
        """Deletes conversations past their time and credentials that have expired."""
        oldest = self._clock() - timedelta(days=self._organisation.keep_conversations_days)
        messages = await self._conversations.forget_before(oldest)
        events = await self._tracker.forget_before(oldest)
        expired = await self._sign_in.forget_expired()
        log.info("housekeeping", messages=messages, events=events, credentials=expired)

    async def _fire(self) -> tuple[int, int]:
        """How many timers did what they are for, and how many could not."""
        done: set[int] = set()
        failed: set[int] = set()
        while True:
            # Those that fail stay due: they must not crowd the others out.
            limit = AT_ONCE + len(failed)
            due = await self._database.read(partial(self._office.due, limit=limit))
            fresh = [each for each in due if each not in failed and each not in done]
            if not fresh:
                return len(done), len(failed)
            for timer in fresh:
                try:
                    await self._database.write(partial(self._office.fire, timer_id=timer))
                except Exception as error:  # noqa: BLE001 - one timer must not hold up the others
                    failed.add(timer)
                    # Its words could be anybody's: they are not for a log.
                    log.warning("timer_failed", timer=timer, error=type(error).__name__)
                else:
                    done.add(timer)

    def _end_forms(self, connection: Connection) -> int:
        """Ends drafts past their days; the words of confidential ones leave the conversation."""
        oldest = self._clock() - timedelta(days=self._organisation.form_days)
        query = select(draft.c.submission).where(
            draft.c.touched_at < oldest, draft.c.procedure.in_(self._confidential)
        )
        for submission in connection.execute(query).scalars().all():
            old = self._drafts.find(connection, submission)
            if old is not None and old.first_message and old.last_message.isdigit():
                self._queue.enqueue(
                    connection,
                    "erase",
                    f"erase-{submission}",
                    old.person,
                    old.first_message,
                    int(old.last_message),
                )
        return len(self._drafts.forget_before(connection, oldest))

    def _put_on_desk(self, connection: Connection) -> int:
        lost = store.stuck(connection, self._clock() - STUCK, AT_ONCE)
        for notice_id in lost:
            store.failed(connection, notice_id, "It was not delivered in time.")
        return len(lost)
