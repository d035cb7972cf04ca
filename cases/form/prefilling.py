"""What can be taken from words said, or answers given, before the form began."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cases.form.answers import choice, dates, registry, yes_no
from cases.form.answers.base import Context, Good, contains, plain
from cases.form.answers.school import named_schools
from cases.model import Answer
from cases.procedures import Procedure, applies
from cases.questions import Question

MakeContext = Callable[[Question], Context]


def from_words(procedure: Procedure, words: str, context: MakeContext) -> dict[str, Answer]:
    """Answers that ``words`` give to questions that may be filled so. Nothing is guessed.

    What would break a must is left to be asked.
    """
    found: dict[str, Answer] = {}
    if not words.strip():
        return found
    for question in procedure.questions:
        if question.prefill and applies(question.when, found):
            answer = _in_words(words, context(question))
            if answer is not None and not _stopped(question, answer):
                found[question.slot] = answer
    return found


def from_answers(
    procedure: Procedure, answers: Mapping[str, Answer], context: MakeContext
) -> dict[str, Answer]:
    """Of answers given to an earlier case, those that are still good. Files belong to that case."""
    return {
        question.slot: answers[question.slot]
        for question in procedure.asked(answers)
        if question.slot in answers
        and question.type != "files"
        and registry.still_good(answers[question.slot], context(question))
    }


def _in_words(words: str, context: Context) -> Answer | None:
    question = context.question
    if question.options:
        options = [each.value for each in choice.options_named(words, question)]
        if len(options) == 1 or (options and question.type == "choices"):
            return choice.answer_of(question, options)
    elif question.type in ("date", "dates"):
        reading = dates.read(words, context)
        return reading.answer if isinstance(reading, Good) else None
    elif question.type in ("school", "schools"):
        return named_schools(words, context)
    elif question.type == "yes_no":
        text = plain(words)
        no = any(contains(text, plain(each)) for each in question.no)
        yes = any(contains(text, plain(each)) for each in question.yes)
        return yes_no.answer_of(yes) if yes != no else None
    return None


def _stopped(question: Question, answer: Answer) -> bool:
    return any(applies({question.slot: s.when}, {question.slot: answer}) for s in question.stops)
