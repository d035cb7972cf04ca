"""Work that must outlive this process: durable workflows (DBOS) in our own database.

They carry ids, never text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig
from sqlalchemy import Connection

from cases.database import Database

log = structlog.get_logger(__name__)

T = TypeVar("T")

APPLICATION = "assistant"
VERSION = "1"
"""Raised when the steps of a workflow change.

Work begun by another version is left to that version.
"""

KEPT_QUEUE = "kept"
MAIL_QUEUE = "mail"
EVERY_NIGHT = "0 30 3 * * *"
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
PAUSE_GROWS = 1.3
KEEP_TRYING_SECONDS = 24 * 3600.0
KEEP_RECORDS = timedelta(days=7)
MOST_RECORDS = 10_000


class Durable:
    """Runs the workflows and takes new ones.

    The functions given are run in the event loop of `launch`.

    Args:
        answer: tries to answer a kept message; False when it must be tried again.
        give_up: closes a message that could not be answered in `KEEP_TRYING_SECONDS`.
        mail_link: sends a person (by address) their sign-in link; raises `OSError` when that
            failed.
        housekeeping: deletes what is past its time.
    """

    def __init__(
        self,
        database: Database,
        executor: str,
        *,
        answer: Callable[[int], Awaitable[bool]],
        give_up: Callable[[int], Awaitable[None]],
        mail_link: Callable[[str], Awaitable[None]],
        housekeeping: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._executor = executor
        self._answer, self._give_up = answer, give_up
        self._mail_link, self._housekeeping = mail_link, housekeeping
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client = DBOSClient(
            system_database_engine=database.engine, application_name=APPLICATION, lazy=True
        )

    def keep(self, connection: Connection, message_ids: Sequence[int]) -> None:
        """Has these messages answered later. Counts when the caller's transaction commits."""
        for message_id in message_ids:
            self._client.enqueue_in_transaction(
                connection,
                {
                    "workflow_name": "answer_kept",
                    "queue_name": KEPT_QUEUE,
                    "workflow_id": f"answer-{message_id}",
                },
                message_id,
            )

    async def send_link(self, email: str) -> None:
        """Has a sign-in link made and sent."""
        await self._database.write(
            lambda connection: self._client.enqueue_in_transaction(
                connection, {"workflow_name": "mail_link", "queue_name": MAIL_QUEUE}, email
            )
        )

    async def launch(self) -> None:
        """Starts the workflows, taking up those that an earlier process of this executor left."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._launch)

    async def close(self) -> None:
        """Stops; what is unfinished goes on at the next start."""
        await asyncio.to_thread(lambda: DBOS.destroy(destroy_registry=True))
        await asyncio.to_thread(self._client.destroy)

    def _launch(self) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._database.url,
            "application_version": VERSION,
            "executor_id": self._executor,
            "enable_otlp": False,
            "log_level": "WARNING",
        }
        DBOS(config=config)
        housekeeping = self._declare()
        DBOS.launch()
        for queue in (KEPT_QUEUE, MAIL_QUEUE):
            DBOS.register_queue(queue)
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": "housekeeping",
                    "workflow_fn": housekeeping,
                    "schedule": EVERY_NIGHT,
                    "context": None,
                }
            ]
        )

    def _forget_records(self) -> None:
        """Deletes the records of workflows that ended some time ago."""
        ended = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=(datetime.now(UTC) - KEEP_RECORDS).isoformat(),
            load_input=False,
            load_output=False,
            limit=MOST_RECORDS,
        )
        if ended:
            self._client.delete_workflows([record.workflow_id for record in ended])

    def _declare(self) -> Callable[[datetime, Any], Coroutine[Any, Any, None]]:
        """Registers steps and workflows; returns the one that runs every night."""
        self._declare_answering()
        self._declare_mail()

        @DBOS.step(name="housekeep")
        async def housekeep() -> None:
            await self._here(self._housekeeping())
            await asyncio.to_thread(self._forget_records)

        @DBOS.workflow(name="housekeeping")
        async def housekeeping(_at: datetime, _context: Any) -> None:
            await housekeep()

        return housekeeping

    def _declare_answering(self) -> None:
        @DBOS.step(name="answer")
        async def answer(message_id: int) -> bool:
            return await self._here(self._answer(message_id))

        @DBOS.step(name="give_up")
        async def give_up(message_id: int) -> None:
            await self._here(self._give_up(message_id))

        @DBOS.workflow(name="answer_kept")
        async def answer_kept(message_id: int) -> None:
            pause, waited = FIRST_PAUSE_SECONDS, 0.0
            while not await answer(message_id):
                if waited >= KEEP_TRYING_SECONDS:
                    await give_up(message_id)
                    return
                await DBOS.sleep_async(pause)
                waited += pause
                pause = min(pause * PAUSE_GROWS, LONGEST_PAUSE_SECONDS)

    def _declare_mail(self) -> None:
        @DBOS.step(name="send_mail", retries_allowed=True, interval_seconds=2, max_attempts=8)
        async def send_mail(email: str) -> None:
            await self._here(self._mail_link(email))

        @DBOS.workflow(name="mail_link")
        async def mail_link(email: str) -> None:
            await send_mail(email)

    async def _here(self, work: Awaitable[T]) -> T:
        """Runs `work` in the gateway's own event loop, where its clients and locks live."""
        assert self._loop is not None  # noqa: S101 - workflows run after launch only

        async def run() -> T:
            return await work

        coroutine: Coroutine[Any, Any, T] = run()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))
