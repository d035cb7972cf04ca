"""Answers messages that were kept while Rasa could not be reached."""

from __future__ import annotations

from dbos import DBOS

from bot.durable.hands import Hands, Here
from bot.durable.patience import Patience

QUEUE = "kept"
PATIENCE = Patience(first=1, grows=1.3, longest=30, altogether=24 * 3600)


def workflow_id(message_id: int) -> str:
    """One workflow for a message, however often it is kept."""
    return f"answer-{message_id}"


def declare(here: Here, hands: Hands) -> None:
    """Registers the workflow `answer_kept(message id)`."""

    @DBOS.step(name="answer")
    async def answer(message_id: int) -> bool:
        return await here.run(hands.answer(message_id))

    @DBOS.step(name="give_up")
    async def give_up(message_id: int) -> None:
        await here.run(hands.give_up(message_id))

    @DBOS.workflow(name="answer_kept")
    async def answer_kept(message_id: int) -> None:
        if not await PATIENCE.wear(lambda: answer(message_id)):
            await give_up(message_id)
