"""Answers to a declared form, found from its declaration: the first that nothing forbids."""

from __future__ import annotations

from typing import Any

from cases.model import Answer
from cases.procedures import Procedure
from cases.questions import Question

BY_TYPE: dict[str, Any] = {
    "yes_no": False,
    "date": "2026-12-04",
    "dates": ["2026-12-04"],
    "school": "Central music centre",
    "schools": ["Central music centre"],
    "files": [],
    "number": 1,
    "person": {"name": "somebody in the town"},
    "time": "10:00",
    "email": "somebody@example.net",
    "text": "some words",
}


def filled(procedure: Procedure, /, **given: Any) -> dict[str, Answer]:
    """An answer to every question that is asked; `given` ones are taken as they are."""
    answers: dict[str, Answer] = {}
    while missing := [each for each in procedure.asked(answers) if each.slot not in answers]:
        question = missing[0]
        value = given.get(question.slot, _value(question))
        answers[question.slot] = Answer(value, str(value))
    return answers


def _value(question: Question) -> Any:
    forbidden = {value for stop in question.stops for value in stop.when}
    if question.type in {"choice", "choices"}:
        fine = next(each.value for each in question.options if each.value not in forbidden)
        return fine if question.type == "choice" else [fine]
    value = BY_TYPE[question.type]
    return True if value is False and False in forbidden else value
