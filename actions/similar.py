"""Points out that a very similar request is open already, before everything is asked again."""

from __future__ import annotations

from dataclasses import replace

from actions import moments, wording
from actions.desk import Connection, Desk
from actions.outcome import notice
from cases.form.model import Draft, Press, Said

MARK = "similar"


def pointed_out(
    desk: Desk, connection: Connection, draft: Draft, said: tuple[Said, ...]
) -> tuple[Draft, tuple[Said, ...]]:
    """The draft and what is said, with a word about the similar case before the last of it.

    Once in a form, as soon as what the declaration compares is known.
    """
    procedure = desk.procedure_of(draft)
    if procedure is None or not procedure.similar_on or MARK in draft.explained:
        return draft, said
    answers = procedure.counted(draft.answers)
    if not set(procedure.similar_on) <= answers.keys():
        return draft, said
    draft = replace(draft, explained=(*draft.explained, MARK))
    person = desk.person(draft.person)
    found = desk.office.similar(connection, procedure, person, answers)
    if found is None:
        return draft, said
    text = wording.SIMILAR.format(reference=found.reference, day=moments.day(found.submitted_at))
    see = Press(wording.SEE_IT, "case_status", {"reference": found.reference})
    stop = Press(wording.STOP_THIS, "cancel", {"form": draft.submission[:8]})
    return draft, (*said[:-1], notice(text, (see, stop)), *said[-1:])
