from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import Connection, text

from bot import durable
from bot.durable import Durable
from cases.database import Database

pytestmark = pytest.mark.anyio


class Hands:
    """What the durable work calls. `fails` is how often that fails at first."""

    def __init__(self, fails: int = 0) -> None:
        self.fails = fails
        self.calls: list[tuple[str, object]] = []
        self.done = asyncio.Event()
        self.enough, self._enough_calls = asyncio.Event(), 2
        self.loops: set[asyncio.AbstractEventLoop] = set()

    async def answer(self, message_id: int) -> bool:
        return self._call("answer", message_id)

    async def give_up(self, message_id: int) -> None:
        self.fails = 0
        self._call("give_up", message_id)

    async def mail_link(self, email: str) -> None:
        if not self._call("mail", email):
            raise OSError("no mail server")

    async def housekeeping(self) -> None:
        self._call("housekeeping", None)

    def _call(self, what: str, argument: object) -> bool:
        self.loops.add(asyncio.get_running_loop())
        self.calls.append((what, argument))
        self.fails -= 1
        if len(self.calls) >= self._enough_calls:
            self.enough.set()
        if self.fails < 0:
            self.done.set()
        return self.fails < 0


Made = Callable[[Hands], Awaitable[Durable]]


@pytest.fixture
async def running(database: Database) -> AsyncIterator[Made]:
    """Makes durable work that runs on the database, one at a time."""
    started: list[Durable] = []

    async def start(hands: Hands) -> Durable:
        if started:
            await started.pop().close()
        made = Durable(
            database,
            "test",
            answer=hands.answer,
            give_up=hands.give_up,
            mail_link=hands.mail_link,
            housekeeping=hands.housekeeping,
        )
        await made.launch()
        started.append(made)
        return made

    yield start
    for one in started:
        await one.close()


async def test_a_kept_message_is_tried_until_it_is_answered(
    database: Database, running: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "FIRST_PAUSE_SECONDS", 0.01)
    hands = Hands(fails=2)
    work = await running(hands)
    await database.write(lambda connection: work.keep(connection, [7]))
    await hands.done.wait()
    assert hands.calls == [("answer", 7)] * 3
    assert hands.loops == {asyncio.get_running_loop()}


async def test_what_is_kept_in_a_transaction_that_fails_is_not_tried(
    database: Database, running: Made
) -> None:
    hands = Hands()
    work = await running(hands)

    def fail(connection: Connection) -> None:
        work.keep(connection, [7])
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(fail)
    await database.write(lambda connection: work.keep(connection, [8]))
    await hands.done.wait()
    assert hands.calls == [("answer", 8)]


async def test_a_message_kept_twice_is_tried_once(database: Database, running: Made) -> None:
    hands = Hands()
    work = await running(hands)
    for _ in range(2):
        await database.write(lambda connection: work.keep(connection, [7]))
    await database.write(lambda connection: work.keep(connection, [8]))
    await hands.enough.wait()
    assert sorted(hands.calls) == [("answer", 7), ("answer", 8)]


async def test_unfinished_work_goes_on_after_a_restart(database: Database, running: Made) -> None:
    before = Hands(fails=1000)
    work = await running(before)
    await database.write(lambda connection: work.keep(connection, [7]))
    await before.enough.wait()
    after = Hands()
    await running(after)
    await after.done.wait()
    assert ("answer", 7) in after.calls


async def test_after_long_enough_it_is_given_up(
    database: Database, running: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "KEEP_TRYING_SECONDS", 0)
    hands = Hands(fails=1000)
    work = await running(hands)
    await database.write(lambda connection: work.keep(connection, [7]))
    await hands.done.wait()
    assert hands.calls == [("answer", 7), ("give_up", 7)]


async def test_a_link_is_sent_and_neither_link_nor_words_are_stored(
    database: Database, running: Made
) -> None:
    hands = Hands()
    work = await running(hands)
    await work.send_link("staff@example.org")
    await hands.done.wait()
    assert hands.calls == [("mail", "staff@example.org")]
    schema = "dbos." if database.engine.dialect.name == "postgresql" else ""
    rows = database.read_now(
        lambda c: c.execute(text(f"SELECT inputs FROM {schema}workflow_status")).all()  # noqa: S608
    )
    assert len(rows) == 1


async def test_the_nights_work_is_on_the_schedule(database: Database, running: Made) -> None:
    await running(Hands())
    schema = "dbos." if database.engine.dialect.name == "postgresql" else ""
    found = database.read_now(
        lambda c: c.execute(
            text(f"SELECT schedule_name, schedule FROM {schema}workflow_schedules")  # noqa: S608
        ).all()
    )
    assert [tuple(row) for row in found] == [("housekeeping", durable.EVERY_NIGHT)]
