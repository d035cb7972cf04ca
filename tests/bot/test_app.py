from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import create_app
from bot.rasa import Rasa
from bot.settings import Settings
from bot.turn_store import TurnStore
from cases.database import Database
from cases.faults import Fault
from cases.organisation import read_organisation
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa
from tests.bot.test_api import events
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """The settings with each kind of database in turn."""
    if request.param == "sqlite":
        return settings
    server: Postgres = request.getfixturevalue("postgres")
    return dataclasses.replace(settings, database_url=server.new_database())


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    gateway = Live(settings)
    yield gateway
    gateway.stop()


def wait_for_answer(live: Live, after: int) -> str:
    """The text of the assistant's next message."""
    with live.client().stream("GET", "/api/messages/stream", params={"after": after}) as stream:
        said = next(one for one in events(stream) if one["event"] == "message")
    return said["data"]


def test_a_message_kept_by_one_process_is_answered_by_the_next(
    either: Settings, stub: StubRasa
) -> None:
    stub.gone = True
    first = Live(either)
    kept = first.client().post("/api/messages", json={"message": "hello"})
    first.stop()
    assert kept.status_code == 503
    stub.gone = False
    second = Live(either)
    try:
        assert "You said: hello" in wait_for_answer(second, kept.json()["id"])
    finally:
        second.stop()
    assert stub.heard == ["hello"]


def test_a_message_whose_gateway_died_is_answered_by_the_next_start(
    settings: Settings, stub: StubRasa
) -> None:
    def before() -> datetime:
        return datetime.now(UTC) - timedelta(hours=1)

    dead, who = TurnStore("local:1:dead", before), "staff@example.org"
    database = Database(settings.database_url)
    database.migrate()
    message = database.write_now(lambda c: dead.add_words(c, who, "help", channel="api"))
    assert database.write_now(lambda c: dead.take(c, who)) is not None
    database.close()
    second = Live(settings)
    try:
        assert "You said: help" in wait_for_answer(second, message)
    finally:
        second.stop()
    assert stub.heard == ["help"]


def test_a_leaver_is_out_of_every_session_at_once(live: Live, settings: Settings) -> None:
    client, browser = live.client("starter@example.org"), live.browser("starter@example.org")
    assert client.get("/api/messages").is_success
    path = settings.organisation_file
    path.write_text(path.read_text().replace("email: starter@", "email: newcomer@"))
    live.gateway.directory._looked -= 10
    assert client.get("/api/messages").status_code == 401
    assert browser.get("/").headers["Location"] == "/sign-in"


def test_an_error_nobody_foresaw_tells_nothing_of_itself(
    live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(Rasa, "say", broken)
    answer = live.client().post("/api/messages", json={"message": "my private words"})
    assert answer.status_code == 500
    assert answer.json()["error"] == "internal"
    assert "a fault" not in answer.text
    assert "my private words" not in caplog.text


def test_large_pages_are_compressed_and_streams_are_not(live: Live) -> None:
    browser = live.browser("staff@example.org")
    assert browser.get("/").headers.get("Content-Encoding") == "gzip"
    with live.client().stream("GET", "/api/messages/stream") as stream:
        assert "Content-Encoding" not in stream.headers


def test_old_conversations_are_deleted_and_newer_stay(live: Live) -> None:
    def long_ago() -> datetime:
        return datetime.now(UTC) - timedelta(days=366)

    old, who = TurnStore("local:1:old", long_ago), "staff@example.org"
    gateway = live.gateway
    gateway.database.write_now(
        lambda c: old.add_words(c, who, "old", channel="api", state="answered")
    )
    live.client().post("/api/messages", json={"message": "hello"})
    assert len(live.client().get("/api/messages").json()) == 3
    asyncio.run(gateway.care.upkeep.housekeeping())
    said = live.client().get("/api/messages").json()
    assert [one["text"] for one in said] == ["hello", "You said: hello"]


def test_there_is_no_page_that_lists_the_addresses(live: Live) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert live.client().get(path).status_code == 404


def test_a_role_that_nobody_holds_stops_the_start(settings: Settings) -> None:
    path = settings.organisation_file
    path.write_text(path.read_text().replace("[staff, safeguarding_lead]", "[staff]"))
    faulty = dataclasses.replace(settings, organisation=read_organisation(path))
    with pytest.raises(Fault, match="nobody has the role safeguarding_lead"):
        create_app(faulty)


def test_keys_of_another_database_stop_the_start(settings: Settings) -> None:
    create_app(settings).state.gateway.database.close()
    (settings.var / "keys" / "keys.json").unlink()
    with pytest.raises(Fault, match="keys"):
        create_app(settings)
