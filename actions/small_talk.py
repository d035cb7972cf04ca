"""Greetings, thanks, goodbyes, and what the assistant is."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import moments, wording
from actions.base import Event, StaffAction, Turn, say
from actions.beginning import kept
from actions.desk import Desk
from actions.guidance import Guidance
from actions.loop import is_under_way
from actions.outcome import notice, utter
from actions.reading import section_buttons
from cases.form.model import Draft, Press


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


class GreetAction(StaffAction):
    """Greets; reminds of a form that was left unfinished."""

    reads_database = True

    def __init__(self, desk: Desk, guidance: Guidance) -> None:
        self._desk = desk
        self._guidance = guidance

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_greet"

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """The greeting."""
        # A form that is under way is asked for after the greeting in any case.
        draft = None if turn.group or is_under_way(tracker) else self._unfinished(tracker)
        if draft is None:
            say(dispatcher, wording.GREETING, "small_talk")
            return []
        procedure = self._desk.procedure_of(draft)
        title = procedure.title if procedure else draft.procedure
        text = wording.WAITING_FORM.format(title=title, day=moments.day(draft.touched_at))
        press = Press(wording.GO_ON_WITH, "continue_form", {"form": draft.submission[:8]})
        say(dispatcher, wording.HELLO, "small_talk")
        utter(dispatcher, (notice(text, (press,)),), self._guidance)
        return []

    def _unfinished(self, tracker: Tracker) -> Draft | None:
        person = self._desk.person(tracker.sender_id)
        drafts = self._desk.write(lambda connection: kept(self._desk, connection, person))
        return drafts[0] if drafts else None


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
        SayAction("action_thank", wording.WELCOME, "small_talk"),
        SayAction("action_goodbye", wording.GOODBYE, "small_talk"),
        SayAction("action_talk_to_person", wording.PERSON, "notice"),
        SayAction("action_start_induction", wording.INDUCTION, "notice"),
    ]
