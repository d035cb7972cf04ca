from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.journeys.conftest import Stack

pytestmark = pytest.mark.stack

FOLDER = Path(__file__).parent
JOURNEYS = [
    pytest.param(journey, id=f"{path.stem}: {journey['journey']}")
    for path in sorted(FOLDER.glob("*.yml"))
    for journey in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def staff(stack: Stack) -> Iterator[httpx.Client]:
    with stack.client("staff@example.org") as client:
        yield client


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey(staff: httpx.Client, journey: dict[str, Any]) -> None:
    replies: list[dict[str, Any]] = []
    for turn in journey["turns"]:
        words = turn["say"] if "say" in turn else _payload(replies, turn["press"])
        response = staff.post("/api/messages", json={"message": words})
        assert response.status_code == 200, response.text
        replies = response.json()
        _check(turn, replies)


def _payload(replies: list[dict[str, Any]], button: str | int) -> str:
    buttons = [each for reply in replies for each in reply.get("buttons", [])]
    if isinstance(button, int):
        return str(buttons[button - 1]["payload"])
    titles = {each["title"]: each["payload"] for each in buttons}
    assert button in titles, f"no such button among {sorted(titles)}"
    return str(titles[button])


def _check(turn: dict[str, Any], replies: list[dict[str, Any]]) -> None:
    text = "\n".join(reply.get("text") or "" for reply in replies)
    custom = [reply.get("custom") or {} for reply in replies]
    kinds = {each.get("kind") for each in custom}
    sections = {cited["section"] for each in custom for cited in each.get("citations", [])}
    assert text, turn
    if "kind" in turn:
        assert turn["kind"] in kinds, (turn, text)
    if "not_kind" in turn:
        assert turn["not_kind"] not in kinds, (turn, text)
    if "section" in turn:
        assert turn["section"] in sections, (turn, text)
    if "says" in turn:
        assert turn["says"] in text, (turn, text)
    if "buttons" in turn:
        count = sum(len(reply.get("buttons", [])) for reply in replies)
        assert count >= turn["buttons"], (turn, replies)
