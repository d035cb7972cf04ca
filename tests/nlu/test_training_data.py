"""Rasa's files agree with each other and with the code."""

from __future__ import annotations

import subprocess
from collections import Counter

import pytest
import yaml

from bot.settings import ROOT
from tests.nlu.running_rasa import RASA

FEWEST = 25
BUTTONS_ALONE = {
    "answer", "confirm", "files_sent", "answer_case", "decide", "headteacher_said",
    "send_words",
}  # fmt: skip


def phrases() -> list[tuple[str, str]]:
    """Every training phrase with its intent."""
    return [
        (block["intent"], line.removeprefix("- "))
        for path in sorted((ROOT / "data" / "nlu").glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    ]


def domain() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.timeout(600)
def test_rasa_finds_no_fault() -> None:
    done = subprocess.run(
        [str(RASA), "data", "validate", "--fail-on-warnings"],
        env={
            "PYTHONPATH": str(ROOT),
            "PATH": "/usr/bin:/bin",
            "HOME": str(ROOT / ".build"),
            "RASA_TELEMETRY_ENABLED": "false",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert " WARNING " not in done.stdout + done.stderr
    assert "UserWarning" not in done.stderr


def test_every_intent_has_enough_phrases_and_none_twice() -> None:
    counted = Counter(intent for intent, _ in phrases())
    assert sorted(counted) == sorted(domain()["intents"])
    assert {
        intent: number
        for intent, number in counted.items()
        if number < FEWEST and intent not in BUTTONS_ALONE
    } == {}
    repeated = Counter(phrase.lower() for _, phrase in phrases())
    assert [phrase for phrase, number in repeated.items() if number > 1] == []


def test_what_buttons_alone_say_is_compared_with_no_words() -> None:
    for intent, phrase in phrases():
        assert phrase.startswith("/") == (intent in BUTTONS_ALONE)


def test_no_intent_has_a_name_that_rasa_keeps_for_itself() -> None:
    assert not {"back", "restart", "session_start"} & set(domain()["intents"])
