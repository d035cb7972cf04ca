"""Run in Rasa's environment: a conversation is kept in the store at argv[1] and read back."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered

from nlu.tracker_store import ShortSessionStore

DOMAIN = Domain.from_dict(
    {
        "slots": {
            name: {
                "type": "text",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            }
            for name in ("last_question", "never_set")
        },
        "forms": {"case_form": {"required_slots": []}},
    }
)


def turn(number: int) -> list[Any]:
    """What a turn adds to a conversation."""
    words = f"question {number} “ünïcode” 🎻"
    return [
        UserUttered(words, {"name": "ask", "confidence": 1.0}),
        ActionExecuted("action_answer"),
        SlotSet("last_question", words),
        BotUttered(f"answer {number}"),
        ActionExecuted("action_listen"),
    ]


async def talk(store: ShortSessionStore, sender: str, turns: int, loop: str | None) -> list[int]:
    """How many events were read at each turn."""
    read = []
    for number in range(turns):
        tracker = await store.get_or_create_tracker(sender, append_action_listen=True)
        read.append(len(tracker.events))
        events = turn(number)
        if number == 0 and loop:
            events.insert(1, ActiveLoop(loop))
        for event in events:
            tracker.update(event, DOMAIN)
        await store.save(tracker)
    return read


async def main() -> dict[str, Any]:
    """The findings that the test looks at."""
    store = ShortSessionStore(DOMAIN, sys.argv[1])
    read = await talk(store, "long", 30, None)
    in_form = await talk(store, "form", 12, "case_form")
    again = ShortSessionStore(DOMAIN, sys.argv[1])
    tracker = await again.retrieve("long")
    formed = await again.retrieve("form")
    whole = await again.retrieve_full_tracker("long")
    assert tracker is not None
    assert formed is not None
    assert whole is not None
    said = [event.text for event in whole.events if isinstance(event, UserUttered)]
    return {
        "most_read": max(read),
        "read_in_form": in_form,
        "last_question": tracker.get_slot("last_question"),
        "never_set": tracker.get_slot("never_set"),
        "listening": tracker.latest_action_name,
        "form": formed.active_loop_name,
        "said": said,
        "answers": sum(isinstance(event, BotUttered) for event in whole.events),
        "unknown": await again.retrieve("nobody"),
        "conversations": sorted(await again.keys()),
    }


if __name__ == "__main__":
    sys.stdout.write("FINDINGS" + json.dumps(asyncio.run(main())))
