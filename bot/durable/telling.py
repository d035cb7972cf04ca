"""Delivers notices, each in a workflow of its own: one that fails holds up no other.

`cases.queue` enqueues them, in the transaction that wrote the notice.
"""

from __future__ import annotations

from dbos import DBOS

from bot.durable.hands import Hands, Here
from bot.durable.patience import Patience

PATIENCE = Patience(first=2, grows=2, longest=900, altogether=24 * 3600)


def declare(here: Here, hands: Hands) -> None:
    """Registers the workflow `deliver_notice(notice id)`."""

    @DBOS.step(name="deliver")
    async def deliver(notice_id: int) -> bool:
        return await here.run(hands.deliver(notice_id))

    @DBOS.step(name="undeliverable")
    async def undeliverable(notice_id: int) -> None:
        await here.run(hands.undeliverable(notice_id))

    @DBOS.workflow(name="deliver_notice")
    async def deliver_notice(notice_id: int) -> None:
        if not await PATIENCE.wear(lambda: deliver(notice_id)):
            await undeliverable(notice_id)
