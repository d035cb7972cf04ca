"""Sends sign-in links."""

from __future__ import annotations

from dbos import DBOS

from bot.durable.hands import Hands, Here

QUEUE = "mail"


def declare(here: Here, hands: Hands) -> None:
    """Registers the workflow `mail_link(e-mail address)`."""

    @DBOS.step(name="send_mail", retries_allowed=True, interval_seconds=2, max_attempts=8)
    async def send_mail(email: str) -> None:
        await here.run(hands.mail_link(email))

    @DBOS.workflow(name="mail_link")
    async def mail_link(email: str) -> None:
        await send_mail(email)
