from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection, create_engine, text

from bot.conversations import Conversations
from bot.feed import Feed
from bot.intake import UNKNOWN, USED
from bot.limits import Limit
from bot.messages import Message, TooMany, Typing, Unavailable
from bot.rasa import Rasa
from bot.settings import Settings
from bot.tracker import Tracker
from bot.turn_store import TurnStore
from bot.turns import GIVEN_UP, KEPT, PUZZLED, Turns
from bot.words import EMPTY, GUARD, TOO_LONG
from cases.database import Database
from cases.directory import Directory
from tests.bot.conftest import MANAGER, STAFF
from tests.bot.stub_rasa import ANSWERS, StubRasa

pytestmark = pytest.mark.anyio
FAST = Limit(per_minute=1e9, burst=10_000, wording="")


@dataclass
class Parts:
    turns: Turns
    feed: Feed
    kept: list[int] = field(default_factory=list)


@pytest.fixture
async def parts(
    database: Database, settings: Settings, conversations: Conversations, directory: Directory
) -> AsyncIterator[Parts]:
    rasa, tracker = Rasa(settings), Tracker(settings.tracker_url)
    feed = Feed(conversations, directory)
    turns = Turns(
        database,
        TurnStore("here:1:a"),
        directory=directory,
        feed=feed,
        rasa=rasa,
        tracker=tracker,
        limit=FAST,
    )
    made = Parts(turns, feed)

    def keep(_connection: Connection, ids: Sequence[int]) -> None:
        made.kept.extend(ids)

    turns.on_kept = keep
    yield made
    await rasa.close()
    tracker.close()


async def send(parts: Parts, words: str, client_id: str | None = None) -> list[Message]:
    return await parts.turns.send(STAFF, words, client_id, "api")


def texts(messages: Sequence[Message]) -> list[str | None]:
    return [message.text for message in messages]


async def test_words_are_answered_and_both_are_in_the_history(
    parts: Parts, conversations: Conversations, stub: StubRasa
) -> None:
    assert texts(await send(parts, "  hello\x00 ")) == ["You said: hello"]
    assert texts(await conversations.history(STAFF)) == ["hello", "You said: hello"]
    body = stub.bodies[0]
    assert body["sender"] == STAFF.email
    assert body["metadata"]["channel"] == "api"
    assert body["metadata"]["name"] == STAFF.name
    assert body["metadata"]["group"] is False
    assert body["metadata"]["message_id"] == str((await conversations.history(STAFF))[0].id)


async def test_a_button_is_pressed_once_by_its_token(
    parts: Parts, stub: StubRasa, conversations: Conversations
) -> None:
    (answer,) = await send(parts, "Can I film my class?")
    more = answer.buttons[1]
    assert texts(await send(parts, more.payload)) == ['You pressed /more_on_section{"section":"5"}']
    assert (await conversations.history(STAFF))[2].text == "More on section 5"
    heard = len(stub.heard)
    assert texts(await send(parts, more.payload)) == [USED]
    assert len(stub.heard) == heard


async def test_another_persons_button_is_unknown(parts: Parts, stub: StubRasa) -> None:
    (answer,) = await send(parts, "Can I film my class?")
    replies = await parts.turns.send(MANAGER, answer.buttons[0].payload, None, "api")
    assert texts(replies) == [UNKNOWN]
    assert stub.heard == ["Can I film my class?"]


async def test_a_leading_slash_is_text_for_rasa(
    parts: Parts, stub: StubRasa, conversations: Conversations
) -> None:
    await send(parts, "/restart")
    assert stub.heard == [f"{GUARD}/restart"]
    assert (await conversations.history(STAFF))[0].text == "/restart"


@pytest.mark.parametrize(
    ("typed", "wording", "shown"),
    [("", EMPTY, 1), ("   \x00", EMPTY, 1), ("a" * 10_000, TOO_LONG, 2)],
)
async def test_what_cannot_be_answered_gets_a_kind_sentence_without_rasa(
    parts: Parts,
    stub: StubRasa,
    conversations: Conversations,
    typed: str,
    wording: str,
    shown: int,
) -> None:
    assert texts(await send(parts, typed)) == [wording]
    assert stub.heard == []
    assert len(await conversations.history(STAFF)) == shown
    assert texts(await send(parts, "hello")) == ["You said: hello"]


async def test_a_resent_message_gets_its_first_reply(parts: Parts, stub: StubRasa) -> None:
    first = await send(parts, "hello", "k1")
    assert await send(parts, "hello", "k1") == first
    assert await send(parts, "something else", "k1") == first
    assert stub.heard == ["hello"]
    refused = await send(parts, "😀", "k2")
    assert await send(parts, "😀", "k2") == refused


async def test_messages_sent_at_once_are_answered_one_by_one_in_order(
    parts: Parts, stub: StubRasa, conversations: Conversations
) -> None:
    stub.free.clear()
    sent = []
    for number in range(5):
        sent.append(asyncio.create_task(send(parts, f"q{number}")))
        await until_stored(conversations, number + 1)
    stub.free.set()
    answers = await asyncio.gather(*sent)
    assert [texts(answer) for answer in answers] == [[f"You said: q{n}"] for n in range(5)]
    assert stub.heard == [f"q{n}" for n in range(5)]


async def test_the_same_message_sent_twice_at_once_is_answered_once(
    parts: Parts, stub: StubRasa, conversations: Conversations
) -> None:
    stub.free.clear()
    first = asyncio.create_task(send(parts, "hello", "k1"))
    await until_stored(conversations, 1)
    second = asyncio.create_task(send(parts, "hello", "k1"))
    await asyncio.sleep(0)
    stub.free.set()
    assert await first == await second
    assert stub.heard == ["hello"]


async def until_stored(conversations: Conversations, number: int) -> None:
    while len(await conversations.history(STAFF)) < number:  # each look lets the others go on
        continue


async def test_when_rasa_is_gone_the_message_is_kept_and_answered_when_it_is_back(
    parts: Parts, stub: StubRasa, conversations: Conversations
) -> None:
    stub.gone = True
    with pytest.raises(Unavailable) as kept:
        await send(parts, "hello", "k1")
    assert kept.value.wording == KEPT
    assert parts.kept == [kept.value.message_id]
    assert not await parts.turns.answer_kept(kept.value.message_id)
    stub.gone = False
    assert await parts.turns.answer_kept(kept.value.message_id)
    assert texts(await conversations.history(STAFF)) == ["hello", "You said: hello"]
    assert texts(await send(parts, "hello", "k1")) == ["You said: hello"]
    assert stub.heard == ["hello"]
    assert await parts.turns.answer_kept(kept.value.message_id)
    assert await conversations.count("kept") == 0


async def test_a_kept_message_is_answered_before_a_new_one(
    parts: Parts, stub: StubRasa, conversations: Conversations
) -> None:
    stub.gone = True
    for words in ("one", "two"):
        with pytest.raises(Unavailable):
            await send(parts, words)
    stub.gone = False
    assert texts(await send(parts, "three")) == ["You said: three"]
    assert stub.heard == ["one", "two", "three"]


async def test_the_reply_to_a_kept_message_reaches_the_feed(parts: Parts, stub: StubRasa) -> None:
    stub.gone = True
    with pytest.raises(Unavailable) as kept:
        await send(parts, "hello")
    events = parts.feed.follow(STAFF, after=kept.value.message_id)
    coming = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    stub.gone = False
    await parts.turns.answer_kept(kept.value.message_id)
    seen = [await coming]
    while not any(isinstance(event, Message) for event in seen):
        seen.append(await anext(events))
    assert Typing(True) in seen
    await events.aclose()


async def test_a_button_pressed_while_rasa_is_gone_counts_when_it_is_back(
    parts: Parts, stub: StubRasa
) -> None:
    (answer,) = await send(parts, "Can I film my class?")
    stub.gone = True
    with pytest.raises(Unavailable) as kept:
        await send(parts, answer.buttons[0].payload, "k1")
    stub.gone = False
    assert await parts.turns.answer_kept(kept.value.message_id)
    assert stub.heard[-1] == '/start_procedure{"procedure":"filming_permission"}'


async def test_an_empty_answer_is_tried_again_then_owned_up_to(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, conversations: Conversations
) -> None:
    monkeypatch.setitem(ANSWERS, "odd", [])
    with pytest.raises(Unavailable) as kept:
        await send(parts, "odd")
    assert not await parts.turns.answer_kept(kept.value.message_id)
    assert await parts.turns.answer_kept(kept.value.message_id)
    assert texts(await conversations.history(STAFF)) == ["odd", PUZZLED]
    assert texts(await send(parts, "hello")) == ["You said: hello"]


async def test_a_reply_that_rasa_has_already_given_is_not_asked_for_again(
    parts: Parts, stub: StubRasa, settings: Settings, conversations: Conversations
) -> None:
    stub.gone = True
    with pytest.raises(Unavailable) as kept:
        await send(parts, "hello")
    stub.gone = False
    settings.var.mkdir()
    engine = create_engine(settings.tracker_url)
    events = [
        {"event": "user", "metadata": {"message_id": str(kept.value.message_id)}},
        {"event": "bot", "text": "From the store.", "data": {}},
    ]
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)")
        )
        for event in events:
            connection.execute(
                text("INSERT INTO events (sender_id, data) VALUES (:who, :data)"),
                {"who": STAFF.email, "data": json.dumps(event)},
            )
    engine.dispose()
    assert await parts.turns.answer_kept(kept.value.message_id)
    assert texts(await conversations.history(STAFF)) == ["hello", "From the store."]
    assert stub.heard == []


async def test_giving_up_is_said(
    parts: Parts, stub: StubRasa, conversations: Conversations
) -> None:
    stub.gone = True
    with pytest.raises(Unavailable) as kept:
        await send(parts, "hello")
    await parts.turns.give_up(kept.value.message_id)
    assert texts(await conversations.history(STAFF)) == ["hello", GIVEN_UP]


async def test_nothing_is_asked_of_rasa_for_somebody_who_left(
    database: Database, settings: Settings, conversations: Conversations, stub: StubRasa
) -> None:
    store = TurnStore("here:1:a")
    message = database.write_now(lambda c: store.add_words(c, STAFF.email, "hi", channel="api"))
    nobody = Directory([MANAGER])
    rasa, tracker = Rasa(settings), Tracker(settings.tracker_url)
    feed = Feed(conversations, nobody)
    turns = Turns(database, store, directory=nobody, feed=feed, rasa=rasa, tracker=tracker)
    assert await turns.answer_kept(message)
    assert stub.heard == []
    assert await conversations.count("waiting") == 0
    await rasa.close()
    tracker.close()


async def test_a_turn_that_fails_in_a_new_way_holds_nobody_up(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as broken_rasa:
        broken_rasa.setattr(Rasa, "say", broken)
        with pytest.raises(RuntimeError):
            await send(parts, "one", "k1")
    assert texts(await send(parts, "two")) == ["You said: two"]
    assert texts(await send(parts, "one", "k1")) == ["You said: one"]


async def test_haste_is_slowed_down(
    database: Database, settings: Settings, conversations: Conversations, directory: Directory
) -> None:
    rasa, tracker = Rasa(settings), Tracker(settings.tracker_url)
    turns = Turns(
        database,
        TurnStore("here:1:a"),
        directory=directory,
        feed=Feed(conversations, directory),
        rasa=rasa,
        tracker=tracker,
        limit=Limit(per_minute=1, burst=1, wording="Slowly, please."),
    )
    await turns.send(STAFF, "one", None, "api")
    with pytest.raises(TooMany):
        await turns.send(STAFF, "two", None, "api")
    assert len(await conversations.history(STAFF)) == 2
    await rasa.close()
    tracker.close()
