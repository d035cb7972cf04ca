"""``action_more_on_section``: reading out rules, one or a section's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import buttons, wording
from actions.base import LAST_QUESTION, Event, StaffAction, Turn, say
from actions.guidance import Guidance
from actions.replies import say_answer
from cases.procedures import Procedures
from knowledge.answer import Answered, Unsure
from knowledge.library import Clause
from knowledge.wording import citations_of, words_of

AT_ONCE = 3
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SECTION = re.compile(
    rf"\b(?:section|sect|part|chapter)\W*(\d{{1,3}}|{'|'.join(_NUMBERS)})\b", re.IGNORECASE
)


class MoreOnSectionAction(StaffAction):
    """Reads out one rule, or the next few of a section."""

    def __init__(self, guidance: Guidance, procedures: Procedures) -> None:
        self._guidance = guidance
        self._procedures = procedures

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_more_on_section"

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """The rule or section of the button, else of the words, else of the last question."""
        section, clause = turn.values.get("section"), turn.values.get("clause")
        if section is None and clause is not None:
            self._read_one(dispatcher, clause)
            return []
        section = section or section_in(turn.words) or self._last(tracker.get_slot(LAST_QUESTION))
        if section is None:
            say(dispatcher, wording.WHICH_SECTION, "notice", section_buttons(self._guidance))
        else:
            self._read_some(dispatcher, section, int(turn.values.get("start", 0)), clause)
        return []

    def _read_one(self, dispatcher: CollectingDispatcher, identifier: str) -> None:
        answer = self._guidance.clause(identifier)
        if answer is None:
            say(dispatcher, wording.CLAUSE_GONE, "notice")
        else:
            say_answer(dispatcher, answer, self._procedures)

    def _read_some(
        self, dispatcher: CollectingDispatcher, section: str, start: int, known: str | None
    ) -> None:
        whole = self._guidance.section(section)
        if not whole:
            text = wording.NO_SUCH_SECTION.format(section=section)
            say(dispatcher, text, "notice", section_buttons(self._guidance))
            return
        # The rule that was just read is passed over; the others keep their places.
        following = [place for place in range(start, len(whole)) if whole[place].id != known]
        now, rest = following[:AT_ONCE], following[AT_ONCE:]
        if not now:
            say(dispatcher, wording.NO_MORE_IN_SECTION.format(section=section), "notice")
            return
        answer = self._together([whole[place] for place in now])
        below = [buttons.read_on(section, rest[0])] if rest else []
        say(dispatcher, words_of(answer), "answered", below, citations=citations_of(answer))

    def _together(self, clauses: Sequence[Clause]) -> Answered:
        single = [self._guidance.clause(clause.id) for clause in clauses]
        quotations = tuple(each.quotations[0] if each else None for each in single)
        return Answered(clauses=tuple(clauses), score=1.0, quotations=quotations, next_steps=())

    def _last(self, question: str | None) -> str | None:
        answer = self._guidance.answer(question) if question else None
        if isinstance(answer, Answered):
            return answer.clauses[0].section
        return answer.nearest[0].section if isinstance(answer, Unsure) else None


def section_in(words: str) -> str | None:
    """The section number that the words name."""
    match = _SECTION.search(words)
    if match is None:
        return None
    number = match[1].lower()
    return str(_NUMBERS.index(number) + 1) if number in _NUMBERS else str(int(number))


def section_buttons(guidance: Guidance) -> list[buttons.Button]:
    """A button for each section there is, with its title."""
    titles = guidance.library.section_titles
    return [buttons.section(number, title) for number, title in titles.items()]
