from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversations import Conversations
from bot.messages import Reply
from bot.turn_store import TurnStore
from cases.database import Database
from tests.bot.conftest import MANAGER, STAFF
from tests.clock import Clock
from tests.counting import count

pytestmark = pytest.mark.anyio


def exchange(database: Database, store: TurnStore, words: str, email: str = STAFF.email) -> None:
    database.write_now(lambda c: store.add_words(c, email, words, channel="api", client_id=words))
    work = database.write_now(lambda c: store.take(c, email))
    assert work is not None
    reply = Reply(f"re {words}", (("More", "/more"),))
    database.write_now(lambda c: store.finish(c, work, [reply]))


async def test_history_is_the_latest_or_what_came_after(
    database: Database, store: TurnStore, conversations: Conversations
) -> None:
    for number in range(5):
        exchange(database, store, f"q{number}")
    everything = await conversations.history(STAFF)
    assert [m.text for m in everything[:3]] == ["q0", "re q0", "q1"]
    assert [m.id for m in everything] == sorted(m.id for m in everything)
    assert [m.text for m in await conversations.history(STAFF, limit=3)] == ["re q3", "q4", "re q4"]
    after = await conversations.history(STAFF, after=everything[4].id, limit=2)
    assert after == everything[5:7]


async def test_everybody_sees_their_own_only(
    database: Database, store: TurnStore, conversations: Conversations
) -> None:
    exchange(database, store, "mine")
    exchange(database, store, "theirs", MANAGER.email)
    assert [m.text for m in await conversations.history(STAFF)] == ["mine", "re mine"]
    assert [m.text for m in await conversations.history(MANAGER)] == ["theirs", "re theirs"]


async def test_old_messages_go_with_their_buttons_and_new_ids_are_new(
    database: Database, store: TurnStore, conversations: Conversations, clock: Clock
) -> None:
    exchange(database, store, "old")
    last = (await conversations.history(STAFF))[-1].id
    clock.move(days=400)
    assert await conversations.forget_before(clock.now() - timedelta(days=365)) >= 1
    assert await conversations.history(STAFF) == []
    assert count(database, "button") == 0
    exchange(database, store, "new")
    assert (await conversations.history(STAFF))[0].id > last


async def test_an_unanswered_message_is_not_forgotten(
    database: Database, store: TurnStore, conversations: Conversations, clock: Clock
) -> None:
    database.write_now(lambda c: store.add_words(c, STAFF.email, "help", channel="api"))
    database.write_now(lambda c: store.keep(c, STAFF.email))
    clock.move(days=400)
    await conversations.forget_before(clock.now())
    assert [m.text for m in await conversations.history(STAFF)] == ["help"]
    assert await conversations.count("kept") == 1
