"""What the durable work calls. The functions run in the gateway's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hands:
    """Functions that do one piece of work each. All may be called again for the same ids.

    Attributes:
        answer: tries to answer a kept message; False when it must be tried again.
        give_up: closes a message that could not be answered in time.
        mail_link: sends a person (by address) their sign-in link; raises `OSError` when that
            failed.
        deliver: tries to deliver a notice; False when it must be tried again.
        undeliverable: puts a notice that could not be delivered in time on the desk.
        erase: takes a form's words out of a conversation (person, first and last message); False
            when something of them may still be in a file.
        last_message: the id of a person's last message so far.
        sweep: does what has come due.
        housekeeping: deletes what is past its time.
    """

    answer: Callable[[int], Awaitable[bool]]
    give_up: Callable[[int], Awaitable[None]]
    mail_link: Callable[[str], Awaitable[None]]
    deliver: Callable[[int], Awaitable[bool]]
    undeliverable: Callable[[int], Awaitable[None]]
    erase: Callable[[str, int, int], Awaitable[bool]]
    last_message: Callable[[str], Awaitable[int]]
    sweep: Callable[[], Awaitable[None]]
    housekeeping: Callable[[], Awaitable[None]]


class Here:
    """Brings work from a workflow's thread to the event loop that this was made in."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    async def run(self, work: Awaitable[T]) -> T:
        """The result of `work`, which runs where the gateway's clients and locks live."""

        async def run() -> T:
            return await work

        coroutine: Coroutine[Any, Any, T] = run()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))
