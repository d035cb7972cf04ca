"""Requests that the API takes or refuses; one gateway serves them all.

A process runs one gateway, so these stand apart from the tests that start their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.words import EMPTY, TOO_LONG
from tests.bot.conftest import settings_in
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa
from tests.bot.test_api import error


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One gateway for the tests that need no fresh one."""
    stub = StubRasa()
    gateway = Live(settings_in(tmp_path_factory.mktemp("shared"), stub))
    yield gateway
    gateway.stop()
    stub.close()


@pytest.mark.parametrize("path", ["/api/messages", "/api/messages/stream"])
def test_strangers_are_refused(shared: Live, path: str) -> None:
    client = shared.client(None)
    answer = client.get(path)
    error(answer, 401, "unauthorised")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    error(client.get(path, headers={"Authorization": "Bearer wrong"}), 401, "unauthorised")


def test_a_stranger_is_refused_before_the_body_is_read(shared: Live) -> None:
    client = shared.client(None)
    answer = client.post("/api/messages", content=b"{not json", headers={"Content-Type": "x/y"})
    error(answer, 401, "unauthorised")


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("[]", ["message"]),
        ("{}", ["message"]),
        ('{"message": 5}', ["message"]),
        ('{"message": "a", "id": 5}', ["id"]),
        ('{"message": "a", "id": ""}', ["id"]),
        ('{"message": "a", "id": "a\\u0000b"}', ["id"]),
        (json.dumps({"message": "a", "id": "x" * 201}), ["id"]),
    ],
)
def test_what_is_missing_is_named(shared: Live, body: str, missing: list[str]) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = shared.client().post("/api/messages", content=body, headers=headers)
    assert error(answer, 422, "invalid")["missing"] == missing


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"message": NaN,}'])
def test_what_is_no_json_is_told_so(shared: Live, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = shared.client().post("/api/messages", content=body, headers=headers)
    error(answer, 400, "bad_request")


def test_another_kind_of_body_is_not_read(shared: Live) -> None:
    answer = shared.client().post("/api/messages", data={"message": "hello"})
    error(answer, 415, "unsupported")


def test_wrong_numbers_are_named(shared: Live) -> None:
    client = shared.client("head@example.org")
    for query in ("after=x", "after=-1", "limit=1.5", "after=²"):
        answer = client.get(f"/api/messages?{query}")
        assert error(answer, 422, "invalid")["missing"] == [query.split("=")[0]]
    assert client.get("/api/messages?after=99999999999999999999").json() == []


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("", EMPTY),
        ("\x00\x07", EMPTY),
        ("a" * 10_000, TOO_LONG),
        ("😀" * 10_000, TOO_LONG),
    ],
)
def test_what_cannot_be_answered_gets_one_kind_sentence(
    shared: Live, typed: str, wording: str
) -> None:
    (answer,) = shared.client().post("/api/messages", json={"message": typed}).json()
    assert answer["text"] == wording


@pytest.mark.parametrize(
    "typed", ["<b>bold</b> <script>alert(1)</script>", "**a** [b](c)", "可以拍照吗", "\ud83d half"]
)
def test_odd_words_are_words(shared: Live, typed: str) -> None:
    body = json.dumps({"message": typed})
    headers = {"Content-Type": "application/json"}
    (answer,) = shared.client().post("/api/messages", content=body, headers=headers).json()
    assert answer["text"] == f"You said: {typed}".replace("\ud83d", "").replace("  ", " ")


def test_no_such_address_is_told_in_the_same_shape(shared: Live) -> None:
    error(shared.client().get("/api/nothing"), 404, "not_found")
    error(shared.client().delete("/api/messages"), 405, "method_not_allowed")
