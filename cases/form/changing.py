"""Which answer is meant by "change the date to 5 December"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cases.form.answers import likeness, registry
from cases.form.answers.base import Good, plain
from cases.form.model import Step
from cases.questions import Question, Type

if TYPE_CHECKING:
    from cases.form.turn import Turn

_CALLED: Mapping[Type, tuple[str, ...]] = {
    "date": ("date", "day", "when"),
    "dates": ("date", "dates", "day", "days", "when"),
    "time": ("time", "times"),
    "school": ("school", "place", "where", "venue"),
    "schools": ("school", "schools", "place", "where", "venue"),
    "person": ("person", "who", "name"),
    "number": ("number", "how many"),
    "files": ("file", "files", "picture", "attachment"),
    "email": ("email", "e-mail", "address"),
}
_CHANGE = re.compile(
    r"^(?:.*?\b)?(?:change|correct|edit|amend|fix|alter|update|redo|swap|make)\b(?: my answer)?"
    r"(?: to| about| on| for)?(?: the| my)?\s+",
    re.IGNORECASE | re.DOTALL,
)
_TO = re.compile(r"\s+(?:to|into|should be|is actually|is|=)\s+", re.IGNORECASE)
LONGEST = 400


def change_named(turn: Turn, words: str) -> Step | None:
    """Asks again for the answer that is named, or takes the new one where it is said as well.

    None where no one answer is named.
    """
    what = _CHANGE.sub("", words[:LONGEST], count=1)
    head, *tail = _TO.split(what, maxsplit=1)
    question = _named(turn, head)
    if question is None:
        return None
    turn.ask_for(question)
    if tail:
        reading = registry.read(tail[0], turn.context(question))
        if isinstance(reading, Good):
            return turn.accept(question, reading)
    return turn.again()


def comes_later(turn: Turn, words: str) -> bool:
    """Whether an answer is named that was not asked for yet."""
    head = _TO.split(_CHANGE.sub("", words[:LONGEST], count=1), maxsplit=1)[0]
    given = turn.changeable()
    ahead = [each for each in turn.procedure.asked(turn.draft.answers) if each not in given]
    return _among(turn, head, ahead) is not None


def _named(turn: Turn, words: str) -> Question | None:
    return _among(turn, words, turn.changeable())


def _among(turn: Turn, words: str, asked: list[Question]) -> Question | None:
    named = [(each.label, each.slot.replace("_", " ")) for each in asked]
    text = plain(words)
    if not text:
        return None
    for names in (named, [_CALLED.get(each.type, ()) for each in asked]):
        found = likeness.named_in(text, likeness.Named.all_of(names))
        if len(found) == 1:
            return asked[found[0]]
        about = [asked[at] for at in found if asked[at].slot == turn.procedure.about]
        if about:
            return about[0]
    match = likeness.find(text, likeness.Named.all_of(named))
    return asked[match.at[0]] if match.sure and len(text.split()) <= 4 else None
