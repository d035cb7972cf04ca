"""``action_case_status``, ``action_withdraw_case`` and what else a reporter does to a case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
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
from actions.talks.headteacher import DECISION, DECISIONS, SURE, Headteacher
from actions.talks.headteacher import WORDS as HEAD_WORDS
from actions.talks.withdrawing import Withdrawing
from actions.too_late import WORDS
from cases.directory import Person
from cases.form.model import Press
from cases.model import OPEN, Case, CaseError
from nlu.headteacher import headteacher_told
from nlu.instructions import waits_to_hear

MOST = 6
RECENT_DAYS = 60
_SEVERAL = re.compile(r"\b(?:requests|reports|cases|applications|all|both|everything)\b", re.I)


class CaseAction(StaffAction):
    """What all actions about cases share: a transaction, and no word of a case in a group.

    ``otherwise`` takes words that turn out to be about no case of the person's.
    """

    reads_database = True

    def __init__(
        self, desk: Desk, guidance: Guidance, otherwise: StaffAction | None = None
    ) -> None:
        self._desk = desk
        self._guidance = guidance
        self._otherwise = otherwise

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """Says what there is to say."""
        person = self._desk.person(tracker.sender_id)
        if turn.group:
            outcome = Outcome((cases_elsewhere(self._desk),), aside=True)
        else:
            found = self._desk.write(partial(self._safely, turn, person))
            if found is None and self._otherwise is not None:
                return self._otherwise.reply(dispatcher, tracker, turn, in_danger=in_danger)
            outcome = found or _said(wording.NO_CASES)
        utter(dispatcher, outcome.said, self._guidance, outcome.case)
        return events_of(outcome, tracker)

    def _safely(self, turn: Turn, person: Person, connection: Connection) -> Outcome | None:
        try:
            return self.turn(turn, person, connection)
        except CaseError as refused:
            return Outcome((notice(refused.message),), aside=True)

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome | None:
        """What is said, found in a transaction; None when it is about no case of theirs."""
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

    def which(
        self, cases: list[Case], intent: str, values: Mapping[str, str] | None = None
    ) -> Outcome:
        """Asks which of several is meant; ``values`` go along with its button."""
        lines = "\n".join(f"• {line(self._desk, each)}" for each in cases)
        presses = [
            Press(each.reference, intent, {REFERENCE: each.reference, **(values or {})})
            for each in cases
        ]
        return _said(f"{wording.WHICH_CASE}\n{lines}", presses)


class CaseStatusAction(CaseAction):
    """Tells what became of a request: the one named, the only one, or a list to choose from."""

    answers_danger = True

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_case_status"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome | None:
        """A case's card, or the list: what is open, then what was over of late."""
        named = self.named(turn)
        if isinstance(named, Outcome):
            return named
        if named is not None:
            return self.card(connection, named, person)
        still, over = self.own(connection, person, open_only=True), self._over(connection, person)
        if not still and not over:
            still = self.own(connection, person, open_only=False)
        if not still and not over:
            return None if waits_to_hear(turn.words) else _said(wording.NO_CASES)
        only = still if still and not _SEVERAL.search(turn.words) else [*still, *over]
        if len(only) == 1:
            return self.card(connection, only[0].reference, person)
        parts = []
        for heading, cases in ((wording.YOUR_CASES, still), (wording.OVER_CASES, over)):
            lines = [f"• {line(self._desk, each)}" for each in cases]
            parts += [heading.format(days=RECENT_DAYS), *lines] if lines else []
        presses = [
            Press(each.reference, "case_status", {REFERENCE: each.reference})
            for each in (*still, *over)
        ]
        return _said("\n".join(parts), presses)

    def _over(self, connection: Connection, person: Person) -> list[Case]:
        """What was decided or taken back of late, the newest first."""
        since = self._desk.now() - timedelta(days=RECENT_DAYS)
        page = self._desk.office.cases_of(
            connection, person, part="reporter", over=True, order="newest", limit=50
        )
        found = [each for each in page.cases if each.decided_at and each.decided_at >= since]
        found.sort(key=lambda each: each.decided_at or since, reverse=True)
        return found[:MOST]

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

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome | None:
        """Asks for the decision; whether it was understood, where words told it."""
        told = headteacher_told(turn.words) if turn.words else None
        reference, decision = turn.values.get(REFERENCE), turn.values.get(DECISION, "")
        words = turn.values.get(WORDS, "")
        if told is not None:
            decision, words = told.decision, told.condition
        if reference is None:
            waiting = [
                each
                for each in self.own(connection, person, open_only=True)
                if (procedure := self._desk.procedures.find(each.procedure))
                and procedure.outcomes_by_reporter
            ]
            if not waiting:
                return None
            if len(waiting) > 1:
                given = {DECISION: decision, WORDS: words} if decision else {}
                return self.which(waiting, "headteacher_said", given)
            reference = waiting[0].reference
        case = self._desk.office.case(connection, reference, person)
        if case.reporter != person.email:
            return _said(wording.NOT_THEIRS.format(reference=case.reference))
        if case.state not in OPEN and case.decided_at is not None:
            return card_for_reporter(self._desk, case)
        answers = {REFERENCE: case.reference}
        asking = DECISION
        if decision in DECISIONS.values():
            answers, asking = {**answers, DECISION: decision, HEAD_WORDS: words}, SURE
        return begin(self._desk, connection, Headteacher(), turn, person.email, answers, asking)


def _said(text: str, presses: list[Press] | None = None) -> Outcome:
    return Outcome((notice(text, presses or ()),), aside=True)
