"""What every action shares: danger is looked for before anything else is done."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.danger import danger_in

Event = dict[str, Any]
Button = dict[str, str]

# The slot of the question that a short follow-up is read with.
LAST_QUESTION = "last_question"
# The gateway puts this before words that start with "/", so that Rasa takes no words for a button.
GUARD = "\u200b"
# Set while a question of theirs was the last thing that somebody said.
ASKED_LAST = "question_said_last"
_BUTTON = re.compile(r"/[a-z_]+(\{.*\})?", re.DOTALL)


@dataclass(frozen=True)
class Turn:
    """What the person said: ``words`` (empty for a button), ``intent``, the button's ``values``.

    ``message`` is the gateway's id of the message: the same id is the same message. In a ``group``
    others read along.
    """

    words: str
    intent: str
    values: Mapping[str, str] = field(hash=False)
    message: str = ""
    channel: str = ""
    group: bool = False

    @property
    def is_unreadable(self) -> bool:
        """Whether what was written has no letter or digit of any script."""
        return bool(self.words) and not any(each.isalnum() for each in self.words)

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """The turn that ``tracker`` is in."""
        latest = tracker.latest_message
        text = latest.get("text") or ""
        pressed = _BUTTON.fullmatch(text) is not None
        metadata = latest.get("metadata") or {}
        return cls(
            words="" if pressed else text.lstrip(GUARD).strip(),
            intent=(latest.get("intent") or {}).get("name") or "",
            values={each["entity"]: str(each["value"]) for each in latest.get("entities") or []}
            if pressed
            else {},
            message=str(metadata.get("message_id") or ""),
            channel=str(metadata.get("channel") or ""),
            group=metadata.get("group") is True,
        )


class StaffAction(Action):
    """An action that says the words of danger first, from anywhere.

    ``answers_danger`` tells whether it has more to say after them; ``reads_database`` whether it
    must not hold others up meanwhile.
    """

    answers_danger = False
    reads_database = False

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Event]:
        """Rasa's entry: danger first, then ``reply``."""
        turn = Turn.of(tracker)
        danger = danger_in(turn.words)
        if danger is not None:
            say(dispatcher, wording.DANGER[danger], "danger")
            if not self.answers_danger:
                return _asked_before(tracker, [])
        in_danger = danger is not None
        if self.reads_database:
            events = await asyncio.to_thread(
                self.reply, dispatcher, tracker, turn, in_danger=in_danger
            )
        else:
            events = self.reply(dispatcher, tracker, turn, in_danger=in_danger)
        return _asked_before(tracker, events)

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """Says what there is to say, and returns Rasa's events."""
        raise NotImplementedError


def _asked_before(tracker: Tracker, events: list[Event]) -> list[Event]:
    """The events; unless they say otherwise, no question was the last thing said from now on."""
    if not tracker.get_slot(ASKED_LAST) or any(each.get("name") == ASKED_LAST for each in events):
        return events
    return [SlotSet(ASKED_LAST, None), *events]


def say(
    dispatcher: CollectingDispatcher,
    text: str,
    kind: str,
    buttons: Sequence[Button] = (),
    *,
    citations: Iterable[Mapping[str, Any]] = (),
    next_steps: Iterable[str] = (),
    case: Mapping[str, str] | None = None,
) -> None:
    """One reply: ``kind`` tells channels what it is; citations and ``case`` as in DESIGN 5.5.

    ``next_steps`` are ids of procedures.
    """
    custom: dict[str, Any] = {"kind": kind}
    if kept := [dict(citation) for citation in citations]:
        custom["citations"] = kept
    if steps := list(next_steps):
        custom["next_steps"] = steps
    if case is not None:
        custom["case"] = dict(case)
    dispatcher.utter_message(text=text, buttons=list(buttons), json_message=custom)
