"""What other programs rely on (DESIGN 5.5), asked of the real stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import Stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def owner(stack: Stack) -> Iterator[httpx.Client]:
    with stack.client("owner@example.org") as client:
        yield client


def test_a_reply_is_a_list_of_messages_with_citations(owner: httpx.Client) -> None:
    response = owner.post("/api/messages", json={"message": "Can I film my class on my phone?"})
    assert response.status_code == 200
    cited = [c for each in response.json() for c in (each.get("custom") or {}).get("citations", [])]
    assert cited
    assert set(cited[0]) == {"section", "clause", "title", "quotation"}


def test_the_same_id_twice_is_one_message(owner: httpx.Client) -> None:
    body = {"message": "How long may I keep photos?", "id": "resent-1"}
    first, second = (owner.post("/api/messages", json=body).json() for _ in range(2))
    assert first == second
    said = [m["text"] for m in owner.get("/api/messages", params={"after": 0}).json()]
    assert said.count("How long may I keep photos?") == 1


def test_a_button_is_pressed_by_its_payload_once(owner: httpx.Client) -> None:
    replies = owner.post("/api/messages", json={"message": "can I use my phone?"}).json()
    button = next(b for each in replies for b in each.get("buttons", []))
    assert not button["payload"].startswith("/")
    pressed = owner.post("/api/messages", json={"message": button["payload"]}).json()
    assert any((each.get("custom") or {}).get("kind") == "answered" for each in pressed)
    again = owner.post("/api/messages", json={"message": button["payload"]})
    assert again.status_code == 200
    assert not any((each.get("custom") or {}).get("citations") for each in again.json())


def test_what_is_filed_is_told_as_structure(owner: httpx.Client) -> None:
    def say(words: str) -> list[dict[str, Any]]:
        replies: list[dict[str, Any]] = owner.post("/api/messages", json={"message": words}).json()
        return replies

    say("I want permission to use my work email for private things")
    replies = say("booking a hall for my own band")
    for words in ("the hall wants a proper address", "no", "15 december", "yes"):
        replies = say(words)
    (case,) = [each["custom"]["case"] for each in replies if "case" in each.get("custom", {})]
    assert set(case) == {"reference", "procedure", "state", "handler"}
    assert case["procedure"] == "work_email_private_use"
    filed = owner.get(f"/api/cases/{case['reference']}").json()
    assert filed["handler"] == case["handler"]
    assert filed["state"] == "submitted"
    say(f"withdraw {case['reference']}")
    say("yes")
    assert owner.get(f"/api/cases/{case['reference']}").json()["state"] == "withdrawn"


def test_files_go_with_the_form_under_way(owner: httpx.Client) -> None:
    def send(name: str, content: bytes) -> httpx.Response:
        return owner.post("/api/files", files=[("file", (name, content))])

    owner.post("/api/messages", json={"message": "report a data breach"})
    assert "I have added 1 file." in send("what.txt", b"some words").text
    refused = send("what.exe", b"MZ and more")
    assert refused.status_code == 422
    assert "program" in refused.json()["message"]
    for words in ("cancel", "yes"):
        owner.post("/api/messages", json={"message": words})
    assert "no form under way" in send("what.txt", b"some words").text


@pytest.mark.parametrize("token", [None, "wrong", "Bearer"])
def test_without_a_right_token_nobody_gets_in(stack: Stack, token: str | None) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = httpx.post(
        f"{stack.url}/api/messages", json={"message": "hi"}, headers=headers, trust_env=False
    )
    assert response.status_code == 401
    assert set(response.json()) >= {"error", "message"}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "x" * 10_000,
        "🎻🎻",
        "<b>film</b> **me** [x](y)",
        "کیا میں فلم بنا سکتا ہوں",
        "a\u0000\u0007b",
    ],
)
def test_odd_input_gets_a_kind_sentence(owner: httpx.Client, words: str) -> None:
    response = owner.post("/api/messages", json={"message": words})
    assert response.status_code in {200, 422}
    if response.status_code == 200:
        assert all(each.get("text") for each in response.json())
    else:
        assert response.json()["message"]


def test_health_and_metrics(stack: Stack) -> None:
    health = httpx.get(f"{stack.url}/health", trust_env=False)
    assert health.status_code == 200
    assert b"# HELP" in httpx.get(f"{stack.url}/metrics", trust_env=False).content


def test_conversations_are_kept_apart(stack: Stack, owner: httpx.Client) -> None:
    owner.post("/api/messages", json={"message": "Who do I report cyberbullying to?"})
    with stack.client("head@example.org") as head:
        theirs = head.get("/api/messages", params={"after": 0}).json()
    assert all("cyberbullying" not in (message["text"] or "") for message in theirs)
