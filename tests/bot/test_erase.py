from __future__ import annotations

import dataclasses
import json
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from dbos import DBOSClient
from sqlalchemy import create_engine, text

from bot.app import Gateway
from bot.conversations import ERASED, FILED
from bot.messages import Reply
from bot.settings import Settings
from bot.turn_store import TurnStore
from cases.database import Database
from cases.form.model import Draft
from cases.model import Answer, Case
from tests.bot.live import Live
from tests.bot.notice_world import LOST
from tests.bot.stub_rasa import StubRasa
from tests.clock import Clock
from tests.postgres import Postgres

STAFF = "staff@example.org"
PLANTED = "heliotrope"

# As Rasa 3.6.21 makes it.
EVENTS = (
    "CREATE TABLE events (id {serial} PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255),"
    " timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
)
INSERT = "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES ({marks})"


def turn(message_id: int, words: str) -> list[tuple[str, str, float, str]]:
    """The events of a turn, as Rasa stores them."""
    events = [
        {"event": "user", "text": words, "metadata": {"message_id": str(message_id)}},
        {"event": "slot", "name": "form_answer", "value": words},
        {"event": "bot", "text": f"You said: {words}", "metadata": {}},
        {"event": "action", "name": "action_listen"},
    ]
    return [(STAFF, str(each["event"]), 1.0, json.dumps(each)) for each in events]


class RasaStore:
    """Rasa's conversation store in a file, opened and kept open as Rasa does."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(EVENTS.format(serial="INTEGER"))

    def add(self, message_id: int, words: str) -> None:
        self._connection.executemany(INSERT.format(marks="?, ?, ?, ?"), turn(message_id, words))
        self._connection.commit()

    def words(self) -> str:
        return str(self._connection.execute("SELECT data FROM events").fetchall())

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def rasa_store(settings: Settings) -> Iterator[RasaStore]:
    made = RasaStore(settings.var / "conversations.db")
    yield made
    made.close()


@pytest.fixture
def live(settings: Settings, rasa_store: RasaStore) -> Iterator[Live]:
    gateway = Live(settings)
    yield gateway
    gateway.stop()


def files_with(word: str, folder: Path) -> list[str]:
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and word.encode() in path.read_bytes()
    ]


def file(
    gateway: Gateway, first: int, last: int, procedure: str = "confidentiality_concern"
) -> Case:
    """Files a draft whose form began and ended with these messages, and waits for the erasing."""
    draft = Draft(
        submission=secrets.token_hex(16),
        person=STAFF,
        procedure=procedure,
        answers={**LOST, "what_words": Answer(PLANTED, PLANTED)},
        first_message=first,
        last_message=str(last),
    )
    drafts = gateway.office.context.drafts
    gateway.database.write_now(lambda c: drafts.save(c, draft))
    case = gateway.database.write_now(lambda c: gateway.office.file(c, draft))
    client = DBOSClient(system_database_engine=gateway.database.engine)
    client.retrieve_workflow(f"erase-{draft.submission}").get_result()
    client.destroy()
    return case


def test_once_filed_in_confidence_the_words_are_in_no_file(
    live: Live, settings: Settings, rasa_store: RasaStore, stub: StubRasa
) -> None:
    client = live.client()
    numbers = {}
    form = [f"{number} {PLANTED * 300}" for number in range(12)]
    for words in ("May I film?", "report it", *form, "send it"):
        assert client.post("/api/messages", json={"message": words}).is_success
        mine = [one for one in client.get("/api/messages").json() if one["author"] == "person"]
        numbers[words] = mine[-1]["id"]
        rasa_store.add(numbers[words], words)
    assert any(name.startswith("assistant.db") for name in files_with(PLANTED, settings.var))
    assert any(name.startswith("conversations") for name in files_with(PLANTED, settings.var))

    file(live.gateway, numbers["report it"], numbers["send it"])
    assert client.post("/api/messages", json={"message": "thank you"}).is_success

    assert files_with(PLANTED, settings.var) == []
    said = [one["text"] for one in client.get("/api/messages").json()]
    assert said[0] == "May I film?"
    assert said[-2] == "thank you"
    assert set(said[2:-2]) == {ERASED}
    assert "May I film?" in rasa_store.words()
    assert "report it" not in rasa_store.words()
    assert list((settings.var / "mail").glob("*.eml"))


def test_what_was_said_besides_stays(
    live: Live, settings: Settings, rasa_store: RasaStore, stub: StubRasa
) -> None:
    client = live.client()
    client.post("/api/messages", json={"message": "my form"})
    first = client.get("/api/messages").json()[0]["id"]
    store = TurnStore("here:1:a")
    case = {"reference": "K7MP-4Q2D", "procedure": "cyberbullying_report", "state": "submitted"}
    gateway = live.gateway

    def say(reply: Reply, reply_to: int | None) -> None:
        gateway.database.write_now(
            lambda c: store.add_replies(c, STAFF, [reply], channel="api", reply_to=reply_to)
        )

    say(Reply("News of another case.", custom={"kind": "notice"}), None)
    say(
        Reply(
            "The bully’s words went to …",
            (("Take it back", "/withdraw_case"),),
            custom={"kind": "filed", "case": case},
        ),
        first,
    )
    client.post("/api/messages", json={"message": "yours"})
    last = client.get("/api/messages").json()[-2]["id"]
    theirs = live.client("head@example.org")
    theirs.post("/api/messages", json={"message": "somebody else’s"})

    file(gateway, first, last)

    mine = client.get("/api/messages").json()
    kept = [one for one in mine if one["text"] != ERASED and one["custom"].get("kind") != "notice"]
    assert [one["text"] for one in kept] == [FILED.format("K7MP-4Q2D")]
    assert kept[0]["custom"]["case"] == {**case, "procedure": None}
    assert [button["title"] for button in kept[0]["buttons"]] == ["Take it back"]
    pressed = client.post("/api/messages", json={"message": kept[0]["buttons"][0]["payload"]})
    assert "/withdraw_case" in pressed.json()[0]["text"]
    assert "News of another case." in [one["text"] for one in mine]
    assert theirs.get("/api/messages").json()[0]["text"] == "somebody else’s"


@pytest.mark.anyio
@pytest.mark.postgres
async def test_in_a_database_server_the_rows_are_gone(
    settings: Settings, postgres: Postgres, clock: Clock
) -> None:
    url = postgres.new_database()
    server = dataclasses.replace(settings, database_url=url, tracker_url=url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(EVENTS.format(serial="SERIAL")))
        for number, words in ((1, "before"), (2, PLANTED), (3, "after")):
            for sender, kind, at, data in turn(number, words):
                connection.execute(
                    text(INSERT.format(marks=":s, :k, :t, :d")),
                    {"s": sender, "k": kind, "t": at, "d": data},
                )
    database = Database(url)
    database.migrate()
    store = TurnStore("here:1:a", clock.now)
    for words in ("before", PLANTED, "after"):
        number = database.write_now(
            lambda c, w=words: store.add_words(c, STAFF, w, channel="api", state="answered")
        )
        database.write_now(
            lambda c, w=words, n=number: store.add_replies(
                c, STAFF, [Reply(f"re {w}")], channel="api", reply_to=n
            )
        )
    gateway = Gateway(server)
    try:
        assert await gateway.care.eraser.erase(STAFF, 3, 3)
        assert await gateway.care.eraser.erase(STAFF, 2, 2)
        with engine.begin() as connection:
            events = connection.execute(text("SELECT data FROM events")).scalars().all()
            messages = connection.execute(text("SELECT text FROM message ORDER BY id")).scalars()
            assert list(messages) == ["before", "re before", ERASED, ERASED, "after", "re after"]
        assert PLANTED not in str(events)
        assert "before" in str(events)
    finally:
        gateway.tracker.close()
        gateway.database.close()
        database.close()
        engine.dispose()


@pytest.mark.anyio
async def test_a_turn_under_way_is_waited_for(settings: Settings, clock: Clock) -> None:
    gateway = Gateway(settings)
    try:
        store = TurnStore("here:1:a", clock.now)
        number = gateway.database.write_now(
            lambda c: store.add_words(c, STAFF, PLANTED, channel="api")
        )
        work = gateway.database.write_now(lambda c: store.take(c, STAFF))
        assert work is not None
        # What is there goes at once; what the turn says yet goes when it has been said.
        assert not await gateway.care.eraser.erase(STAFF, number, number)
        replies = [Reply(f"You said: {PLANTED}")]
        gateway.database.write_now(lambda c: store.finish(c, work, replies))
        assert await gateway.care.eraser.erase(STAFF, number, number)
        person = gateway.directory.find(STAFF)
        assert person is not None
        said = await gateway.conversations.history(person)
        assert [one.text for one in said] == [ERASED, ERASED]
    finally:
        gateway.tracker.close()
        gateway.database.close()
