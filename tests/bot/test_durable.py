from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import Connection, text

from bot.durable import Durable, Hands, answering, erasing, telling, upkeep
from bot.durable.patience import Patience
from cases.database import Database
from cases.queue import Queue

pytestmark = pytest.mark.anyio


# Each start takes seconds; that work is enqueued alike in both is seen with kept messages.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUICK = Patience(first=0.01, grows=1, longest=0.01, altogether=60)
NONE = Patience(first=0.01, grows=1, longest=0.01, altogether=0)


class Fake:
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

    async def deliver(self, notice_id: int) -> bool:
        return self._call("deliver", notice_id)

    async def undeliverable(self, notice_id: int) -> None:
        self.fails = 0
        self._call("undeliverable", notice_id)

    async def erase(self, person: str, first: int, last: int) -> bool:
        return self._call("erase", (person, first, last))

    async def last_message(self, person: str) -> int:
        self.calls.append(("last_message", person))
        return 9

    async def sweep(self) -> None:
        self._call("sweep", None)

    async def housekeeping(self) -> None:
        self._call("housekeeping", None)

    def hands(self) -> Hands:
        return Hands(
            answer=self.answer,
            give_up=self.give_up,
            mail_link=self.mail_link,
            deliver=self.deliver,
            undeliverable=self.undeliverable,
            erase=self.erase,
            last_message=self.last_message,
            sweep=self.sweep,
            housekeeping=self.housekeeping,
        )

    def _call(self, what: str, argument: object) -> bool:
        self.loops.add(asyncio.get_running_loop())
        self.calls.append((what, argument))
        self.fails -= 1
        if len(self.calls) >= self._enough_calls:
            self.enough.set()
        if self.fails < 0:
            self.done.set()
        return self.fails < 0


Made = Callable[[Fake], Awaitable[Durable]]


@pytest.fixture
async def running(database: Database) -> AsyncIterator[Made]:
    """Makes durable work that runs on the database, one at a time."""
    started: list[Durable] = []

    async def start(hands: Fake) -> Durable:
        if started:
            await started.pop().close()
        made = Durable(database, "test")
        await made.launch(hands.hands())
        started.append(made)
        return made

    yield start
    for one in started:
        await one.close()


async def test_a_kept_message_is_tried_until_it_is_answered(
    database: Database, running: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PATIENCE", QUICK)
    hands = Fake(fails=2)
    work = await running(hands)
    await database.write(lambda connection: work.keep(connection, [7]))
    await hands.done.wait()
    assert hands.calls == [("answer", 7)] * 3
    assert hands.loops == {asyncio.get_running_loop()}


async def test_what_is_kept_in_a_transaction_that_fails_is_not_tried(
    database: Database, running: Made
) -> None:
    hands = Fake()
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
    hands = Fake()
    work = await running(hands)
    for _ in range(2):
        await database.write(lambda connection: work.keep(connection, [7]))
    await database.write(lambda connection: work.keep(connection, [8]))
    await hands.enough.wait()
    assert sorted(hands.calls) == [("answer", 7), ("answer", 8)]


async def test_unfinished_work_goes_on_after_a_restart(database: Database, running: Made) -> None:
    before = Fake(fails=1000)
    work = await running(before)
    await database.write(lambda connection: work.keep(connection, [7]))
    await before.enough.wait()
    after = Fake()
    await running(after)
    await after.done.wait()
    assert ("answer", 7) in after.calls


@on_sqlite
async def test_after_long_enough_it_is_given_up(
    database: Database, running: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PATIENCE", NONE)
    hands = Fake(fails=1000)
    work = await running(hands)
    await database.write(lambda connection: work.keep(connection, [7]))
    await hands.done.wait()
    assert hands.calls == [("answer", 7), ("give_up", 7)]


async def test_a_link_is_sent_and_neither_link_nor_words_are_stored(
    database: Database, running: Made
) -> None:
    hands = Fake()
    work = await running(hands)
    await work.send_link("staff@example.org")
    await hands.done.wait()
    assert hands.calls == [("mail", "staff@example.org")]
    schema = "dbos." if database.engine.dialect.name == "postgresql" else ""
    rows = database.read_now(
        lambda c: c.execute(text(f"SELECT inputs FROM {schema}workflow_status")).all()  # noqa: S608
    )
    assert len(rows) == 1


async def test_work_by_the_clock_is_on_the_schedule(database: Database, running: Made) -> None:
    await running(Fake())
    schema = "dbos." if database.engine.dialect.name == "postgresql" else ""
    found = database.read_now(
        lambda c: c.execute(
            text(f"SELECT schedule_name, schedule FROM {schema}workflow_schedules")  # noqa: S608
        ).all()
    )
    assert {tuple(row) for row in found} == {
        ("housekeeping", upkeep.EVERY_NIGHT),
        ("sweep", upkeep.EVERY_FIVE_MINUTES),
    }


async def enqueue(database: Database, workflow: str, key: str, *arguments: int | str) -> None:
    queue = Queue(database)
    await database.write(lambda c: queue.enqueue(c, workflow, key, *arguments))
    queue.close()


@on_sqlite
async def test_a_notice_is_tried_until_it_is_delivered(
    database: Database, running: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PATIENCE", QUICK)
    hands = Fake(fails=2)
    await running(hands)
    await enqueue(database, "deliver_notice", "notice-4", 4)
    await hands.done.wait()
    assert hands.calls == [("deliver", 4)] * 3


@on_sqlite
async def test_a_notice_that_cannot_be_delivered_goes_to_the_desk_in_the_end(
    database: Database, running: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PATIENCE", NONE)
    hands = Fake(fails=1000)
    await running(hands)
    await enqueue(database, "deliver_notice", "notice-4", 4)
    await hands.done.wait()
    assert hands.calls == [("deliver", 4), ("undeliverable", 4)]


@on_sqlite
async def test_a_notice_that_fails_holds_up_no_other(database: Database, running: Made) -> None:
    hands = Fake(fails=1)
    await running(hands)
    await enqueue(database, "deliver_notice", "notice-4", 4)
    await enqueue(database, "deliver_notice", "notice-5", 5)
    await hands.enough.wait()  # the first waits two seconds before it is tried again
    assert sorted(hands.calls) == [("deliver", 4), ("deliver", 5)]


@on_sqlite
async def test_a_form_is_erased_until_it_is_gone(
    database: Database, running: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "PATIENCE", QUICK)
    hands = Fake(fails=1)
    await running(hands)
    await enqueue(database, "erase", "erase-a", "staff@example.org", 3, 8)
    await hands.done.wait()
    assert hands.calls == [("erase", ("staff@example.org", 3, 8))] * 2


@on_sqlite
async def test_without_a_last_message_a_form_is_erased_up_to_the_last_so_far(
    database: Database, running: Made
) -> None:
    hands = Fake()
    await running(hands)
    await enqueue(database, "erase", "erase-a", "staff@example.org", 3)
    await hands.done.wait()
    assert hands.calls[-1] == ("erase", ("staff@example.org", 3, 9))


@on_sqlite
async def test_two_gateways_in_one_process_are_refused(database: Database, running: Made) -> None:
    await running(Fake())
    second = Durable(database, "second")
    with pytest.raises(RuntimeError, match="not of two"):
        await second.launch(Fake().hands())
    await second.close()
    hands = Fake()
    await enqueue(database, "deliver_notice", "notice-4", 4)
    first = await running(hands)  # the first was still there to be closed
    await hands.done.wait()
    await first.close()
