"""Takes the words of a confidential form out of the conversation once it was filed or cancelled.

`cases.queue` enqueues it, in the transaction that filed or cancelled.
"""

from __future__ import annotations

import structlog
from dbos import DBOS

from bot.durable.hands import Hands, Here
from bot.durable.patience import Patience

log = structlog.get_logger(__name__)

# A turn that is still under way, or a reader of the file, is waited for.
PATIENCE = Patience(first=1, grows=1.5, longest=300, altogether=7 * 24 * 3600)


def declare(here: Here, hands: Hands) -> None:
    """Registers the workflow `erase(person, first message, last message)`.

    Without a last message it is the person's last so far.
    """

    @DBOS.step(name="erase")
    async def erase(person: str, first: int, last: int) -> bool:
        return await here.run(hands.erase(person, first, last))

    @DBOS.step(name="last_message")
    async def last_message(person: str) -> int:
        return await here.run(hands.last_message(person))

    @DBOS.workflow(name="erase")
    async def erase_form(person: str, first: int, last: int = 0) -> None:
        upto = last or await last_message(person)
        if not await PATIENCE.wear(lambda: erase(person, first, upto)):
            log.error("words_not_erased", first=first, last=upto)
