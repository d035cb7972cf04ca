from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.conversations import Conversations
from bot.messages import Reply
from bot.turn_store import TurnStore, Work
from cases.database import Database
from tests.bot.conftest import MANAGER, STAFF
from tests.clock import Clock

pytestmark = pytest.mark.anyio
WHO = STAFF.email


def say(database: Database, store: TurnStore, words: str, client_id: str | None = None) -> int:
    def add(connection: Connection) -> int:
        return store.add_words(connection, WHO, words, channel="api", client_id=client_id)

    return database.write_now(add)


def take(database: Database, store: TurnStore) -> Work | None:
    return database.write_now(lambda connection: store.take(connection, WHO))


def finish(database: Database, store: TurnStore, work: Work, *replies: Reply) -> None:
    database.write_now(lambda connection: store.finish(connection, work, replies))


async def test_a_message_is_answered_in_its_turn_and_read_back(
    database: Database, store: TurnStore, conversations: Conversations, clock: Clock
) -> None:
    first = say(database, store, "may I film?")
    work = take(database, store)
    assert work == Work(first, WHO, "api", "may I film?", None, 0)
    reply = Reply("You may.", (("More", "/more"),), "/a.png", {"kind": "answered"})
    finish(database, store, work, reply)
    words, answer = await conversations.history(STAFF)
    assert (words.author, words.text) == ("person", "may I film?")
    assert (answer.author, answer.text, answer.image) == ("assistant", "You may.", "/a.png")
    assert answer.custom == {"kind": "answered"}
    assert answer.buttons[0].title == "More"
    assert answer.buttons[0].payload != "/more"
    assert answer.at == clock.now()
    assert take(database, store) is None


async def test_the_oldest_comes_first_and_one_at_a_time(
    database: Database, store: TurnStore
) -> None:
    first, second = say(database, store, "one"), say(database, store, "two")
    work = take(database, store)
    assert work is not None
    assert work.message_id == first
    assert take(database, store) is None
    finish(database, store, work, Reply("1"))
    following = take(database, store)
    assert following is not None
    assert following.message_id == second


async def test_a_dead_holder_holds_nobody_up_for_long(
    database: Database, store: TurnStore, clock: Clock
) -> None:
    say(database, store, "one")
    lost = take(database, store)
    other = TurnStore("there:2:b", clock.now)
    assert take(database, other) is None
    clock.move(minutes=2)
    again = take(database, other)
    assert lost is not None
    assert again is not None
    assert (again.message_id, again.tries) == (lost.message_id, 1)


async def test_an_answer_that_comes_too_late_is_not_added_twice(
    database: Database, store: TurnStore, conversations: Conversations, clock: Clock
) -> None:
    say(database, store, "one")
    slow, other = take(database, store), TurnStore("there:2:b", clock.now)
    clock.move(minutes=2)
    quick = take(database, other)
    assert slow is not None
    assert quick is not None
    finish(database, other, quick, Reply("answer"))
    finish(database, store, slow, Reply("answer"))
    assert [m.text for m in await conversations.history(STAFF)] == ["one", "answer"]


async def test_the_next_start_ends_the_holds_of_the_last(database: Database, clock: Clock) -> None:
    before = TurnStore("here:1:a", clock.now)
    elsewhere = TurnStore("here2:1:a", clock.now)
    after = TurnStore("here:9:z", clock.now)
    say(database, before, "one")
    assert take(database, before) is not None
    database.write_now(elsewhere.holds.let_go_of_the_dead)
    assert take(database, after) is None
    database.write_now(after.holds.let_go_of_the_dead)
    assert take(database, after) is not None


async def test_the_same_client_id_is_found_again_for_its_person_only(
    database: Database, store: TurnStore
) -> None:
    first = say(database, store, "one", client_id="k1")
    found = database.read_now(lambda c: store.find(c, WHO, "k1"))
    assert found is not None
    assert (found.message_id, found.state) == (first, "waiting")
    assert database.read_now(lambda c: store.find(c, MANAGER.email, "k1")) is None
    assert database.read_now(lambda c: store.find(c, WHO, "k2")) is None


async def test_a_button_works_once_and_for_its_person_only(
    database: Database, store: TurnStore, conversations: Conversations
) -> None:
    say(database, store, "one")
    work = take(database, store)
    assert work is not None
    finish(database, store, work, Reply("Which?", (("Yes", "/affirm"), ("No", "/deny"))))
    yes, no = (await conversations.history(STAFF))[-1].buttons
    assert yes.payload != no.payload
    stolen = database.write_now(lambda c: store.press(c, MANAGER.email, yes.payload))
    assert (stolen.title, stolen.payload) == (None, None)
    pressed = database.write_now(lambda c: store.press(c, WHO, yes.payload))
    assert (pressed.title, pressed.payload) == ("Yes", "/affirm")
    again = database.write_now(lambda c: store.press(c, WHO, yes.payload))
    assert (again.title, again.payload) == ("Yes", None)
    other = database.write_now(lambda c: store.press(c, WHO, no.payload))
    assert other.payload == "/deny"


async def test_buttons_good_only_now_end_with_the_next_message(
    database: Database, store: TurnStore, conversations: Conversations
) -> None:
    say(database, store, "one")
    work = take(database, store)
    assert work is not None
    question = Reply("Sure?", (("Yes", "/affirm"),), custom={"only_now": True})
    finish(database, store, work, question, Reply("Or", (("More", "/more"),)))
    *_, sure, more = await conversations.history(STAFF)
    say(database, store, "something else")
    late = database.write_now(lambda c: store.press(c, WHO, sure.buttons[0].payload))
    assert late.payload is None
    lasting = database.write_now(lambda c: store.press(c, WHO, more.buttons[0].payload))
    assert lasting.payload == "/more"


async def test_kept_messages_are_answered_later_in_order(
    database: Database, store: TurnStore
) -> None:
    first, second = say(database, store, "one"), say(database, store, "two")
    assert database.write_now(lambda c: store.keep(c, WHO)) == [first, second]
    assert database.write_now(lambda c: store.keep(c, WHO)) == []
    assert database.read_now(lambda c: store.person_waiting(c, first)) == WHO
    work = take(database, store)
    assert work is not None
    assert work.message_id == first
    finish(database, store, work, Reply("1"))
    assert database.read_now(lambda c: store.person_waiting(c, first)) is None


async def test_only_what_nobody_works_on_is_left_over(
    database: Database, store: TurnStore, clock: Clock
) -> None:
    message = say(database, store, "one")
    assert take(database, store) is not None
    old = timedelta(seconds=2)
    clock.move(seconds=10)
    assert database.write_now(lambda c: store.keep_left_over(c, old)) == []
    clock.move(minutes=2)
    young = say(database, store, "two")
    assert database.write_now(lambda c: store.keep_left_over(c, old)) == [message]
    clock.move(seconds=5)
    assert database.write_now(lambda c: store.keep_left_over(c, old)) == [young]


async def test_giving_up_closes_a_message_once(
    database: Database, store: TurnStore, conversations: Conversations
) -> None:
    message = say(database, store, "one")
    sorry = [Reply("Sorry.")]
    assert database.write_now(lambda c: store.give_up(c, message, sorry)) == WHO
    assert database.write_now(lambda c: store.give_up(c, message, sorry)) is None
    assert [m.text for m in await conversations.history(STAFF)] == ["one", "Sorry."]


async def test_a_message_deleted_in_the_middle_of_its_turn_gets_no_reply(
    database: Database, store: TurnStore, conversations: Conversations, clock: Clock
) -> None:
    say(database, store, "one")
    work = take(database, store)
    assert work is not None
    database.write_now(lambda c: store.give_up(c, work.message_id, []))
    await conversations.forget_before(clock.now() + timedelta(days=1))
    finish(database, store, work, Reply("late"))
    assert await conversations.history(STAFF) == []
    assert database.read_now(lambda c: store.outcome(c, work.message_id)) is None
