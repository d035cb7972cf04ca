from __future__ import annotations

import asyncio

import pytest

from bot.conversations import Conversations
from bot.feed import Feed
from bot.messages import Event, Message, Typing
from bot.turn_store import TurnStore
from cases.database import Database
from cases.directory import Directory
from tests.bot.conftest import MANAGER, STAFF

pytestmark = pytest.mark.anyio
NEVER = 3600.0


@pytest.fixture
def feed(conversations: Conversations, directory: Directory) -> Feed:
    return Feed(conversations, directory, poll_seconds=NEVER)


def add(database: Database, store: TurnStore, words: str, email: str = STAFF.email) -> int:
    return database.write_now(lambda c: store.add_words(c, email, words, channel="api"))


def text_of(event: Event) -> str | None:
    assert isinstance(event, Message)
    return event.text


async def test_what_was_said_comes_first_then_what_is_said(
    database: Database, store: TurnStore, feed: Feed
) -> None:
    add(database, store, "before")
    events = feed.follow(STAFF)
    assert text_of(await anext(events)) == "before"
    coming = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    add(database, store, "after")
    add(database, store, "not mine", MANAGER.email)
    feed.wake(STAFF.email)
    assert text_of(await coming) == "after"
    await events.aclose()


async def test_a_follower_takes_up_where_it_left(
    database: Database, store: TurnStore, feed: Feed
) -> None:
    seen = add(database, store, "seen")
    add(database, store, "missed")
    events = feed.follow(STAFF, after=seen)
    assert text_of(await anext(events)) == "missed"
    await events.aclose()


async def test_typing_is_told_to_its_person_only(
    database: Database, store: TurnStore, feed: Feed
) -> None:
    add(database, store, "one")
    events = feed.follow(STAFF)
    await anext(events)
    coming = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    feed.typing(MANAGER.email, on=True)
    feed.typing(STAFF.email, on=True)
    assert await coming == Typing(True)
    await events.aclose()


async def test_what_another_gateway_stored_is_found(
    database: Database, store: TurnStore, conversations: Conversations, directory: Directory
) -> None:
    events = Feed(conversations, directory, poll_seconds=0.01).follow(STAFF)
    coming = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    add(database, store, "from elsewhere")
    assert text_of(await coming) == "from elsewhere"
    await events.aclose()


async def test_streams_end_when_the_application_stops(feed: Feed) -> None:
    coming = asyncio.ensure_future(anext(feed.follow(STAFF), None))
    await asyncio.sleep(0)
    feed.close()
    assert await coming is None


async def test_a_stream_ends_for_somebody_who_left(conversations: Conversations) -> None:
    feed = Feed(conversations, Directory([MANAGER]), poll_seconds=NEVER)
    assert await anext(feed.follow(STAFF), None) is None


async def test_a_stream_ends_with_its_session(
    conversations: Conversations, directory: Directory
) -> None:
    async def signed_out() -> bool:
        return False

    feed = Feed(conversations, directory, poll_seconds=0.01)
    assert await anext(feed.follow(STAFF, 0, signed_out), None) is None
