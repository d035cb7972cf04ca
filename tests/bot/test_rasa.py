from __future__ import annotations

import dataclasses
from typing import Any

import httpx
import pytest

from bot.messages import Reply
from bot.rasa import Failed, Rasa, Unreachable, replies_of
from bot.settings import Settings

pytestmark = pytest.mark.anyio
BUTTON = {"title": "More on section 5", "payload": '/more_on_section{"section":"5"}'}


def answering(settings: Settings, answer: httpx.Response | Exception) -> Rasa:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Rasa(settings, httpx.MockTransport(handle))


async def test_words_reach_rasa_with_their_message_id(settings: Settings) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=[{"recipient_id": "a", "text": "Yes."}])

    rasa = Rasa(settings, httpx.MockTransport(handle))
    assert await rasa.say("a", "may I?", {"message_id": "7"}) == [Reply("Yes.")]
    assert seen[0].url.path == "/webhooks/rest/webhook"
    assert seen[0].url.params["token"] == "rasa-token"
    assert b'"message_id":"7"' in seen[0].content


async def test_an_empty_answer_is_a_failure(settings: Settings) -> None:
    with pytest.raises(Failed):
        await answering(settings, httpx.Response(200, json=[])).say("a", "hello", {})


async def test_rasas_own_failure_is_a_failure(settings: Settings) -> None:
    with pytest.raises(Failed):
        await answering(settings, httpx.Response(503, json={"error": "failed"})).say("a", "hi", {})


async def test_an_answer_of_empty_messages_is_a_failure(settings: Settings) -> None:
    empty = [{"recipient_id": "a"}, {"text": ""}, {"custom": {}}]
    with pytest.raises(Failed):
        await answering(settings, httpx.Response(200, json=empty)).say("a", "hello", {})


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("gone"),
        httpx.ReadTimeout("slow"),
        httpx.Response(401),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"version": "3"}),
    ],
)
async def test_whatever_is_no_answer_is_unreachable(
    settings: Settings, answer: httpx.Response | Exception
) -> None:
    with pytest.raises(Unreachable):
        await answering(settings, answer).say("a", "hello", {})


async def test_ready_when_it_answers_and_not_when_it_does_not(settings: Settings) -> None:
    assert await answering(settings, httpx.Response(200)).ready()
    assert not await answering(settings, httpx.Response(503)).ready()
    assert not await answering(settings, httpx.ConnectError("gone")).actions_ready()


async def test_a_real_peer_is_reached(settings: Settings) -> None:
    rasa = Rasa(settings)
    try:
        assert await rasa.ready()
        assert await rasa.say("a", "hello", {}) == [Reply("You said: hello")]
    finally:
        await rasa.close()


async def test_nobody_there_is_unreachable(settings: Settings) -> None:
    rasa = Rasa(dataclasses.replace(settings, rasa_url="http://127.0.0.1:1"))
    try:
        assert not await rasa.ready()
        with pytest.raises(Unreachable):
            await rasa.say("a", "hello", {})
    finally:
        await rasa.close()


@pytest.mark.parametrize(
    ("items", "replies"),
    [
        ([{"text": "One."}, {"text": "Two."}], [Reply("One."), Reply("Two.")]),
        (
            [{"text": "Rule.", "buttons": [BUTTON]}, {"custom": {"kind": "answered"}}],
            [Reply("Rule.", ((BUTTON["title"], BUTTON["payload"]),), None, {"kind": "answered"})],
        ),
        ([{"text": "See."}, {"image": "/a.png"}], [Reply("See.", (), "/a.png")]),
        (
            [{"text": "A.", "custom": {"n": 1}}, {"custom": {"n": 2}}],
            [Reply("A.", (), None, {"n": 1}), Reply(None, (), None, {"n": 2})],
        ),
        ([{"custom": {"n": 1}}], [Reply(None, (), None, {"n": 1})]),
        ([{"text": "A.", "buttons": [{"title": "No payload"}, "odd"]}], [Reply("A.")]),
        (["odd", None, 3, {"text": 5}], []),
    ],
)
async def test_messages_of_one_utterance_are_joined(items: list[Any], replies: list[Reply]) -> None:
    assert replies_of(items) == replies
