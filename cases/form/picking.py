"""Choosing several by buttons: one press after the other, until that is all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cases.form.answers import choice, yes_no
from cases.form.answers.base import Context, Good, listed, plain
from cases.form.model import Draft, Heard, Step
from cases.model import Answer
from cases.procedures import applies
from cases.questions import Question

if TYPE_CHECKING:
    from cases.form.turn import Turn

SEVERAL = frozenset({"choices", "schools"})
# Options that go with no other.
_ALONE = frozenset({"none", "nobody", "no_one", "nothing"})
_ALL = re.compile(
    r"(?:(?:ok|and|yes|no|um) )*(?:(?:that'?s|that is|this is) (?:all|it|everything|them|the lot)"
    r"|(?:i'?m |all )?(?:done|finished)|no (?:more|others?)|nothing (?:else|more)|none|nothing"
    r"|next|enough|(?:just|only) (?:that|those|these|them|this|the one|one|it)(?: ones?)?"
    r"|that(?: wi|')?ll do|go on|continue|carry on|move on|end)(?: (?:thanks|thank you|please|ta))*"
)


def button_value(question: Question, value: str) -> str:
    """One of several as its button carries it; a list would be all that is chosen."""
    return value if question.type == "choices" else json.dumps(value, ensure_ascii=False)


def all_value(chosen: Sequence[str]) -> str:
    """What the button "That is all" carries."""
    return json.dumps(list(chosen), ensure_ascii=False)


def left(question: Question, context: Context, chosen: Iterable[str]) -> list[str]:
    """What can be chosen besides. Nothing that goes with no other."""
    if question.type == "schools":
        return [each.name for each in context.schools if each.name not in chosen]
    return [
        each.value
        for each in question.options
        if each.value not in chosen and each.value not in _ALONE
    ]


def picked(turn: Turn, question: Question, value: str) -> Step | None:
    """Adds what was pressed, and asks for more; None where a button stands for something else."""
    one = _one(question, value)
    if one is None:
        return None
    alone = answer_of(question, [one])
    if any(applies({question.slot: s.when}, {question.slot: alone}) for s in question.stops):
        return turn.accept(question, Good(alone))
    chosen = tuple(dict.fromkeys([*turn.draft.chosen, one]))
    if chosen == (one,) and one in _ALONE:
        return turn.accept(question, Good(alone))
    if not left(question, turn.context(question), chosen):
        return turn.accept(question, Good(answer_of(question, chosen), read_back=True))
    turn.draft = replace(turn.draft, chosen=chosen, bad=0, offered=None)
    return turn.again()


def _one(question: Question, value: str) -> str | None:
    if question.type == "choices":
        return value if question.option(value) else None
    if question.type != "schools":
        return None
    try:
        name = json.loads(value)
    except ValueError:
        return None
    return name if isinstance(name, str) and name.strip() else None


def is_all(draft: Draft, heard: Heard) -> bool:
    """Whether the words say that nothing is to be added to what was chosen by buttons."""
    if not draft.chosen or draft.offered or "value" in heard.values:
        return False
    if heard.intent in ("affirm", "deny") and not heard.words:
        return True
    text = plain(heard.words)
    return _ALL.fullmatch(text) is not None or yes_no.says_only(heard.words) is not None


def with_chosen(draft: Draft, question: Question, reading: Good) -> Good:
    """An answer together with what was chosen by buttons before it."""
    if not draft.chosen or question.type not in SEVERAL:
        return reading
    added = [each for each in reading.answer.value if each not in _ALONE]
    return replace(reading, answer=answer_of(question, [*draft.chosen, *added]), read_back=True)


def answer_of(question: Question, values: Sequence[str]) -> Answer:
    """The answer that these values make."""
    kept = list(dict.fromkeys(values))
    if question.type == "choices":
        return choice.answer_of(question, kept)
    return Answer(kept, listed(kept))
