"""What follows from an answer for others: explanations that are due, dates that come too early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cases.form import wording
from cases.form.answers.base import listed
from cases.form.model import Draft, Said
from cases.model import Answer
from cases.procedures import Procedure, applies
from cases.questions import Question


def explained(procedure: Procedure, draft: Draft) -> tuple[Draft, list[Said]]:
    """What is to be explained about all answers so far and was not yet; the draft remembers it.

    All of them, as an explanation may rest on two answers: the later one makes it due.
    """
    said: list[Said] = []
    names = list(draft.explained)
    for question in procedure.asked(draft.answers):
        for number, each in enumerate(question.explains):
            name = f"{question.slot}.{number}"
            if name not in names and applies({question.slot: each.when}, draft.answers):
                said.append(Said(each.says, citations=(each.clause,)))
                names.append(name)
    return replace(draft, explained=tuple(names)), said


def too_early(procedure: Procedure, question: Question, answers: Mapping[str, Answer]) -> str:
    """Why a date just given comes too early; empty where it does not."""
    if question.after is None or question.slot not in procedure.too_early(answers):
        return ""
    words, earlier = answers[question.slot].words, answers[question.after].words
    return wording.TOO_EARLY.format(words=words, earlier=earlier)


def without_too_early(procedure: Procedure, draft: Draft) -> tuple[Draft, str]:
    """The draft without dates that come before the one they must come after; says so."""
    early = procedure.too_early(draft.answers)
    if not early:
        return draft, ""
    labels = [each.label for each in procedure.questions if each.slot in early]
    kept = {slot: each for slot, each in draft.answers.items() if slot not in early}
    return replace(draft, answers=kept), wording.ASKED_AGAIN.format(what=listed(labels))
