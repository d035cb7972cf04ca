"""A conversation with the actions, as Rasa would lead it: rules outside the form, the form inside.

What Rasa hears outside a form is told by the test; inside, `nlu.instructions` decides as it does
there. `tests/journeys` has the same with the real Rasa.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import loop
from actions.base import StaffAction
from actions.desk import Desk
from actions.registry import all_actions
from bot.settings import ROOT
from cases.database import Database
from cases.directory import Directory
from cases.form.desk import FormDesk
from cases.office import Office, open_context
from cases.organisation import read_organisation
from cases.procedures import Procedures
from nlu.instructions import heard
from tests.actions.stand_ins import StandInEncoder, StandInGuidance
from tests.cases.room import Handed
from tests.clock import Clock

PUBLIC_URL = "https://assistant.example.org"
ORGANISATION = read_organisation(ROOT / "organisation.yml")
# The intents of buttons and words that an action of the same name takes outside the form.
NOTHING_PENDING = {
    "affirm", "deny", "cancel", "go_back", "skip", "why", "restart_form", "change_answer",
    "pause_form", "answer", "confirm", "files_sent",
}  # fmt: skip


def desk_in(folder: Path, database: Database, clock: Clock, procedures: Procedures) -> Desk:
    """A desk whose durable work is only noted down."""
    directory = Directory(ORGANISATION.people)
    context = open_context(ORGANISATION, directory, database, folder, procedures, clock.now)
    object.__setattr__(context, "queue", Handed())
    forms = FormDesk(procedures, lambda: directory, ORGANISATION, clock.now)
    return Desk(database, Office(context), forms, PUBLIC_URL)


class Chats:
    """Conversations of several people with the same actions."""

    def __init__(self, desk: Desk, guidance: StandInGuidance | None = None) -> None:
        self.desk = desk
        self.guidance = guidance or StandInGuidance()
        actions = all_actions(self.guidance, desk, StandInEncoder())
        self.actions = {each.name(): each for each in actions}

    def of(self, person: str) -> Chat:
        return Chat(self, person)


class Chat:
    """One person's. ``said`` holds the last replies, ``text`` their words."""

    def __init__(self, chats: Chats, person: str) -> None:
        self._chats = chats
        self.desk = chats.desk
        self.person = person
        self.slots: dict[str, Any] = {}
        self.inside = False
        self.said: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)

    @property
    def text(self) -> str:
        return "\n".join(each["text"] or "" for each in self.said)

    @property
    def titles(self) -> list[str]:
        return [button["title"] for each in self.said for button in each["buttons"]]

    @property
    def case(self) -> dict[str, str]:
        found: dict[str, str] = next(
            each["custom"]["case"] for each in self.said if "case" in each["custom"]
        )
        return found

    def say(
        self, words: str, intent: str = "ask", *, message: str | None = None, group: bool = False
    ) -> str:
        """Says words, which Rasa hears as ``intent`` unless they are an answer."""
        if self.inside:
            intent = heard(words, intent, 0.9, self.slots.get(loop.EXPECTS))
        return self._turn(words, intent, {}, message, group=group)

    def press(self, title: str, *, message: str | None = None, group: bool = False) -> str:
        """Presses the button of the last replies whose title begins so."""
        found = [
            button["payload"]
            for each in self.said
            for button in each["buttons"]
            if button["title"].startswith(title)
        ]
        assert found, f"no button {title} among {self.titles}"
        return self.send(found[0], message=message, group=group)

    def send(self, payload: str, *, message: str | None = None, group: bool = False) -> str:
        """Sends a button's payload."""
        name, brace, values = payload[1:].partition("{")
        given = json.loads(brace + values) if brace else {}
        return self._turn(payload, name, given, message, group=group)

    def all(self, turns: Iterable[str]) -> str:
        """Says one after the other; a button's title begins with ">"."""
        for each in turns:
            if each.startswith(">"):
                self.press(each[1:])
            else:
                self.say(each)
        return self.text

    def start(self, procedure: str, **values: str) -> str:
        return self.send(f"/start_procedure{json.dumps({'procedure': procedure, **values})}")

    def _turn(
        self, text: str, intent: str, values: dict[str, str], message: str | None, *, group: bool
    ) -> str:
        latest = {
            "text": text,
            "intent": {"name": intent},
            "entities": [{"entity": name, "value": value} for name, value in values.items()],
            "metadata": {
                "message_id": str(next(self._numbers)) if message is None else message,
                "channel": "web",
                "group": group,
            },
        }
        active = {"name": loop.FORM} if self.inside else {}
        tracker = Tracker(self.person, dict(self.slots), latest, [], False, None, active, None)
        dispatcher = CollectingDispatcher()
        events = asyncio.run(self._action(intent).run(dispatcher, tracker, {}))
        self.said = dispatcher.messages
        self._apply(events)
        return self.text

    def _action(self, intent: str) -> StaffAction:
        if self.inside:
            return self._chats.actions[loop.FORM_ACTION]
        name = "answer" if intent == "ask" else intent
        name = "nothing_pending" if intent in NOTHING_PENDING else name
        return self._chats.actions[f"action_{name}"]

    def _apply(self, events: list[dict[str, Any]]) -> None:
        for each in events:
            if each["event"] == "active_loop":
                self.inside = each["name"] is not None
            elif each["event"] == "slot":
                self.slots[each["name"]] = each["value"]
                if each["name"] == "requested_slot":
                    self.inside = each["value"] is not None
