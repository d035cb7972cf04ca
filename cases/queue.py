"""Hands durable work over, in the caller's transaction: it is done if, and only if, that commits.

The gateway runs the work (DBOS). This works from any process on the same database.
"""

from __future__ import annotations

from dbos import DBOSClient, EnqueueOptions
from sqlalchemy import Connection

from cases.database import Database

APPLICATION = "assistant"
CASES_QUEUE = "cases"


class Queue:
    """Takes work for the gateways of this database."""

    def __init__(self, database: Database) -> None:
        self._client = DBOSClient(
            system_database_engine=database.engine, application_name=APPLICATION, lazy=True
        )

    def enqueue(
        self, connection: Connection, workflow: str, workflow_id: str, *arguments: int | str
    ) -> None:
        """Has `workflow` run once for this id: the same id again is the same work.

        Arguments are ids, never free text.
        """
        options: EnqueueOptions = {
            "workflow_name": workflow,
            "queue_name": CASES_QUEUE,
            "workflow_id": workflow_id,
        }
        self._client.enqueue_in_transaction(connection, options, *arguments)

    def close(self) -> None:
        """Lets go of the client; the database stays open."""
        self._client.destroy()
