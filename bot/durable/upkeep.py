"""What happens by the clock: every few minutes what has come due, every night what is too old."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from dbos import DBOS, ScheduleInput

from bot.durable.hands import Hands, Here

EVERY_NIGHT = "0 30 3 * * *"
EVERY_FIVE_MINUTES = "0 */5 * * * *"


def declare(
    here: Here, hands: Hands, forget_records: Callable[[], Awaitable[None]]
) -> list[ScheduleInput]:
    """Registers the workflows; returns when each is to run."""

    @DBOS.step(name="housekeep")
    async def housekeep() -> None:
        await here.run(hands.housekeeping())
        await forget_records()

    @DBOS.step(name="sweep")
    async def sweep() -> None:
        await here.run(hands.sweep())

    @DBOS.workflow(name="housekeeping")
    async def housekeeping(_at: datetime, _context: Any) -> None:
        await housekeep()

    @DBOS.workflow(name="sweeping")
    async def sweeping(_at: datetime, _context: Any) -> None:
        await sweep()

    return [
        {
            "schedule_name": "housekeeping",
            "workflow_fn": housekeeping,
            "schedule": EVERY_NIGHT,
            "context": None,
        },
        {
            "schedule_name": "sweep",
            "workflow_fn": sweeping,
            "schedule": EVERY_FIVE_MINUTES,
            "context": None,
        },
    ]
