"""``action_nothing_pending``: yes, no, cancel, back, skip, why, start again."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import buttons, wording
from actions.base import LAST_QUESTION, Event, StaffAction, Turn, say
from actions.guidance import Guidance
from actions.replies import say_answer
from cases.procedures import Procedures
from knowledge.answer import Answered, Unsure


class NothingPendingAction(StaffAction):
    """Takes the word for what it can mean after an answer, else says that nothing waits for it."""

    def __init__(self, guidance: Guidance, procedures: Procedures) -> None:
        self._guidance = guidance
        self._procedures = procedures

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_nothing_pending"

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """'Yes' to 'Do you mean …?' is that rule; 'why?' offers the section."""
        question = tracker.get_slot(LAST_QUESTION)
        asked = question if turn.intent in {"affirm", "why"} else None
        before = self._guidance.answer(asked) if asked else None
        if turn.intent == "affirm" and isinstance(before, Unsure) and len(before.nearest) == 1:
            meant = self._guidance.clause(before.nearest[0].id)
            if meant is not None:
                say_answer(dispatcher, meant, self._procedures)
                return []
        below = []
        if turn.intent == "why" and isinstance(before, Answered):
            first = before.clauses[0]
            below = [buttons.more_on(first.section, first.id)]
        text = wording.NOTHING_PENDING.get(turn.intent, wording.ASK_AGAIN)
        say(dispatcher, text, "notice", below)
        return []
