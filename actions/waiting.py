"""``action_what_is_waiting`` and ``action_decide``: a handler's work, in the chat."""

from __future__ import annotations

from actions import wording
from actions.base import Turn
from actions.case_card import card_for_handler, waiting_line
from actions.case_status import CaseAction
from actions.desk import Connection
from actions.outcome import Outcome, notice
from actions.talks.base import REFERENCE, begin
from actions.talks.deciding import DECISION, Deciding, first_answers
from cases.deciding import DECISIONS
from cases.directory import Person
from cases.form.model import Press
from cases.model import OPEN
from cases.routing import may_be_given

MOST = 6


class WaitingAction(CaseAction):
    """Lists what waits for a decision, due first."""

    answers_danger = True

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_what_is_waiting"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """The list, each with a button."""
        page = self._desk.office.cases_of(
            connection, person, part="handler", open_only=True, order="due", limit=MOST
        )
        # Their own that they only look after, such as a letter of theirs, wait for others.
        cases = [each for each in page.cases if each.reporter != person.email]
        if not cases:
            comes = may_be_given(self._desk.context, person)
            text = wording.NOTHING_WAITS if comes else wording.NOT_A_HANDLER
            return Outcome((notice(text),), aside=True)
        count = page.total - (len(page.cases) - len(cases))
        lines = [
            wording.WAITS.format(count=count, cases="case waits" if count == 1 else "cases wait"),
            *(f"• {waiting_line(self._desk, each)}" for each in cases),
        ]
        if count > len(cases):
            lines.append(wording.MORE_WAIT.format(count=count - len(cases)))
        presses = [
            Press(each.reference, "case_status", {REFERENCE: each.reference}) for each in cases
        ]
        return Outcome((notice("\n".join(lines), presses),), aside=True)


class DecideAction(CaseAction):
    """Begins a decision: checks, a reason, and a last yes."""

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_decide"

    def turn(self, turn: Turn, person: Person, connection: Connection) -> Outcome:
        """The first question of the decision."""
        case = self._desk.office.case(connection, turn.values.get(REFERENCE, ""), person)
        decision = turn.values.get(DECISION, "")
        if case.state not in OPEN or decision not in DECISIONS[case.kind]:
            return card_for_handler(self._desk, case)
        answers, asking = first_answers(self._desk, case, decision)
        return begin(self._desk, connection, Deciding(), turn, person.email, answers, asking)
