from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.holds import HOLD, Holds
from cases.database import Database
from tests.bot.conftest import MANAGER, STAFF
from tests.clock import Clock

WHO = STAFF.email


@pytest.fixture
def here(clock: Clock) -> Holds:
    return Holds("here:1:a", clock.now)


def take(database: Database, holds: Holds, person: str = WHO) -> bool:
    return database.write_now(lambda connection: holds.take(connection, person))


def test_one_conversation_is_held_once_and_others_are_free(
    database: Database, here: Holds, clock: Clock
) -> None:
    there = Holds("there:1:b", clock.now)
    assert take(database, here)
    assert not take(database, here)
    assert not take(database, there)
    assert take(database, there, MANAGER.email)
    database.write_now(lambda connection: there.let_go(connection, WHO))
    assert not take(database, there)
    database.write_now(lambda connection: here.let_go(connection, WHO))
    assert take(database, there)


def test_a_hold_ends_by_itself(database: Database, here: Holds, clock: Clock) -> None:
    assert take(database, here)
    clock.moment += HOLD
    assert not take(database, here)
    clock.moment += timedelta(seconds=1)
    assert take(database, here)


def test_of_many_at_once_one_gets_it(database: Database, clock: Clock) -> None:
    many = [Holds(f"gateway:{number}:x", clock.now) for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            got = list(threads.map(lambda holds: take(database, holds), many))
            assert got.count(True) == 1
            winner = many[got.index(True)]
            database.write_now(lambda c, winner=winner: winner.let_go(c, WHO))  # type: ignore[misc]
