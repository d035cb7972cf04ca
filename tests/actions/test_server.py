from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from typing import Any

import httpx
import pytest
from rasa_sdk import ActionExecutionRejection

from actions.base import Event, StaffAction
from actions.case_status import CaseStatusAction
from actions.desk import Desk
from actions.registry import executor_for
from actions.server import create_app
from actions.small_talk import fixed
from bot.settings import ROOT
from tests.actions.stand_ins import StandInGuidance

TOKEN = "actions-token"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Broken(StaffAction):
    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def name(self) -> str:
        return "action_broken"

    def reply(self, *_arguments: Any, **_named: Any) -> list[Event]:
        raise self._fault


class Client:
    """Speaks to the application without a network."""

    def __init__(self, *actions: StaffAction, desk: Desk | None = None) -> None:
        self._app = create_app(executor_for([*fixed(), *actions]), TOKEN, desk)

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._send("GET", path))

    def post(self, path: str, **named: Any) -> httpx.Response:
        return asyncio.run(self._send("POST", path, **named))

    async def _send(self, method: str, path: str, **named: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
            return await client.request(method, path, **named)


def client(*more: StaffAction, desk: Desk | None = None) -> Client:
    return Client(*more, desk=desk)


def call(action: str, words: str = "hello") -> dict[str, Any]:
    """What Rasa sends, without the domain."""
    latest = {"text": words, "intent": {"name": "greet"}, "entities": []}
    tracker = {"sender_id": "somebody", "slots": {}, "latest_message": latest, "events": []}
    return {"next_action": action, "sender_id": "somebody", "tracker": tracker, "version": "3.6.21"}


def test_an_action_is_run_for_rasa() -> None:
    answer = client().post("/webhook", json=call("action_thank"), headers=BEARER)
    assert answer.status_code == 200
    assert answer.json()["events"] == []
    (said,) = answer.json()["responses"]
    assert said["text"] == "You are welcome."
    assert said["custom"] == {"kind": "small_talk"}


def test_rasa_s_own_whole_call_with_a_domain_works_too() -> None:
    body = {**call("action_thank"), "domain": {"intents": []}}
    assert client().post("/webhook", json=body, headers=BEARER).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}],
)
def test_nobody_gets_in_without_the_token(headers: dict[str, str]) -> None:
    answer = client().post("/webhook", json=call("action_thank"), headers=headers)
    assert answer.status_code == 401


def test_health_needs_no_token() -> None:
    assert client().get("/health").json() == {"status": "ok"}


def test_without_its_database_it_is_not_well(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client(desk=desk).get("/health").status_code == 200

    def gone(_function: object) -> None:
        raise ConnectionError("the password is zebedee")

    monkeypatch.setattr(desk.database, "read_now", gone)
    answer = client(desk=desk).get("/health")
    assert answer.status_code == 503
    assert "zebedee" not in answer.text


def test_a_turn_without_the_database_fails_and_says_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_function: object) -> None:
        raise ConnectionError("zebedee")

    monkeypatch.setattr(desk.database, "write_now", gone)
    action = CaseStatusAction(desk, StandInGuidance())
    body = {**call("action_case_status"), "sender_id": "staff@example.org"}
    body["tracker"]["sender_id"] = "staff@example.org"
    answer = client(action).post("/webhook", json=body, headers=BEARER)
    assert answer.status_code == 500
    assert "zebedee" not in answer.text


def test_an_unknown_action_is_not_found() -> None:
    answer = client().post("/webhook", json=call("action_unheard_of"), headers=BEARER)
    assert answer.status_code == 404
    assert answer.json()["action_name"] == "action_unheard_of"


def test_a_rejection_is_told_as_rasa_expects_it() -> None:
    broken = Broken(ActionExecutionRejection("action_broken"))
    answer = client(broken).post("/webhook", json=call("action_broken"), headers=BEARER)
    assert answer.status_code == 400
    assert answer.json()["action_name"] == "action_broken"


def test_a_fault_tells_its_kind_and_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    broken = Broken(ValueError("Zebedee told me"))
    answer = client(broken).post(
        "/webhook", json=call("action_broken", "Zebedee told me"), headers=BEARER
    )
    assert answer.status_code == 500
    assert answer.json() == {"error": "ValueError", "action_name": "action_broken"}
    logged = capsys.readouterr()
    assert "Zebedee" not in logged.out + logged.err
    assert "action_failed" in logged.out + logged.err


@pytest.mark.parametrize("body", ["", "[]", "{", '{"next_action": "action_thank"}'])
def test_a_body_that_is_no_call_is_refused(body: str) -> None:
    assert client().post("/webhook", content=body, headers=BEARER).status_code == 400


@pytest.mark.parametrize(
    ("environment", "cure"),
    [
        ({}, "ACTIONS_TOKEN is not set"),
        ({"ACTIONS_TOKEN": TOKEN, "ACTIONS_PORT": "http"}, "ACTIONS_PORT is 'http'"),
    ],
)
def test_wrong_settings_stop_the_start_with_one_line(
    environment: dict[str, str], cure: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "actions.server"],
        env={"PATH": "/usr/bin:/bin", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert cure in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "actions.server"],
            env={"PATH": "/usr/bin:/bin", "ACTIONS_TOKEN": TOKEN, "ACTIONS_PORT": port},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 1
    assert f"port {port} is in use" in done.stderr.lower()
    assert len(done.stderr.splitlines()) == 1
