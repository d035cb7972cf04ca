"""``action_case_status``, ``action_withdraw_case`` and what else a reporter does to a case."""

from __future__ import annotations

from functools import partial

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import Event, StaffAction, Turn
from actions.case_card import card_for_handler, card_for_reporter, line
from actions.desk import Connection, Desk
from actions.guidance import Guidance
from actions.loop import events_of
from actions.outcome import Outcome, notice, utter
from actions.private import cases_elsewhere
from actions.references import named_in
from actions.talks.answering import SLOT, Answering
from actions.talks.base import REFERENCE, begin
from actions.talks.headteacher import DECISION, Headteacher
from actions.talks.withdrawing import Withdrawing
from cases.directory import Person
from cases.form.model import Press
from cases.model import OPEN, Case, CaseError

MOST = 6


class CaseAction(StaffAction):
    """What all actions about cases share: a transaction, and no word of a case in a group."""

    reads_database = True

    def __init__(self, desk: Desk, guidance: Guidance) -> None:
        self._desk = desk
        self._guidance = guidance

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """Says what there is to say."""
        person = self._desk.person(tracker.sender_id)
        if turn.group:
            outcome = Outcome((cases_elsewhere(self._desk),), aside=True)
        else:
            outcome = self._desk.write(partial(self._safely, turn, person))
        utter(dispatcher, outcome.said, self._guidance, outcome.case)
        return events_of(outcome, tracker)

    def _safely(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        try:
            return self.turn(turn, person, connection)
        except CaseError as refused:
            return Outcome((notice(refused.message),), aside=True)

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """What is said, found in a transaction."""
        raise NotImplementedError

    def named(self, turn: Turn) -> str | Outcome | None:
        """The reference that a button or the words name; what to say when it is mistyped."""
        if turn.values.get(REFERENCE):
            return turn.values[REFERENCE]
        found = named_in(turn.words)
        if found.mistyped is not None:
            return _said(wording.MISTYPED.format(reference=found.mistyped))
        return found.reference

    def own(self, connection: Connection, person: Person, *, open_only: bool) -> list[Case]:
        """The person's own cases, the newest first."""
        page = self._desk.office.cases_of(
            connection, person, part="reporter", open_only=open_only, order="newest", limit=MOST
        )
        return list(page.cases)

    def which(self, cases: list[Case], intent: str) -> Outcome:
        """Asks which of several is meant."""
        lines = "\n".join(f"• {line(self._desk, each)}" for each in cases)
        presses = [Press(each.reference, intent, {REFERENCE: each.reference}) for each in cases]
        return _said(f"{wording.WHICH_CASE}\n{lines}", presses)


class CaseStatusAction(CaseAction):
    """Tells what became of a request: the one named, the only one, or a list to choose from."""

    answers_danger = True

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_case_status"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """A case's card, or the list."""
        named = self.named(turn)
        if isinstance(named, Outcome):
            return named
        if named is not None:
            return self.card(connection, named, person)
        cases = self.own(connection, person, open_only=True) or self.own(
            connection, person, open_only=False
        )
        if not cases:
            return _said(wording.NO_CASES)
        if len(cases) == 1:
            return self.card(connection, cases[0].reference, person)
        lines = "\n".join(f"• {line(self._desk, each)}" for each in cases)
        presses = [
            Press(each.reference, "case_status", {REFERENCE: each.reference}) for each in cases
        ]
        return _said(f"{wording.YOUR_CASES}\n{lines}", presses)

    def card(self, connection: Connection, reference: str, person: Person) -> Outcome:
        """The case in words. Opening one that came to them is noted as taking it on."""
        office = self._desk.office
        case = office.case(connection, reference, person)
        if case.reporter == person.email:
            return card_for_reporter(self._desk, case)
        if case.state == "submitted" and case.handler == person.email:
            case = office.acknowledge(connection, reference, person)
        return card_for_handler(self._desk, case)


class WithdrawAction(CaseAction):
    """Takes a request back, once that is confirmed."""

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_withdraw_case"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """Asks whether it is really wanted, or which is meant."""
        named = self.named(turn)
        if isinstance(named, Outcome):
            return named
        if named is None:
            cases = self.own(connection, person, open_only=True)
            if not cases:
                return _said(wording.NOTHING_TO_WITHDRAW)
            if len(cases) > 1:
                return self.which(cases, "withdraw_case")
            named = cases[0].reference
        case = self._desk.office.case(connection, named, person)
        if case.reporter != person.email:
            return _said(wording.NOT_THEIRS.format(reference=named))
        if case.state not in OPEN:
            return _said(wording.TOO_LATE.format(reference=named))
        return begin(
            self._desk, connection, Withdrawing(), turn, person.email, {REFERENCE: named}, "sure"
        )


class AnswerCaseAction(CaseAction):
    """The next words are the answer to what a handler asked."""

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_answer_case"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """Asks for the answer."""
        reference = turn.values.get(REFERENCE, "")
        case = self._desk.office.case(connection, reference, person)
        if case.state != "more_information" or case.reporter != person.email:
            return _said(wording.NOTHING_ASKED.format(reference=case.reference))
        answers = {REFERENCE: case.reference}
        return begin(self._desk, connection, Answering(), turn, person.email, answers, SLOT)


class HeadteacherSaidAction(CaseAction):
    """What a Headteacher said about the teacher's own device."""

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_headteacher_said"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """Asks for the decision."""
        case = self._desk.office.case(connection, turn.values.get(REFERENCE, ""), person)
        if case.reporter != person.email:
            return _said(wording.NOT_THEIRS.format(reference=case.reference))
        if case.state not in OPEN and case.decided_at is not None:
            return card_for_reporter(self._desk, case)
        answers = {REFERENCE: case.reference}
        return begin(self._desk, connection, Headteacher(), turn, person.email, answers, DECISION)


def _said(text: str, presses: list[Press] | None = None) -> Outcome:
    return Outcome((notice(text, presses or ()),), aside=True)
