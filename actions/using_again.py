"""A new form with the answers of an earlier request: only its dates are asked again."""

from __future__ import annotations

from functools import partial

from actions import moments, wording
from actions.base import Turn
from actions.beginning import begin
from actions.desk import Connection, Desk
from actions.outcome import Outcome, notice
from cases.declaration import Procedure
from cases.directory import Person
from cases.form.answers.base import listed
from cases.form.model import Draft, Said
from cases.model import Case

DATES = frozenset({"date", "dates"})
PLACES = frozenset({"school", "schools"})
MOST_WORDS = 60  # characters of a place


def use_again(
    desk: Desk, connection: Connection, turn: Turn, person: Person, case: Case
) -> Outcome:
    """Begins it, and says what is taken over and what is asked."""
    procedure = desk.procedures.find(case.procedure)
    if procedure is None:
        return Outcome((notice(wording.PROCEDURE_GONE),), aside=True)
    again = {
        slot: answer
        for slot, answer in case.answers.items()
        if (question := procedure.question(slot)) and question.type not in DATES
    }
    opening = partial(_opening, procedure, case)
    return begin(
        desk, connection, turn, person, procedure, answers=again, opening=opening, fresh=True
    )


def earlier_line(desk: Desk, case: Case) -> str:
    """An earlier request in one line, told apart from others by its day and place."""
    procedure = desk.procedures.find(case.procedure)
    places = [
        case.answers[each.slot].words
        for each in (procedure.questions if procedure else ())
        if each.type in PLACES and each.slot in case.answers
    ]
    parts = [f"{case.reference}: {desk.context.title(case.procedure)}"]
    about = case.answers.get(procedure.about or "") if procedure is not None else None
    if about is not None:
        parts.append(f"for {about.words}")
    parts += [f"at {each[:MOST_WORDS]}" for each in places[:1]]
    return ", ".join([*parts, f"sent on {moments.day(case.submitted_at)}"])


def _opening(procedure: Procedure, case: Case, draft: Draft) -> Said:
    asked = procedure.asked(draft.answers)
    known = draft.answers.keys() | draft.skipped
    taken = [each.label for each in asked if each.slot in draft.answers]
    left = [each.label for each in asked if each.slot not in known]
    parts = [
        wording.USED_AGAIN.format(
            title=procedure.title,
            reference=case.reference,
            taken=listed([_lower(each) for each in taken]),
        )
    ]
    if left:
        parts.append(wording.USED_AGAIN_ASKS.format(what=listed([_lower(each) for each in left])))
    text = " ".join(parts)
    return notice(f"{text}\n\n{procedure.opening}" if procedure.opening else text)


def _lower(label: str) -> str:
    return label if label[:2].isupper() else label[0].lower() + label[1:]
