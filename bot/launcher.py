"""Starts the assistant's processes, keeps them up, and stops them together."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.processes import Supervised
from bot.serve import bind
from bot.settings import Settings
from bot.stack import programs
from cases.database import Database, make_private_file
from cases.faults import Fault
from cases.keys import Keys

READY_SECONDS = 180.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Launcher:
    """`tell(sentence)` says how far it is; `ready()` is called once when everything serves."""

    def __init__(
        self, settings: Settings, tell: Callable[[str], None], ready: Callable[[], None]
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._ready = ready
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Makes `run` end."""
        self._stop.set()

    async def run(self) -> None:
        """Runs everything until `stop`, or one of `STOP_SIGNALS`.

        Raises:
            Fault: it cannot be started; whatever was started has been stopped.
        """
        settings = self._settings
        loop = asyncio.get_running_loop()
        for name in STOP_SIGNALS:
            loop.add_signal_handler(name, self.stop)
        try:
            with only_one(settings):
                await asyncio.to_thread(check_store, settings)
                bind(settings.host, settings.port).close()
                parts = [Supervised(program, self._tell) for program in programs(settings)]
                try:
                    await self._run(parts)
                finally:
                    await asyncio.gather(*(part.stop() for part in parts))
        finally:
            for name in STOP_SIGNALS:
                loop.remove_signal_handler(name)

    async def _run(self, parts: list[Supervised]) -> None:
        began = time.monotonic()
        stopped = asyncio.create_task(self._stop.wait())
        starting = asyncio.create_task(self._bring_up_all(parts))
        try:
            await asyncio.wait({stopped, starting}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.done():
                return
            await starting
            self._tell(f"Ready after {time.monotonic() - began:.0f} s.")
            self._ready()
            watching = [asyncio.create_task(part.keep_up()) for part in parts]
            done, _ = await asyncio.wait({stopped, *watching}, return_when=asyncio.FIRST_COMPLETED)
            for ended in done - {stopped}:
                ended.result()  # a watcher ends before we stop only when it fails
        finally:
            stopped.cancel()
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)

    async def _bring_up_all(self, parts: list[Supervised]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    group.create_task(self._bring_up(part))
        except ExceptionGroup as several:
            raise several.exceptions[0] from several

    async def _bring_up(self, part: Supervised) -> None:
        await part.start()
        seconds = await part.until_ready(READY_SECONDS)
        self._tell(f"The {part.program.name} is ready ({seconds:.1f} s).")


def check_store(settings: Settings) -> None:
    """Brings the database up to date, and makes its keys when there are none yet.

    Raises:
        Fault: the database cannot be opened, or its keys are lost.
    """
    database = Database(settings.database_url)
    try:
        database.migrate()
        Keys.open(settings.var / "keys", database)
    finally:
        database.close()


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Holds the data folder for this launcher.

    Raises:
        Fault: another one has it.
    """
    path = settings.var / "running"
    make_private_file(path)
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = file.read().strip() or "unknown"
            raise Fault(
                f"The assistant is running already (process {other}).",
                "Stop it first, or set ASSISTANT_VAR to another folder.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
