from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.messages import Reply
from bot.tracker import Tracker, replies_in, turns_in

pytestmark = pytest.mark.anyio

# As Rasa 3.6.21 stores them.
EVENTS: list[dict[str, Any]] = [
    {"event": "user", "text": "hello", "metadata": {"message_id": "3"}},
    {"event": "action", "name": "action_greet"},
    {"event": "bot", "text": "Hello.", "data": {"buttons": None, "custom": None, "image": None}},
    {"event": "user", "text": "may I?", "metadata": {"message_id": "5"}},
    {
        "event": "bot",
        "text": "You may.",
        "data": {"buttons": [{"title": "More", "payload": "/more"}], "custom": None},
    },
    {"event": "bot", "text": None, "data": {"custom": {"kind": "answered"}}},
    {"event": "user", "text": "no id", "metadata": None},
    {"event": "bot", "text": "Odd."},
]


def store(path: Path, sender: str) -> str:
    url = f"sqlite:///{path}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)")
        )
        for event in EVENTS:
            connection.execute(
                text("INSERT INTO events (sender_id, data) VALUES (:sender, :data)"),
                {"sender": sender, "data": json.dumps(event)},
            )
    engine.dispose()
    return url


async def test_a_reply_that_never_reached_us_is_found(tmp_path: Path) -> None:
    tracker = Tracker(store(tmp_path / "rasa.db", "staff@example.org"))
    try:
        found = await tracker.replies_to("staff@example.org", 5)
        assert found == [Reply("You may.", (("More", "/more"),), None, {"kind": "answered"})]
        assert await tracker.replies_to("staff@example.org", 3) == [Reply("Hello.")]
        assert await tracker.replies_to("staff@example.org", 4) == []
        assert await tracker.replies_to("other@example.org", 5) == []
    finally:
        tracker.close()


async def test_what_is_past_its_time_goes_and_the_session_under_way_stays(
    database_url: str,
) -> None:
    rows = [
        ("idle", "user", 10.0),
        ("active", "user", 10.0),
        ("active", "session_started", 11.0),
        ("active", "slot", 12.0),
        ("active", "user", 99.0),
    ]
    engine = create_engine(database_url)
    columns = "(id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, timestamp FLOAT)"
    insert = text("INSERT INTO events VALUES (:id, :who, :kind, :at)")
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE events {columns}"))
        for number, (who, kind, at) in enumerate(rows):
            connection.execute(insert, {"id": number, "who": who, "kind": kind, "at": at})
    tracker = Tracker(database_url)
    assert await tracker.forget_before(datetime.fromtimestamp(50, UTC)) == 2
    tracker.close()
    with engine.begin() as connection:
        left = connection.execute(text("SELECT sender_id, timestamp FROM events")).all()
    engine.dispose()
    assert [tuple(row) for row in left] == [("active", 11.0), ("active", 12.0), ("active", 99.0)]


async def test_no_store_yet_is_no_reply_and_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "rasa.db"
    tracker = Tracker(f"sqlite:///{path}")
    try:
        assert await tracker.replies_to("staff@example.org", 5) == []
        assert await tracker.forget_before(datetime.now(UTC)) == 0
    finally:
        tracker.close()
    assert not path.exists()


def test_a_message_worked_on_twice_counts_with_its_last_reply() -> None:
    again = [*EVENTS, {"event": "user", "metadata": {"message_id": "3"}}]
    again.append({"event": "bot", "text": "Hello again."})
    assert replies_in(again, "3") == [Reply("Hello again.")]


def test_turns_are_a_persons_words_and_what_followed_them() -> None:
    def user(number: int, words: str) -> tuple[str, str]:
        return "user", json.dumps({"text": words, "metadata": {"message_id": str(number)}})

    def slot(value: object) -> tuple[str, str]:
        return "slot", json.dumps({"name": "last_question", "value": value})

    told = [
        user(3, "before"), slot("before"), user(5, "secret"), slot("secret"), ("bot", "{}"),
        user(7, "more"), user(9, "after"), ("session_started", "{}"), slot("secret"),
        slot("before"), slot(["secret"]), ("user", json.dumps({"text": "no id"})),
    ]  # fmt: skip
    rows = [(number, *each) for number, each in enumerate(told)]
    # A new session sets slots again: the same words go there too.
    assert turns_in(rows, 5, 7) == [2, 3, 4, 5, 8]
    assert turns_in(rows, 100, 200) == []


def test_that_a_form_is_over_is_kept_though_its_words_go() -> None:
    told = [
        ("user", json.dumps({"text": "secret", "metadata": {"message_id": "5"}})),
        ("slot", json.dumps({"name": "last_question", "value": "secret"})),
        ("slot", json.dumps({"name": "requested_slot", "value": None})),
        ("active_loop", json.dumps({"name": None})),
        ("bot", "{}"),
        ("action", json.dumps({"name": "case_form"})),
        ("action", json.dumps({"name": "action_listen"})),
    ]
    rows = [(number, *each) for number, each in enumerate(told)]
    assert turns_in(rows, 5, 5) == [0, 1, 4, 5]
