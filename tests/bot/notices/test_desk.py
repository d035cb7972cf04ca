from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from benchmarks.post_office import PostOffice
from bot.notices import desk, store
from cases import audit
from tests.bot.notice_world import QUESTION, World

pytest_plugins = ["tests.bot.notice_fixtures"]
pytestmark = pytest.mark.anyio

OWNER, HEAD = "owner@example.org", "head@example.org"


def waiting_work(world: World) -> list[str]:
    schema = "dbos." if world.database.engine.dialect.name == "postgresql" else ""
    query = text(f"SELECT workflow_uuid FROM {schema}workflow_status")  # noqa: S608
    return [str(each) for each in world.database.read_now(lambda c: c.execute(query).scalars())]


async def one_failed(world: World, post_office: PostOffice) -> store.Notice:
    world.file("guidance_question", QUESTION)
    post_office.answers[OWNER] = "550 nobody of that name"
    await world.deliver_all()
    return world.notice("new_case", "mail")


def on_desk(world: World) -> list[desk.Stuck]:
    return world.database.read_now(lambda c: desk.undelivered(c, world.clock.now()))


async def test_what_failed_is_on_the_desk_with_its_case(
    world: World, post_office: PostOffice
) -> None:
    failed = await one_failed(world, post_office)
    (stuck,) = on_desk(world)
    assert stuck.notice == failed
    assert stuck.reference is not None


def test_what_waits_for_long_is_on_the_desk_too(world: World) -> None:
    world.file("guidance_question", QUESTION)
    assert on_desk(world) == []
    world.clock.move(minutes=20)
    assert [each.notice.state for each in on_desk(world)] == ["waiting"] * 3


async def test_tried_again_it_is_delivered_and_leaves_the_desk(
    world: World, post_office: PostOffice
) -> None:
    failed = await one_failed(world, post_office)
    before = waiting_work(world)
    post_office.answers.clear()

    def retry(connection: Connection) -> bool:
        queue = world.context.queue
        return desk.retry(connection, queue, failed.id, HEAD, world.clock.now())

    assert world.database.write_now(retry)
    assert not world.database.write_now(retry)  # it is being tried by now
    (new,) = set(waiting_work(world)) - set(before)
    assert new.startswith(f"notice-{failed.id}-")
    assert await world.sending.deliver(failed.id)
    assert on_desk(world) == []
    assert len(post_office.to(OWNER)) == 1


async def test_dropped_it_leaves_the_desk_and_is_noted_down(
    world: World, post_office: PostOffice
) -> None:
    failed = await one_failed(world, post_office)
    now = world.clock.now()
    assert world.database.write_now(lambda c: desk.drop(c, failed.id, HEAD, now))
    assert not world.database.write_now(lambda c: desk.drop(c, failed.id, HEAD, now))
    assert on_desk(world) == []
    assert world.notice("new_case", "mail").state == "dropped"
    assert world.database.read_now(audit.verify) == []
    rows = world.database.read_now(
        lambda c: list(c.execute(text("SELECT actor, action FROM audit")).all())
    )
    assert (HEAD, "notice_dropped") in [tuple(row) for row in rows]


async def test_numbers_tell_how_many_wait_and_failed(world: World, post_office: PostOffice) -> None:
    await one_failed(world, post_office)
    assert world.database.read_now(store.count) == {"waiting": 0, "failed": 1}
