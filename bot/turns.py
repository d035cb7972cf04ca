"""A person's turn: words are stored and put to Rasa in order, replies stored and told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial

import structlog
from sqlalchemy import Connection

from bot import metrics
from bot.feed import Feed, Listening
from bot.intake import Incoming, take_in
from bot.limits import Limit
from bot.messages import Message, Reply, Unavailable
from bot.rasa import Failed, Rasa, Unreachable
from bot.tracker import Tracker
from bot.turn_store import Outcome, TurnStore, Work
from bot.words import guarded
from cases.database import Database
from cases.directory import Directory, Person

log = structlog.get_logger(__name__)

WAIT_SECONDS = 1.0
"""How long to wait for a turn before looking whether its holder has died."""

ENOUGH_TRIES = 3

KEPT = (
    "I can’t get at my answers just now. "
    "I have kept your message and will reply here as soon as I can."
)
PUZZLED = "I’m sorry, I couldn’t work that one out. Could you put it another way?"
GIVEN_UP = "I’m sorry, I never managed to answer this. Please ask me again."
SLOWLY = "That was a lot of messages at once. Please wait a moment, then carry on."


def pace(per_minute: int) -> Limit:
    """How fast one person may send: half a minute's worth of messages may come at once."""
    return Limit(per_minute=per_minute, burst=max(1, per_minute // 2), wording=SLOWLY)


class Turns:
    """Sends people's messages through Rasa: one at a time and in order for each person.

    `on_kept(connection, message ids)` is called in the transaction that keeps messages for later.
    """

    def __init__(
        self,
        database: Database,
        store: TurnStore,
        *,
        directory: Directory,
        feed: Feed,
        rasa: Rasa,
        tracker: Tracker,
        limit: Limit | None = None,
    ) -> None:
        self._database = database
        self._store = store
        self._directory = directory
        self._feed = feed
        self._rasa = rasa
        self._tracker = tracker
        self._limit = limit or pace(60)
        self.on_kept: Callable[[Connection, Sequence[int]], None] = lambda _connection, _ids: None

    async def send(
        self,
        person: Person,
        text: str,
        client_id: str | None,
        channel: str,
        payload: str | None = None,
    ) -> list[Message]:
        """What the assistant replies to these words, or to the button whose payload they are.

        The same `client_id` is the same message: it gets the replies that it got before. A
        `payload` of the gateway's own is what the words in the history stand for.

        Raises:
            Unavailable: Rasa cannot be reached; the message is kept and answered later.
            TooMany: this person sends faster than anybody types.
        """
        self._limit.use(person.email)
        incoming = Incoming(person.email, text, client_id, channel, payload)
        with self._feed.listen(person.email) as woken:
            accepted = await self._database.write(partial(take_in, self._store, incoming))
            self._feed.wake(person.email)
            if accepted.replies is not None:
                metrics.turns.labels(channel, "at_once").inc()
                return list(accepted.replies)
            return await self._see_through(
                person.email, accepted.message_id, accepted.work, woken, patient=True
            )

    async def answer_kept(self, message_id: int) -> bool:
        """Tries to answer a kept message (and those before it).

        False when it must be tried again.
        """
        waiting = partial(self._store.person_waiting, message_id=message_id)
        person = await self._database.read(waiting)
        if person is None:
            return True
        if self._directory.find(person) is None:
            await self.give_up(message_id, wording=None)
            return True
        # Looked at first, so that nobody sees typing begin and end at every try.
        if not (await self._rasa.ready() and await self._rasa.actions_ready()):
            return False
        with self._feed.listen(person) as woken:
            work = await self._database.write(partial(self._store.take, person=person))
            try:
                await self._see_through(person, message_id, work, woken, patient=False)
            except Unavailable:
                return False
        return True

    async def give_up(self, message_id: int, wording: str | None = GIVEN_UP) -> None:
        """Closes a kept message without Rasa, with a kind word if somebody is there to read it."""
        replies = [Reply(wording)] if wording else []
        person = await self._database.write(
            partial(self._store.give_up, message_id=message_id, replies=replies)
        )
        if person is not None:
            self._feed.wake(person)

    async def _see_through(
        self, person: str, message_id: int, work: Work | None, woken: Listening, *, patient: bool
    ) -> list[Message]:
        """Answers the person's oldest messages until this one is answered, by us or another.

        A patient caller's message that another turn had to keep is `Unavailable`; durable work
        goes on trying.
        """
        while True:
            if work is not None:
                replies = await self._answer(work, message_id)
                if work.message_id == message_id:
                    return replies
            else:
                await woken.wait(WAIT_SECONDS)
            outcome, work = await self._database.write(
                partial(self._look, person, message_id, patient)
            )
            if outcome is None:
                return []
            if outcome.state == "answered":
                return list(outcome.replies)
            if outcome.state == "kept" and patient and work is None:
                raise Unavailable(message_id, KEPT)

    def _look(
        self, person: str, message_id: int, patient: bool, connection: Connection
    ) -> tuple[Outcome | None, Work | None]:
        outcome = self._store.outcome(connection, message_id)
        if outcome is None or outcome.state == "answered" or (outcome.state == "kept" and patient):
            return outcome, None
        return outcome, self._store.take(connection, person)

    async def _answer(self, work: Work, message_id: int) -> list[Message]:
        started = time.perf_counter()
        self._feed.typing(work.person, on=True)
        try:
            replies = await self._ask(work)
            stored = await self._database.write(
                partial(self._store.finish, work=work, replies=replies)
            )
        except Unreachable as error:
            await self._keep(work, str(error))
            raise Unavailable(message_id, KEPT) from error
        except BaseException:
            # Whatever happened, the next turn must not wait for a hold that nobody will end.
            let_go = partial(self._store.holds.let_go, person=work.person)
            await asyncio.shield(self._database.write(let_go))
            raise
        finally:
            self._feed.wake(work.person)
            self._feed.typing(work.person, on=False)
        metrics.turns.labels(work.channel, "answered").inc()
        metrics.turn_seconds.observe(time.perf_counter() - started)
        return list(stored)

    async def _ask(self, work: Work) -> list[Reply]:
        if work.tries:
            known = await self._tracker.replies_to(work.person, work.message_id)
            if known:
                return known
        person = self._directory.find(work.person)
        metadata = {
            "message_id": str(work.message_id),
            "channel": work.channel,
            "name": person.name if person else "",
            "group": False,
        }
        words = work.payload or guarded(work.words)
        try:
            with metrics.rasa_seconds.time():
                return await self._rasa.say(work.person, words, metadata)
        except Failed:
            log.warning("rasa_failed", message=work.message_id, tries=work.tries + 1)
            if work.tries + 1 >= ENOUGH_TRIES and await self._rasa.actions_ready():
                return [Reply(PUZZLED)]
            raise Unreachable("failed") from None

    async def _keep(self, work: Work, why: str) -> None:
        def keep(connection: Connection) -> None:
            ids = self._store.keep(connection, work.person)
            self._store.holds.let_go(connection, work.person)
            if ids:
                self.on_kept(connection, ids)

        await self._database.write(keep)
        metrics.turns.labels(work.channel, "kept").inc()
        log.warning("rasa_unreachable", why=why, message=work.message_id)
