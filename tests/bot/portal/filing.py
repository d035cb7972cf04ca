"""Files cases through the office, with every question answered as somebody might."""

from __future__ import annotations

import secrets
from typing import Any

from cases.declaration import Procedure, Question
from cases.form.model import Draft
from cases.model import Answer, Case
from tests.bot.live import Live

DAY = "2027-12-03"
USUAL: dict[str, Answer] = {
    "text": Answer("a few words about it", "a few words about it"),
    "yes_no": Answer(False, "No"),
    "date": Answer(DAY, "Friday 3 December 2027"),
    "dates": Answer([DAY], "Friday 3 December 2027"),
    "time": Answer("10:00", "10:00"),
    "person": Answer({"name": "somebody else"}, "somebody else"),
    "school": Answer("Central music centre", "Central music centre"),
    "schools": Answer(["Central music centre"], "Central music centre"),
    "number": Answer(1, "1"),
    "files": Answer([], "No files"),
    "email": Answer("somebody@example.org", "somebody@example.org"),
}


def answers_for(procedure: Procedure, **given: Any) -> dict[str, Answer]:
    """Answers to all that is asked; `given` are values, or `Answer`s, by slot."""
    answers: dict[str, Answer] = {}
    while missing := [each for each in procedure.asked(answers) if each.slot not in answers]:
        question = missing[0]
        answers[question.slot] = _answer(question, given.get(question.slot))
    return answers


def draft_for(
    live: Live, procedure_id: str, reporter: str = "staff@example.org", **given: Any
) -> Draft:
    procedure = live.gateway.office.procedures.find(procedure_id)
    assert procedure is not None
    now = live.gateway.office.context.now()
    return Draft(
        submission=secrets.token_hex(16),
        person=reporter,
        procedure=procedure_id,
        answers=answers_for(procedure, **given),
        started_at=now,
        touched_at=now,
    )


def filed(live: Live, procedure_id: str, reporter: str = "staff@example.org", **given: Any) -> Case:
    """A new case of this procedure."""
    draft = draft_for(live, procedure_id, reporter, **given)
    gateway = live.gateway
    return gateway.database.write_now(lambda c: gateway.office.file(c, draft))


def path_of(case: Case) -> str:
    return f"/portal/cases/{case.reference}"


def case_now(live: Live, case: Case, viewer: str) -> Case:
    """The case as this person sees it now."""
    gateway = live.gateway
    person = gateway.directory.find(viewer)
    assert person is not None
    return gateway.database.write_now(lambda c: gateway.office.case(c, case.reference, person))


def _answer(question: Question, value: Any) -> Answer:
    if isinstance(value, Answer):
        return value
    if value is None and question.type in {"choice", "choices"}:
        forbidden = {each for stop in question.stops for each in stop.when}
        value = next(each.value for each in question.options if each.value not in forbidden)
    if value is None:
        return USUAL[question.type]
    option = question.option(value)
    words = option.title if option else str(value)
    if isinstance(value, bool):
        words = "Yes" if value else "No"
    if isinstance(value, dict):
        words = value["name"]
    return Answer([value] if question.type == "choices" else value, words)
