"""The way into Rasa that the gateway uses."""

from __future__ import annotations

import pytest

from tests.nlu.running_rasa import RunningRasa

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


def test_one_utterance_is_one_message_with_all_its_parts(rasa: RunningRasa) -> None:
    (reply,) = rasa.say("parts", "can I film my choir?")
    assert reply == {
        "recipient_id": "parts",
        "text": "action_answer\n\nsecond paragraph",
        "buttons": [{"title": "More", "payload": '/more_on_section{"section": "5"}'}],
        "custom": {"kind": "answered"},
    }


@pytest.mark.parametrize("token", ["", "wrong", "rasa-token ", "ünbekannt"])
def test_nobody_gets_in_without_the_token(rasa: RunningRasa, token: str) -> None:
    body = {"sender": "stranger", "message": "hello"}
    assert rasa.post(body, token).status_code == 401
    assert rasa.events("stranger") == []


@pytest.mark.parametrize("body", [[], {}, {"sender": "a"}, {"message": "hello"}, "hello"])
def test_a_body_without_sender_and_message_is_refused(rasa: RunningRasa, body: object) -> None:
    assert rasa.post(body).status_code == 400


def test_metadata_reaches_the_actions(rasa: RunningRasa) -> None:
    rasa.say("metadata", "hello", message_id="17", channel="web", group=False)
    said = [e for e in rasa.actions.calls[-1]["tracker"]["events"] if e["event"] == "user"][-1]
    assert {key: said["metadata"][key] for key in ("message_id", "channel", "group")} == {
        "message_id": "17",
        "channel": "web",
        "group": False,
    }


def test_a_failed_action_gives_no_reply_and_the_next_message_works(rasa: RunningRasa) -> None:
    with rasa.actions.failing():
        assert rasa.say("failing", "can I film my choir?") == []
    assert rasa.say("failing", "can I film my choir?")


def test_people_s_words_never_reach_the_log(rasa: RunningRasa) -> None:
    secret = "my pupil Zebedee Quartermain told me"
    rasa.say("log", secret)
    with rasa.actions.failing():
        rasa.say("log", f"{secret} again")
    assert "Zebedee" not in rasa.log.read_text(errors="replace")
