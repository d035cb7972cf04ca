from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text, update

from bot.erase import Eraser
from bot.notices import store
from bot.tracker import Tracker
from bot.upkeep import STUCK, Upkeep
from cases.form.model import Draft
from cases.tables import notice, timer
from tests.bot.notice_world import QUESTION, World
from tests.counting import count

pytest_plugins = ["tests.bot.notice_fixtures"]
pytestmark = pytest.mark.anyio

STAFF = "staff@example.org"


@pytest.fixture
def upkeep(world: World) -> Upkeep:
    tracker = Tracker(world.settings.tracker_url)
    context = world.context
    return Upkeep(
        world.database,
        world.settings.organisation,
        context.procedures,
        office=world.office,
        drafts=context.drafts,
        queue=context.queue,
        conversations=world.conversations,
        tracker=tracker,
        eraser=Eraser(world.database, world.settings.tracker_url, world.conversations, tracker),
        sign_in=world.sign_in,
        clock=context.clock,
    )


def work(world: World, name: str) -> list[str]:
    """Ids of the durable work of this name."""
    schema = "dbos." if world.database.engine.dialect.name == "postgresql" else ""
    query = text(f"SELECT workflow_uuid FROM {schema}workflow_status WHERE name = :name")  # noqa: S608
    return list(world.database.read_now(lambda c: c.execute(query, {"name": name}).scalars()))


def move_to(world: World, kind: str) -> None:
    """Moves the clock to just after the moment that the first timer of this kind is set for."""
    query = select(timer.c.due_at).where(timer.c.kind == kind).order_by(timer.c.due_at)
    due = world.database.read_now(lambda c: c.execute(query).scalars().first())
    assert due is not None
    world.clock.move(seconds=(due - world.clock.now()).total_seconds() + 1)


async def test_the_handler_is_reminded_and_told_when_it_is_overdue(
    world: World, upkeep: Upkeep
) -> None:
    world.file("guidance_question", QUESTION)
    await upkeep.sweep()
    assert world.notices("reminder") == []
    for kind in ("reminder", "overdue"):
        move_to(world, kind)
        await upkeep.sweep()
        assert [each.person for each in world.notices(kind)] == ["owner@example.org"] * 2
    before = len(world.notices())
    await upkeep.sweep()
    assert len(world.notices()) == before


async def test_a_timer_that_fails_holds_up_no_other(
    world: World, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = {world.file("guidance_question", QUESTION).id for _ in range(2)}
    query = select(timer.c.id).order_by(timer.c.due_at, timer.c.id)
    ids = world.database.read_now(lambda c: list(c.execute(query).scalars()))
    broken, fire = ids[0], world.office.fire

    def fails_for_one(connection: Connection, timer_id: int) -> None:
        if timer_id == broken:
            raise ValueError("odd")
        fire(connection, timer_id)

    monkeypatch.setattr(world.office, "fire", fails_for_one)
    monkeypatch.setattr("bot.upkeep.AT_ONCE", 1)
    world.clock.move(days=200)
    await upkeep.sweep()
    # All was due at once: only the weightiest is told, and of both cases.
    assert {each.case_id for each in world.notices("escalated")} == cases


async def test_forms_that_nobody_came_back_to_end(world: World, upkeep: Upkeep) -> None:
    def save(procedure: str, last: str) -> str:
        kept = Draft(
            submission=secrets.token_hex(16),
            person=STAFF,
            procedure=procedure,
            first_message=3,
            last_message=last,
        )
        world.database.write_now(lambda c: world.context.drafts.save(c, kept))
        return kept.submission

    save("guidance_question", "8")
    confidential = save("online_safety_concern", "9")
    days = world.settings.organisation.form_days
    world.clock.move(days=days - 1)
    await upkeep.sweep()
    assert count(world.database, "draft") == 2
    world.clock.move(days=2)
    await upkeep.sweep()
    assert count(world.database, "draft") == 0
    # What was said in confidence leaves the conversation with it.
    assert work(world, "erase") == [f"erase-{confidential}"]


async def test_a_notice_whose_work_was_lost_goes_to_the_desk(world: World, upkeep: Upkeep) -> None:
    world.file("guidance_question", QUESTION)
    world.clock.move(seconds=STUCK.total_seconds() - 60)
    await upkeep.sweep()
    assert {each.state for each in world.notices("new_case")} == {"waiting"}
    world.clock.move(minutes=2)
    await upkeep.sweep()
    assert {each.state for each in world.notices("new_case")} == {store.FAILED}
    assert {each.fault for each in world.notices("new_case")} == {"It was not delivered in time."}


async def test_a_retried_notice_is_given_its_time_again(world: World, upkeep: Upkeep) -> None:
    world.file("guidance_question", QUESTION)
    world.clock.move(days=3)
    await upkeep.sweep()
    failed = world.notices("new_case", "mail")[0]
    world.database.write_now(lambda c: store.again(c, failed.id, world.clock.now()))
    await upkeep.sweep()
    assert world.notices("new_case", "mail")[0].state == store.WAITING


async def test_one_part_that_fails_holds_up_no_other(
    world: World, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_connection: Connection) -> int:
        raise ValueError("odd")

    monkeypatch.setattr(world.office, "hand_over_leavers", fails)
    world.file("guidance_question", QUESTION)
    old = world.clock.now() - timedelta(days=9)
    world.database.write_now(lambda c: c.execute(update(notice).values(at=old)))
    await upkeep.sweep()
    assert {each.state for each in world.notices("new_case")} == {store.FAILED}
