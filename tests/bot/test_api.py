from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from bot.settings import Settings
from bot.turns import KEPT
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    gateway = Live(settings)
    yield gateway
    gateway.stop()


def error(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status
    body: dict[str, object] = answer.json()
    assert body["error"] == code
    assert isinstance(body["message"], str)
    assert isinstance(body["missing"], list)
    return body


def test_a_conversation_over_rest(live: Live, stub: StubRasa) -> None:
    client = live.client()
    (answer,) = client.post("/api/messages", json={"message": "Can I film my class?"}).json()
    assert answer["recipient_id"] == "staff@example.org"
    assert answer["text"].startswith("Use equipment")
    assert answer["custom"]["citations"][0]["clause"] == "5.personal-equipment"
    button = answer["buttons"][1]
    assert button["title"] == "More on section 5"
    assert "/" not in button["payload"]
    (pressed,) = client.post("/api/messages", json={"message": button["payload"]}).json()
    assert pressed["text"] == 'You pressed /more_on_section{"section":"5"}'

    history = client.get("/api/messages").json()
    assert [one["author"] for one in history] == ["person", "assistant"] * 2
    assert history[2]["text"] == "More on section 5"
    assert history[0]["at"].endswith("+00:00")
    later = client.get("/api/messages", params={"after": history[1]["id"], "limit": 1}).json()
    assert later == [history[2]]
    assert stub.bodies[0]["metadata"]["channel"] == "api"


def test_the_sender_is_the_tokens_owner_whatever_the_client_says(
    live: Live, stub: StubRasa
) -> None:
    body = {"message": "hello", "sender": "head@example.org", "metadata": {"name": "Head"}}
    assert live.client().post("/api/messages", json=body).is_success
    assert stub.bodies[0]["sender"] == "staff@example.org"
    assert live.client("head@example.org").get("/api/messages").json() == []


def test_the_same_id_twice_is_one_message(live: Live, stub: StubRasa) -> None:
    client, body = live.client(), {"message": "hello", "id": "7f"}
    first = client.post("/api/messages", json=body).json()
    assert client.post("/api/messages", json=body).json() == first
    assert len(stub.heard) == 1


def test_more_than_can_be_taken_is_refused(live: Live, stub: StubRasa) -> None:
    client = live.client()
    error(client.post("/api/messages", json={"message": "a" * 300_000}), 413, "too_large")

    def pieces() -> Iterator[bytes]:
        yield b'{"message": "'
        for _ in range(300):
            yield b"a" * 1000
        yield b'"}'

    headers = {"Content-Type": "application/json"}
    error(client.post("/api/messages", content=pieces(), headers=headers), 413, "too_large")
    assert stub.heard == []


def test_a_flood_is_slowed_down(live: Live) -> None:
    client = live.client()
    answers = [client.post("/api/messages", json={"message": ""}) for _ in range(40)]
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    error(refused[0], 429, "too_many")
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert live.client("head@example.org").post("/api/messages", json={"message": "hi"}).is_success


def test_while_rasa_is_gone_messages_are_kept_and_the_reply_comes_over_the_stream(
    live: Live, stub: StubRasa
) -> None:
    client = live.client()
    stub.gone = True
    answer = client.post("/api/messages", json={"message": "hello", "id": "k1"})
    body = error(answer, 503, "unavailable")
    assert body["kept"] is True
    assert body["message"] == KEPT
    with client.stream("GET", "/api/messages/stream", params={"after": str(body["id"])}) as stream:
        stub.gone = False
        said = next(one for one in events(stream) if one["event"] == "message")
    assert json.loads(said["data"])["text"] == "You said: hello"
    assert int(said["id"]) > int(str(body["id"]))
    (again,) = client.post("/api/messages", json={"message": "hello", "id": "k1"}).json()
    assert again["text"] == "You said: hello"
    assert stub.heard == ["hello"]


def test_the_stream_has_the_words_the_typing_and_the_reply_in_order(live: Live) -> None:
    client = live.client()
    with client.stream("GET", "/api/messages/stream") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        coming = events(stream)
        live.client().post("/api/messages", json={"message": "hello"})
        seen: list[dict[str, str]] = []
        while [one["event"] for one in seen].count("message") < 2:
            seen.append(next(coming))
    said = [json.loads(one["data"]) for one in seen if one["event"] == "message"]
    assert [(one["author"], one["text"]) for one in said] == [
        ("person", "hello"),
        ("assistant", "You said: hello"),
    ]
    assert {"event": "typing", "data": '{"on": true}'} in seen


def test_a_stream_takes_up_after_the_last_event_it_saw(live: Live) -> None:
    client = live.client()
    client.post("/api/messages", json={"message": "one"})
    first = client.get("/api/messages").json()[0]["id"]
    headers = {"Last-Event-ID": str(first)}
    with client.stream("GET", "/api/messages/stream", headers=headers) as stream:
        assert json.loads(next(events(stream))["data"])["text"] == "You said: one"


def events(stream: httpx.Response) -> Iterator[dict[str, str]]:
    """The events of a stream, as they come."""
    event: dict[str, str] = {}
    for line in stream.iter_lines():
        name, _, value = line.partition(": ")
        if line and name in {"id", "event", "data"}:
            event[name] = value
        elif not line and "event" in event:
            yield event
            event = {}
        elif not line:
            event = {}
