"""Starts and stops the durable work of a gateway, and takes new work of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSClient, DBOSConfig
from sqlalchemy import Connection

from bot.durable import answering, erasing, links, telling, upkeep
from bot.durable.hands import Hands, Here
from cases.database import Database
from cases.queue import APPLICATION, CASES_QUEUE

VERSION = "1"
"""Raised when the steps of a workflow change.

Work begun by another version is left to that version.
"""

KEEP_RECORDS = timedelta(days=7)
MOST_RECORDS = 10_000

# DBOS is one to a process: a second one would quietly share the first one's database.
_only_one = threading.Lock()


class Durable:
    """Runs the workflows and takes new ones. `executor` names this gateway among several."""

    def __init__(self, database: Database, executor: str) -> None:
        self._database = database
        self._executor = executor
        self._client = DBOSClient(
            system_database_engine=database.engine, application_name=APPLICATION, lazy=True
        )
        self._runs = False

    def keep(self, connection: Connection, message_ids: Sequence[int]) -> None:
        """Has these messages answered later. Counts when the caller's transaction commits."""
        for message_id in message_ids:
            self._client.enqueue_in_transaction(
                connection,
                {
                    "workflow_name": "answer_kept",
                    "queue_name": answering.QUEUE,
                    "workflow_id": answering.workflow_id(message_id),
                },
                message_id,
            )

    async def send_link(self, email: str) -> None:
        """Has a sign-in link made and sent."""
        await self._database.write(
            lambda connection: self._client.enqueue_in_transaction(
                connection, {"workflow_name": "mail_link", "queue_name": links.QUEUE}, email
            )
        )

    async def launch(self, hands: Hands) -> None:
        """Starts the workflows, taking up those that an earlier process of this executor left.

        Raises:
            RuntimeError: this process runs durable work already.
        """
        if not _only_one.acquire(blocking=False):
            raise RuntimeError("A process runs the durable work of one gateway, not of two.")
        self._runs = True
        try:
            await asyncio.to_thread(self._launch, Here(), hands)
        except BaseException:
            await asyncio.to_thread(self._end)
            raise

    async def close(self) -> None:
        """Stops; what is unfinished goes on at the next start."""
        await asyncio.to_thread(self._end)
        await asyncio.to_thread(self._client.destroy)

    def _launch(self, here: Here, hands: Hands) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._database.url,
            "application_version": VERSION,
            "executor_id": self._executor,
            "enable_otlp": False,
            "log_level": "WARNING",
        }
        DBOS(config=config)
        for part in (answering, links, telling, erasing):
            part.declare(here, hands)
        schedules = upkeep.declare(here, hands, self._forget_records)
        DBOS.launch()
        for queue in (answering.QUEUE, links.QUEUE, CASES_QUEUE):
            DBOS.register_queue(queue)
        DBOS.apply_schedules(schedules)

    def _end(self) -> None:
        if self._runs:
            DBOS.destroy(destroy_registry=True)
            self._runs = False
            _only_one.release()

    async def _forget_records(self) -> None:
        await asyncio.to_thread(self._forget_records_now)

    def _forget_records_now(self) -> None:
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
