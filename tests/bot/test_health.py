from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.health import Health
from bot.rasa import Rasa
from bot.settings import Settings
from cases.database import Database
from cases.tables import notice
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa
from tests.clock import Clock


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    gateway = Live(settings)
    yield gateway
    gateway.stop()


def test_ready_when_everything_is_there(live: Live) -> None:
    client = live.client(None)
    for path in ("/health", "/health/ready"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.json() == {
            "status": "ready",
            "alive": True,
            "ready": True,
            "parts": {"database": True, "rasa": True, "actions": True},
        }


def test_alive_but_not_ready_while_rasa_is_gone(live: Live, stub: StubRasa) -> None:
    stub.gone = True
    client = live.client(None)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["alive"] is True
    assert answer.json()["ready"] is False
    assert answer.json()["parts"]["database"] is True
    assert client.get("/health/live").json() == {"status": "alive", "alive": True}


@pytest.mark.anyio
async def test_a_finding_is_good_for_a_moment(
    settings: Settings, database: Database, stub: StubRasa, clock: Clock
) -> None:
    rasa = Rasa(settings)
    health = Health(database, rasa, clock.seconds)
    assert all((await health.parts()).values())
    stub.gone = True
    assert all((await health.parts()).values())
    clock.move(seconds=2)
    assert not (await health.parts())["rasa"]
    await rasa.close()


@pytest.mark.anyio
async def test_a_database_that_is_gone_is_noticed(settings: Settings) -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    rasa = Rasa(dataclasses.replace(settings))
    assert not (await Health(database, rasa).parts())["database"]
    await rasa.close()


def test_metrics_count_turns_and_name_nobody(live: Live, stub: StubRasa) -> None:
    client = live.client()
    client.post("/api/messages", json={"message": "my private words"})
    stub.gone = True
    client.post("/api/messages", json={"message": "hello"})
    told = live.client(None).get("/metrics").text
    assert 'assistant_turns_total{channel="api",outcome="answered"}' in told
    assert 'assistant_http_requests_total{method="POST",route="/api/messages",status="200"}' in told
    assert "assistant_messages_kept 1.0" in told
    assert "example.org" not in told
    assert "private" not in told


def test_metrics_tell_which_notices_did_not_get_through(live: Live) -> None:
    now = datetime.now(UTC)
    for number, state in enumerate(("waiting", "failed", "failed", "sent")):
        row = {"person": "staff@example.org", "kind": "message", "way": "mail", "at": now}
        row |= {"key": str(number), "state": state}
        live.gateway.database.write_now(lambda c, r=row: c.execute(insert(notice), r))
    told = live.client(None).get("/metrics").text
    assert 'assistant_notices{state="waiting"} 1.0' in told
    assert 'assistant_notices{state="failed"} 2.0' in told
