from __future__ import annotations

import pytest

from bot.limits import MOST_KEYS, Limit
from bot.messages import TooMany
from tests.clock import Clock


def test_a_burst_passes_and_the_next_is_told_when_to_come_back(clock: Clock) -> None:
    limit = Limit(per_minute=6, burst=3, wording="Slowly, please.", clock=clock.seconds)
    for _ in range(3):
        limit.use("a")
    with pytest.raises(TooMany) as refused:
        limit.use("a")
    assert refused.value.wording == "Slowly, please."
    assert refused.value.retry_after == 10


def test_turns_come_back_with_time_but_never_more_than_the_burst(clock: Clock) -> None:
    limit = Limit(per_minute=6, burst=2, wording="", clock=clock.seconds)
    for _ in range(2):
        limit.use("a")
    clock.move(hours=5)
    for _ in range(2):
        limit.use("a")
    with pytest.raises(TooMany):
        limit.use("a")


def test_one_persons_haste_does_not_slow_another(clock: Clock) -> None:
    limit = Limit(per_minute=1, burst=1, wording="", clock=clock.seconds)
    limit.use("a")
    limit.use("b")
    with pytest.raises(TooMany):
        limit.use("a")


def test_memory_is_bounded_and_the_latest_are_remembered(clock: Clock) -> None:
    limit = Limit(per_minute=1, burst=1, wording="", clock=clock.seconds)
    for number in range(MOST_KEYS + 10):
        limit.use(str(number))
    limit.use("0")
    with pytest.raises(TooMany):
        limit.use(str(MOST_KEYS + 9))
