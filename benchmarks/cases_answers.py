"""Answers to any declared form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.declaration import Procedure
from cases.model import Answer
from cases.questions import Question

WORDS = "A few words about it, as somebody in a hurry would write them."
FILLED: dict[str, Any] = {
    "text": WORDS,
    "yes_no": False,
    "time": "10:00",
    "person": {"name": "somebody in the town"},
    "number": 1,
    "files": [],
    "email": "somebody@example.net",
}


def answers_to(procedure: Procedure, now: datetime, place: str) -> dict[str, Answer]:
    """An answer to every question that is asked: the first that nothing forbids."""
    answers: dict[str, Answer] = {}
    while missing := [each for each in procedure.asked(answers) if each.slot not in answers]:
        value = _value(missing[0], now, place)
        answers[missing[0].slot] = Answer(value, _words(missing[0], value))
    return answers


def _value(question: Question, now: datetime, place: str) -> Any:
    forbidden = {value for stop in question.stops for value in stop.when}
    if question.type in {"choice", "choices"}:
        fine = next(each.value for each in question.options if each.value not in forbidden)
        return fine if question.type == "choice" else [fine]
    if question.type in {"date", "dates"}:
        day = (now + timedelta(days=14)).date().isoformat()
        return day if question.type == "date" else [day]
    if question.type in {"school", "schools"}:
        return place if question.type == "school" else [place]
    value = FILLED[question.type]
    return True if value is False and False in forbidden else value


def _words(question: Question, value: Any) -> str:
    option = question.option(value[0] if question.type == "choices" else value)
    if option is not None:
        return option.title
    if isinstance(value, dict):
        return str(value["name"])
    return ", ".join(value) if isinstance(value, list) else str(value)
