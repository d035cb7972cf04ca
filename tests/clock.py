"""A clock that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """`now()` is a moment in UTC, `seconds()` counts from it; `move` lets time go by."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
        self._began = self.moment

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return (self.moment - self._began).total_seconds()

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)
