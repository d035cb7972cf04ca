from __future__ import annotations

import json

import httpx
import pytest

from benchmarks import insistent
from benchmarks.insistent import Insistent, button
from benchmarks.measure import BenchmarkError

Answer = httpx.Response | Exception


def client(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> tuple[Insistent, list[str]]:
    """A client that gets these answers in turn, and the ids of the messages it sent."""
    ids: list[str] = []
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            ids.append(json.loads(request.content)["id"])
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(insistent, "LOOK_SECONDS", 0)
    made = Insistent("http://127.0.0.1:1", "token")
    made.close()
    transport = httpx.MockTransport(handle)
    monkeypatch.setattr(
        made, "_client", httpx.Client(base_url="http://127.0.0.1:1", transport=transport)
    )
    return made, ids


def test_a_message_is_sent_under_one_id_until_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = httpx.ConnectError("refused")
    kept = httpx.Response(503, json={"kept": True})
    taken = httpx.Response(200, json=[{"text": "Sent."}])
    made, ids = client(monkeypatch, broken, kept, taken)
    assert made.say("hello") == [{"text": "Sent."}]
    assert len(ids) == 3
    assert len(set(ids)) == 1
    made.close()


def test_a_refusal_is_no_reason_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = client(monkeypatch, httpx.Response(401, json={}))
    with pytest.raises(BenchmarkError, match="401"):
        made.say("hello")
    made.close()


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insistent, "PATIENCE_SECONDS", 0)
    made, _ = client(monkeypatch)
    with pytest.raises(BenchmarkError, match="never answered"):
        made.say("hello")
    made.close()


def test_the_last_button_of_that_title_is_meant() -> None:
    replies = [
        {"text": "a", "buttons": [{"title": "Send it", "payload": "~1"}]},
        {"text": "b", "buttons": [{"title": "Send it", "payload": "~2"}]},
        {"text": "c"},
    ]
    assert button(replies, "Send it") == "~2"
    assert button(replies, "Cancel") is None
