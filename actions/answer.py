"""``action_answer``: a question in the person's own words."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import Event, StaffAction, Turn, say
from actions.guidance import Guidance
from actions.replies import say_answer
from cases.procedures import Procedures
from knowledge.answer import Answer, Answered, Unsure
from knowledge.follow_up import is_follow_up

LAST_QUESTION = "last_question"
ABOUT_HARM = frozenset({"online_safety_concern", "cyberbullying_report"})

_CHOICES = (
    re.compile(r"(?:the )?(?:1|1st|first|former|top)(?: one)?", re.IGNORECASE),
    re.compile(r"(?:the )?(?:2|2nd|second|latter|middle)(?: one)?", re.IGNORECASE),
    re.compile(r"(?:the )?(?:3|3rd|third|last|bottom)(?: one)?", re.IGNORECASE),
)


class AnswerAction(StaffAction):
    """Answers from the guidance, or says plainly that it does not cover the question.

    After words of danger it says no more than a rule about just that.
    """

    answers_danger = True

    def __init__(self, guidance: Guidance, procedures: Procedures) -> None:
        self._guidance = guidance
        self._procedures = procedures

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
        previous: str | None = tracker.get_slot(LAST_QUESTION)
        chosen = chosen_rule(turn.words, previous, self._guidance)
        if chosen is not None:
            say_answer(dispatcher, chosen, self._procedures)
            return []
        answer = self._guidance.answer(turn.words, previous)
        if not in_danger or is_about_harm(answer):
            say_answer(dispatcher, answer, self._procedures)
        if previous and is_follow_up(turn.words):
            return []  # the next follow-up leans on the same question
        return [SlotSet(LAST_QUESTION, turn.words)]


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
