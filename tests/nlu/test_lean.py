"""Calls of the action server keep their connection and carry no more than is needed."""

from __future__ import annotations

import pytest

from tests.nlu.running_rasa import RunningRasa

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


def test_one_connection_serves_many_turns(rasa: RunningRasa) -> None:
    rasa.say("connection", "hello")
    before = set(rasa.actions.connections)
    for _ in range(10):
        rasa.say("connection", "can I film my choir?")
    assert len(rasa.actions.connections - before) <= 1


def test_the_domain_is_not_sent(rasa: RunningRasa) -> None:
    rasa.say("domain", "hello")
    assert "domain" not in rasa.actions.calls[-1]
