"""What the gateway does by itself, made and wired in one place: the hands of the durable work."""

from __future__ import annotations

import asyncio

from bot.conversations import Conversations
from bot.credentials import Kind
from bot.durable import Hands
from bot.erase import Eraser
from bot.feed import Feed
from bot.mail import post_for, sign_in_mail
from bot.notices.sending import Sending
from bot.settings import Settings
from bot.sign_in import LINK_LASTS, SignIn
from bot.tracker import Tracker
from bot.turn_store import TurnStore
from bot.turns import Turns
from bot.upkeep import Upkeep
from cases.database import Database
from cases.office import Office


class Care:
    """`hands` do the durable work of a gateway; `upkeep` also looks after it at the start."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        office: Office,
        *,
        conversations: Conversations,
        tracker: Tracker,
        turns: Turns,
        turn_store: TurnStore,
        feed: Feed,
        sign_in: SignIn,
    ) -> None:
        context = office.context
        self._settings, self._directory, self._sign_in = settings, context.directory, sign_in
        self.eraser = Eraser(database, settings.tracker_url, conversations, tracker)
        self.sending = Sending(
            settings,
            database,
            directory=context.directory,
            procedures=context.procedures,
            keys=context.keys,
            sign_in=sign_in,
            turns=turn_store,
            feed=feed,
            post=lambda: post_for(settings),
            clock=context.clock,
        )
        self.upkeep = Upkeep(
            database,
            settings.organisation,
            context.procedures,
            office=office,
            drafts=context.drafts,
            queue=context.queue,
            conversations=conversations,
            tracker=tracker,
            eraser=self.eraser,
            sign_in=sign_in,
            clock=context.clock,
        )
        self.hands = Hands(
            answer=turns.answer_kept,
            give_up=turns.give_up,
            mail_link=self.mail_link,
            deliver=self.sending.deliver,
            undeliverable=self.sending.undeliverable,
            erase=self.eraser.erase,
            last_message=conversations.last_message,
            sweep=self.upkeep.sweep,
            housekeeping=self.upkeep.housekeeping,
        )

    async def mail_link(self, email: str) -> None:
        """Makes a sign-in link for this person and sends it.

        Does nothing for somebody who has left.
        """
        person = self._directory.find(email)
        if person is None:
            return
        secret = await asyncio.to_thread(self._sign_in.make_now, Kind.LINK, person, LINK_LASTS)
        minutes = int(LINK_LASTS.total_seconds() // 60)
        link = f"{self._settings.public_url}/sign-in/{secret}"
        message = sign_in_mail(self._settings, person.email, person.name, link, minutes)
        await asyncio.to_thread(post_for(self._settings).send, message)
