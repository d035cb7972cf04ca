"""Words typed before go to a case at the press of a button: as an answer, or as a message."""

from __future__ import annotations

from uuid import uuid4

from rasa_sdk import Tracker

from actions import wording
from actions.base import Turn
from actions.case_status import CaseAction
from actions.desk import Connection, Desk
from actions.loop import is_under_way
from actions.outcome import Outcome, notice
from actions.too_late import (
    AS_ANSWER,
    AS_MESSAGE,
    DONE,
    INTENT,
    LATER,
    REFERENCE,
    SINCE,
    WAY,
    WORDS,
    too_late,
    values_of,
)
from cases.directory import Person
from cases.form.model import Draft, Press, Said
from cases.model import CaseError, State

WAITS: State = "more_information"


class OpenQuestion:
    """Knows what a manager asks of somebody, when it is exactly one thing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def hint(self, tracker: Tracker, turn: Turn) -> Said | None:
        """Asks whether the words were meant for it; None where they can hardly be."""
        if turn.group or is_under_way(tracker):
            return None
        person = self._desk.person(tracker.sender_id)
        page = self._desk.database.read_now(
            lambda connection: self._desk.office.cases_of(
                connection, person, part="reporter", state=WAITS, limit=2
            )
        )
        if page.total != 1:
            return None
        reference = page.cases[0].reference
        send = Press(
            wording.SEND_AS_ANSWER.format(reference=reference),
            INTENT,
            values_of(reference, AS_ANSWER, turn.words, turn.message),
        )
        later = Press(wording.ANSWER_LATER, INTENT, {REFERENCE: reference, WAY: LATER})
        return notice(wording.WAS_IT_AN_ANSWER.format(reference=reference), (send, later))


class SendWordsAction(CaseAction):
    """Puts the words of the button on its case."""

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_send_words"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """What became of them."""
        reference, words = turn.values.get(REFERENCE, ""), turn.values.get(WORDS, "")
        way, since = turn.values.get(WAY), turn.values.get(SINCE, "")
        office = self._desk.office
        if way == AS_MESSAGE:
            case = office.message(connection, reference, person, words)
            told = wording.MESSAGE_SENT
        elif way == AS_ANSWER:
            try:
                case = office.answer_more_information(connection, reference, person, words)
            except CaseError as refused:
                if refused.status != DONE:
                    raise
                case = office.case(connection, reference, person)
                return Outcome((too_late(self._desk, case, words, since),), aside=True)
            told = wording.ANSWER_SENT
        else:
            return Outcome((notice(wording.ANSWER_WAITS),), aside=True)
        if case.confidential:
            self._erase(connection, person, since, turn.message)
        text = told.format(who=self._desk.name(case.handler), reference=case.reference)
        return Outcome((notice(text),), case=case, aside=True)

    def _erase(self, connection: Connection, person: Person, since: str, until: str) -> None:
        """The words are in the case now, so they go out of the conversation."""
        first = int(since) if since.isdecimal() else int(until) if until.isdecimal() else 0
        draft = Draft(uuid4().hex, person.email, procedure="", first_message=first)
        self._desk.erase(connection, draft, until)
