"""What happens in a person's conversation, as it happens.

For streams, and for those who wait for a turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager

from bot.conversations import Conversations
from bot.messages import Event, Typing
from cases.directory import Directory, Person

POLL_SECONDS = 2.0
"""How often the database is looked at for what other gateways stored."""

AT_ONCE = 200


class Listening:
    """Hears of one person's conversation.

    A wake-up (None) whenever something was stored, and `Typing`.
    """

    def __init__(self) -> None:
        self._heard: asyncio.Queue[Typing | None] = asyncio.Queue()

    def tell(self, what: Typing | None) -> None:
        """Adds what happened."""
        self._heard.put_nowait(what)

    async def hear(self, seconds: float) -> Typing | None:
        """The next thing that happened.

        Raises:
            TimeoutError: nothing did in this time.
        """
        return await asyncio.wait_for(self._heard.get(), seconds)

    async def wait(self, seconds: float) -> None:
        """Returns when anything happened, or after this time."""
        try:
            await self.hear(seconds)
        except TimeoutError:
            return


class Feed:
    """Wakes those who follow a person. Its methods are called in the event loop."""

    def __init__(
        self,
        conversations: Conversations,
        directory: Directory,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._conversations = conversations
        self._directory = directory
        self._poll_seconds = poll_seconds
        self._listening: dict[str, list[Listening]] = {}
        self._closed = False

    def wake(self, person: str) -> None:
        """Something was stored for this person."""
        self._tell(person, None)

    def typing(self, person: str, *, on: bool) -> None:
        """The assistant began or stopped working on an answer."""
        self._tell(person, Typing(on))

    def close(self) -> None:
        """Ends every stream."""
        self._closed = True
        for person in tuple(self._listening):
            self.wake(person)

    @contextmanager
    def listen(self, person: str) -> Iterator[Listening]:
        """Hears of this person's conversation while the context lasts."""
        listening = Listening()
        self._listening.setdefault(person, []).append(listening)
        try:
            yield listening
        finally:
            others = self._listening[person]
            others.remove(listening)
            if not others:
                del self._listening[person]

    async def follow(
        self,
        person: Person,
        after: int = 0,
        still_here: Callable[[], Awaitable[bool]] | None = None,
    ) -> AsyncGenerator[Event]:
        """Messages after the id `after`, then each new one, and typing.

        When `after` is 0 it begins with the last 200.

        Ends when the person has left the directory, `still_here` says no (asked whenever the
        database is looked at unprompted), or the application stops.
        """
        with self.listen(person.email) as listening:
            heard: Typing | None = None
            while not self._closed and self._directory.find(person.email) is not None:
                if heard is not None:
                    yield heard
                else:
                    for message in await self._conversations.history(person, after, AT_ONCE):
                        after = message.id
                        yield message
                try:
                    heard = await listening.hear(self._poll_seconds)
                except TimeoutError:
                    heard = None
                    if still_here is not None and not await still_here():
                        return

    def _tell(self, person: str, what: Typing | None) -> None:
        for listening in self._listening.get(person, ()):
            listening.tell(what)
