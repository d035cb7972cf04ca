"""Every type of answer: how its words are read, and how its values are read out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any

from cases.conditions import days_of
from cases.form.answers import (
    choice,
    clock,
    dates,
    email,
    files,
    number,
    people,
    school,
    text,
    yes_no,
)
from cases.form.answers.base import Bad, Context, Good, Reading, listed, plain
from cases.form.dates.wording import days_words
from cases.model import Answer
from cases.questions import Question, Type

# "Yes" and "no" answer no such question.
_WANTS_NAME = re.compile(r"(?:which|who|whose|where)\b", re.IGNORECASE)

_READERS: Mapping[Type, Callable[[str, Context], Reading]] = {
    "text": text.read,
    "choice": choice.read,
    "choices": choice.read,
    "yes_no": yes_no.read,
    "date": dates.read,
    "dates": dates.read,
    "time": clock.read,
    "person": people.read,
    "school": school.read,
    "schools": school.read,
    "number": number.read,
    "files": files.read,
    "email": email.read,
}


def read(words: str, context: Context) -> Reading:
    """What ``words`` answer to the question of ``context``. Never raises, whatever they are."""
    question = context.question
    yes_or_no = yes_no.says_only(words) is not None and plain(words) not in choice.NONE_AT_ALL
    if question.type == "text" and _WANTS_NAME.match(question.ask) and yes_or_no:
        return Bad("Please give a name, or say it in a few words")
    return _READERS[question.type](words, context)


def pressed(value: str, context: Context) -> Reading | None:
    """The answer of a button (see `encoded`); None where it no longer is one."""
    question = context.question
    if question.type == "choice" or (question.type == "choices" and question.option(value)):
        return Good(choice.answer_of(question, [value])) if question.option(value) else None
    if question.type == "yes_no":
        return Good(yes_no.answer_of(value == "true")) if value in ("true", "false") else None
    try:
        held = json.loads(value)
    except ValueError:
        return None
    return _decoded(held, context)


def _decoded(held: Any, context: Context) -> Reading | None:
    question = context.question
    if question.type in ("date", "dates"):
        days = days_of(held)
        return dates.checked(days, context) if days else None
    if not still_good(Answer(held, ""), context):
        return None
    if question.type == "choices":
        return Good(choice.answer_of(question, held), read_back=True)
    return Good(Answer(held, words_for(question, held)), read_back=question.type == "files")


def encoded(question: Question, value: Any) -> str:
    """A value as a button carries it."""
    if question.type == "choice":
        return str(value)
    if question.type == "yes_no":
        return "true" if value else "false"
    if question.type == "choices" and len(value) == 1:
        return str(value[0])
    return json.dumps(value, ensure_ascii=False)


def words_for(question: Question, value: Any) -> str:
    """How a value is read out."""
    return _WORDS.get(question.type, _plainly)(question, value)


def still_good(answer: Answer, context: Context) -> bool:
    """Whether an answer given before is still one: options change, and days pass."""
    kind: Type = context.question.type
    value: Any = answer.value
    if not value and value is not False and value != 0:
        return False
    # A truth is a number to Python, and no number here.
    if not isinstance(answer.value, _VALUES.get(kind, str)) or (kind, type(value)) == (
        "number",
        bool,
    ):
        return False
    if kind in ("date", "dates"):
        return dates.still_in_time(answer, context)
    if kind == "choices":
        return all(context.question.option(each) for each in value)
    return kind != "choice" or context.question.option(value) is not None


def _titles(question: Question, value: Any) -> str:
    values = [value] if isinstance(value, str) else list(value)
    return listed([each.title for each in question.options if each.value in values])


def _plainly(_: Question, value: Any) -> str:
    return listed([_name(each) for each in value]) if isinstance(value, list) else _name(value)


def _name(value: Any) -> str:
    return str(value["name"]) if isinstance(value, Mapping) else str(value)


_WORDS: Mapping[Type, Callable[[Question, Any], str]] = {
    "choice": _titles,
    "choices": _titles,
    "yes_no": lambda _, value: yes_no.answer_of(value).words,
    "date": lambda _, value: days_words(days_of(value)),
    "dates": lambda _, value: days_words(days_of(value)),
    "time": lambda _, value: clock.words_for(str(value)),
    "files": lambda _, value: files.answer_of(value).words,
}
# What a type's values are, where they are not text.
_VALUES: Mapping[Type, type | UnionType] = {
    "choices": list,
    "yes_no": bool,
    "dates": list,
    "person": str | dict | list,
    "schools": list,
    "number": int,
    "files": list,
}
