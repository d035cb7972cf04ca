"""The actions that begin forms: a new one, one that was left, one used before, a question."""

from __future__ import annotations

from functools import partial

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import ASKED_LAST, LAST_QUESTION, Event, StaffAction, Turn
from actions.beginning import FRESH, begin, go_on, kept
from actions.desk import Connection, Desk
from actions.guidance import Guidance
from actions.loop import events_of, is_under_way
from actions.meant import Meant
from actions.outcome import Outcome, notice, utter
from actions.private import cases_elsewhere
from actions.using_again import earlier_line, use_again
from cases.declaration import Procedure
from cases.directory import Person
from cases.form.model import Draft, Press
from cases.model import Answer, CaseError

OWNERS_PROCEDURE, OWNERS_QUESTION = "guidance_question", "question"
MOST = 6


class FormAction(StaffAction):
    """What all actions that begin forms share: a transaction."""

    reads_database = True

    def __init__(self, desk: Desk, guidance: Guidance) -> None:
        self._desk = desk
        self._guidance = guidance

    def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, in_danger: bool
    ) -> list[Event]:
        """The first question, or what to choose from."""
        question = self.question(tracker, turn)
        person = self._desk.person(tracker.sender_id)
        outcome = self._desk.write(partial(self.turn, turn, person, question, in_danger))
        utter(dispatcher, outcome.said, self._guidance, outcome.case)
        return events_of(outcome, tracker)

    def question(self, tracker: Tracker, turn: Turn) -> str | None:
        """The question asked before."""
        found: str | None = tracker.get_slot(LAST_QUESTION)
        return found

    def turn(
        self,
        turn: Turn,
        person: Person,
        question: str | None,
        in_danger: bool,
        connection: Connection,
    ) -> Outcome:
        """What is said, found in a transaction. ``question`` is the one asked before."""
        raise NotImplementedError


class StartProcedureAction(FormAction):
    """Starts the procedure that is meant, or offers those that could be."""

    answers_danger = True

    def __init__(self, desk: Desk, guidance: Guidance, meant: Meant) -> None:
        super().__init__(desk, guidance)
        self._meant = meant

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_start_procedure"

    def is_asked_for(self, tracker: Tracker, turn: Turn) -> bool:
        """Whether words that were heard as a question ask for a form, and it is sure which."""
        return not is_under_way(tracker) and self._meant.surely(turn.words) is not None

    def turn(
        self,
        turn: Turn,
        person: Person,
        question: str | None,
        in_danger: bool,
        connection: Connection,
    ) -> Outcome:
        """The first question."""
        named = self._desk.procedures.find(turn.values.get("procedure", ""))
        found = named or (self._meant.surely(turn.words) if turn.words else None)
        choices = [found] if found else self._meant.by(turn.words)
        if len(choices) == 1:
            return begin(
                self._desk,
                connection,
                turn,
                person,
                choices[0],
                words=turn.words or question or "",
                fresh=FRESH in turn.values,
            )
        if in_danger:
            return Outcome((), aside=True)
        return _choose(choices)


class ContinueFormAction(FormAction):
    """Goes on with the form that a button names, the only one, or one to choose."""

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_continue_form"

    def turn(
        self,
        turn: Turn,
        person: Person,
        question: str | None,
        in_danger: bool,
        connection: Connection,
    ) -> Outcome:
        """The question that it stopped at."""
        drafts = kept(self._desk, connection, person)
        form = turn.values.get("form")
        named = [each for each in drafts if form and each.submission.startswith(form)]
        if named or len(drafts) == 1:
            return go_on(self._desk, connection, turn, (named or drafts)[0])
        if not drafts:
            return Outcome((notice(wording.NO_FORM),), aside=True)
        presses = [self._press(each) for each in drafts[:MOST]]
        return Outcome((notice(wording.WHICH_FORM, presses),), aside=True)

    def _press(self, draft: Draft) -> Press:
        procedure = self._desk.procedure_of(draft)
        title = procedure.title if procedure else draft.procedure
        return Press(title, "continue_form", {"form": draft.submission[:8]})


class UseAgainAction(FormAction):
    """Starts a request with the answers of an earlier one."""

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_use_again"

    def turn(
        self,
        turn: Turn,
        person: Person,
        question: str | None,
        in_danger: bool,
        connection: Connection,
    ) -> Outcome:
        """The dates are asked anew; several earlier requests are offered."""
        if turn.group:
            return Outcome((cases_elsewhere(self._desk),), aside=True)
        office = self._desk.office
        reference = turn.values.get("reference")
        if reference is None:
            page = office.cases_of(
                connection, person, part="reporter", order="newest", limit=20, full=True
            )
            earlier = [each for each in page.cases if each.kind == "permission"][:MOST]
            if not earlier:
                return Outcome((notice(wording.NOTHING_TO_USE),), aside=True)
            if len(earlier) > 1:
                lines = "\n".join(f"• {earlier_line(self._desk, each)}" for each in earlier)
                presses = [
                    Press(each.reference, "use_again", {"reference": each.reference})
                    for each in earlier
                ]
                return Outcome((notice(f"{wording.WHICH_AGAIN}\n{lines}", presses),), aside=True)
            reference = earlier[0].reference
        try:
            case = office.case(connection, reference, person)
        except CaseError as refused:
            return Outcome((notice(refused.message),), aside=True)
        if case.reporter != person.email:
            return Outcome((notice(wording.NOTHING_TO_USE),), aside=True)
        return use_again(self._desk, connection, turn, person, case)


class AskOwnerAction(FormAction):
    """Puts the question asked before to the guidance owner."""

    answers_danger = True

    def name(self) -> str:
        """The name in ``domain.yml``."""
        return "action_ask_owner"

    def question(self, tracker: Tracker, turn: Turn) -> str | None:
        """The question asked before: at the press of its button, or when it was said just now."""
        just_now = not turn.words or tracker.get_slot(ASKED_LAST)
        return super().question(tracker, turn) if just_now else None

    def turn(
        self,
        turn: Turn,
        person: Person,
        question: str | None,
        in_danger: bool,
        connection: Connection,
    ) -> Outcome:
        """The form with the question in it already."""
        procedure = self._desk.procedures.find(OWNERS_PROCEDURE)
        if procedure is None or in_danger:
            text = wording.PROCEDURE_GONE if procedure is None else ""
            return Outcome((notice(text),) if text else (), aside=True)
        answers = {OWNERS_QUESTION: Answer(question, question)} if question else None
        return begin(
            self._desk, connection, turn, person, procedure, answers=answers, fresh=bool(question)
        )


def _choose(choices: list[Procedure]) -> Outcome:
    presses = [Press(each.title, "start_procedure", {"procedure": each.id}) for each in choices]
    return Outcome((notice(wording.CHOOSE_PROCEDURE, presses),), aside=True)
