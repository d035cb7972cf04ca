"""``action_answer``: a question in the person's own words."""

from __future__ import annotations

import re
from typing import Protocol

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import ASKED_LAST, LAST_QUESTION, Event, StaffAction, Turn, say
from actions.guidance import Guidance
from actions.outcome import utter
from actions.replies import say_answer
from cases.form.model import Said
from cases.procedures import Procedures
from knowledge.answer import Answer, Answered, Unsure
from knowledge.follow_up import is_follow_up

ABOUT_HARM = frozenset({"online_safety_concern", "cyberbullying_report"})

_CHOICES = (
    re.compile(r"(?:the )?(?:1|1st|first|former|top)(?: one)?", re.IGNORECASE),
    re.compile(r"(?:the )?(?:2|2nd|second|latter|middle)(?: one)?", re.IGNORECASE),
    re.compile(r"(?:the )?(?:3|3rd|third|last|bottom)(?: one)?", re.IGNORECASE),
)


class Starts(Protocol):
    """Begins a form where words clearly ask for one; ``StartProcedureAction`` does."""

    def is_asked_for(self, tracker: Tracker, turn: Turn) -> bool:
        """Whether the words ask for a form, and it is sure which."""
        ...

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """Begins it."""
        ...


class Waits(Protocol):
    """Knows whether somebody else waits for words of the person's; ``OpenQuestion`` does."""

    def hint(self, tracker: Tracker, turn: Turn) -> Said | None:
        """What is said after words that were no question to us; None when nobody waits."""
        ...


class AnswerAction(StaffAction):
    """Answers from the guidance, or says plainly that it does not cover the question.

    After words of danger it says no more than a rule about just that. With ``starts``, a command
    begins a form; with ``waits``, what cannot be answered may be somebody's answer.
    """

    answers_danger = True
    reads_database = True

    def __init__(
        self,
        guidance: Guidance,
        procedures: Procedures,
        starts: Starts | None = None,
        waits: Waits | None = None,
    ) -> None:
        self._guidance = guidance
        self._procedures = procedures
        self._starts = starts
        self._waits = waits

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_answer"

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """One answer, and the question kept for a follow-up."""
        if not turn.words:
            say(dispatcher, wording.ASK_AGAIN, "notice")
            return []
        if turn.is_unreadable:
            say(dispatcher, wording.NO_WORDS, "notice")
            return []
        if self._starts is not None and self._starts.is_asked_for(tracker, turn):
            return self._starts.reply(dispatcher, tracker, turn, in_danger=in_danger)
        previous: str | None = tracker.get_slot(LAST_QUESTION)
        chosen = chosen_rule(turn.words, previous, self._guidance)
        if chosen is not None:
            say_answer(dispatcher, chosen, self._procedures)
            return []
        answer = self._guidance.answer(turn.words, previous)
        if not in_danger or is_about_harm(answer):
            say_answer(dispatcher, answer, self._procedures)
        if self._waits is not None and not in_danger and not isinstance(answer, Answered):
            hint = self._waits.hint(tracker, turn)
            if hint is not None:
                utter(dispatcher, (hint,), self._guidance)
        said_last = SlotSet(ASKED_LAST, True)
        if previous and is_follow_up(turn.words):
            return [said_last]  # the next follow-up leans on the same question
        return [SlotSet(LAST_QUESTION, turn.words), said_last]


def chosen_rule(words: str, previous: str | None, guidance: Guidance) -> Answered | None:
    """The rule that 'the second one' means, when the question before it could mean several."""
    plain = words.strip(" .!")
    place = next((at for at, pattern in enumerate(_CHOICES) if pattern.fullmatch(plain)), None)
    if place is None or not previous:
        return None
    before = guidance.answer(previous)
    if isinstance(before, Unsure) and place < len(before.nearest):
        return guidance.clause(before.nearest[place].id)
    return None


def is_about_harm(answer: Answer) -> bool:
    """Whether the answer's first rule is one on reporting harm online."""
    return isinstance(answer, Answered) and answer.clauses[0].procedure in ABOUT_HARM
