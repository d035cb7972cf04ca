"""Greetings, thanks, goodbyes, and what the assistant is."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import Event, StaffAction, Turn, say
from actions.guidance import Guidance
from actions.reading import section_buttons


class SayAction(StaffAction):
    """Says one fixed text."""

    def __init__(self, name: str, text: str, kind: str) -> None:
        self._name = name
        self._text = text
        self._kind = kind

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return self._name

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """The text."""
        say(dispatcher, self._text, self._kind)
        return []


class CapabilitiesAction(StaffAction):
    """Says what the assistant can do, and offers the sections."""

    def __init__(self, guidance: Guidance) -> None:
        self._guidance = guidance

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_what_can_you_do"

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """What it is for, with a button for each section."""
        say(dispatcher, wording.CAPABILITIES, "small_talk", section_buttons(self._guidance))
        return []


def fixed() -> list[SayAction]:
    """The actions that say one text each."""
    return [
        SayAction("action_greet", wording.GREETING, "small_talk"),
        SayAction("action_thank", wording.WELCOME, "small_talk"),
        SayAction("action_goodbye", wording.GOODBYE, "small_talk"),
        SayAction("action_talk_to_person", wording.PERSON, "notice"),
        SayAction("action_case_status", wording.STATUS, "notice"),
        SayAction("action_start_induction", wording.INDUCTION, "notice"),
        SayAction("action_ask_owner", wording.OWNER, "notice"),
    ]
