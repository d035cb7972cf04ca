"""Trying again, later and later, for a limited time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dbos import DBOS


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: the `first` pause, which `grows` by this factor up to the `longest`; `altogether`.

    Pauses are kept in the database, so a restart neither loses nor repeats one.
    """

    first: float
    grows: float
    longest: float
    altogether: float

    async def wear(self, attempt: Callable[[], Awaitable[bool]]) -> bool:
        """Whether `attempt`, a step of the running workflow, succeeded before patience ran out."""
        pause, waited = self.first, 0.0
        while not await attempt():
            if waited >= self.altogether:
                return False
            await DBOS.sleep_async(pause)
            waited += pause
            pause = min(pause * self.grows, self.longest)
        return True
