from __future__ import annotations

import json

from actions import buttons


def test_a_payload_is_an_intent_with_its_values() -> None:
    made = buttons.button("Read on", "more_on_section", section="5", start="3")
    intent, _, values = made["payload"].partition("{")
    assert intent == "/more_on_section"
    assert json.loads("{" + values) == {"section": "5", "start": "3"}
    assert buttons.ask_owner()["payload"] == "/ask_owner"


def test_a_long_title_is_cut_with_an_ellipsis() -> None:
    made = buttons.button("a very long title " * 10, "ask_owner")
    assert len(made["title"]) <= buttons.LONGEST_TITLE
    assert made["title"].endswith("…")
    assert buttons.button("short", "ask_owner")["title"] == "short"
