"""Limits how often something may be done.

A bucket of turns for each key, filled again as time goes by.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.messages import TooMany

MOST_KEYS = 10_000


class Limit:
    """At most `burst` at once and `per_minute` in the long run, for each key.

    Counts in this process only.
    """

    def __init__(
        self,
        per_minute: float,
        burst: int,
        wording: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._wording = wording
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def use(self, key: str) -> None:
        """Takes one turn.

        Raises:
            TooMany: none is left; says when to try again.
        """
        now = self._clock()
        left, since = self._buckets.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._per_second)
        enough = left >= 1
        self._buckets[key] = (left - 1 if enough else left, now)
        while len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        if not enough:
            raise TooMany(self._wording, math.ceil((1 - left) / self._per_second))
