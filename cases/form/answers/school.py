"""A school, music centre or group; or several."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from cases.form.answers import likeness, yes_no
from cases.form.answers.base import (
    Bad,
    Context,
    Good,
    Reading,
    Unsure,
    listed,
    pieces,
    plain,
    unknown,
)
from cases.form.answers.choice import all_meant, places
from cases.form.answers.text import clean
from cases.model import Answer
from cases.organisation import School

LONGEST_NAME = 120
FEWEST_INITIALS = 3
WANTED = "Please name the school"
_OTHER = re.compile(
    r"^\s*(?:an?other (?:school|one|place)|other(?: school)?|somewhere else|new school|not listed)"
    r"\s*[:,-]?\s*(?:called |it's |it is )?",
    re.IGNORECASE,
)
_ALL = re.compile(r"all (?:of )?(?:the |my |our )?schools|every school")


def read(words: str, context: Context) -> Reading:
    """Schools by name or nearly; "another school: …" takes whatever name follows."""
    several = context.question.type == "schools"
    text = clean(words)
    if not any(each.isalnum() for each in text) or not pieces(text):
        return Bad(WANTED)
    if unknown(text) or yes_no.says_only(text) is not None:
        return Bad(WANTED)
    other = _OTHER.match(text)
    if other:
        return _other(text[other.end() :], context)
    known = context.schools
    if several and known and (all_meant(text, len(known)) or _ALL.fullmatch(plain(text))):
        return Good(_answer(context, [each.name for each in known]), read_back=True)
    by_place = places(text, len(known))
    if by_place and (several or len(by_place) == 1):
        return Good(_answer(context, [known[at].name for at in by_place]), read_back=True)
    return _by_name(text, context) if several else _one(text, context)


def named_schools(words: str, context: Context) -> Answer | None:
    """The schools whose names stand in ``words``, guessing nothing; None where none does."""
    named = likeness.named_in(plain(words), _named(context.schools))
    if not named or (len(named) > 1 and context.question.type == "school"):
        return None
    return _answer(context, [context.schools[at].name for at in named])


def _one(text: str, context: Context) -> Reading:
    match = likeness.find(text, _named(context.schools))
    names = [context.schools[at].name for at in match.at]
    if match.sure:
        return Good(_answer(context, names), read_back=not match.exact)
    if names:
        said = listed(names[:4], "or")
        return Unsure(
            f"Did you mean {said}? If not, say “another school:” and its name.",
            tuple(_answer(context, [each]) for each in names[:4]),
        )
    if len(text) > LONGEST_NAME:
        return Bad("Please give just the name of the school")
    return _ask_of(text, context)


def _by_name(text: str, context: Context) -> Reading:
    """Several: all that are named in the words, or each piece by itself."""
    things = _named(context.schools)
    named = likeness.named_in(plain(text), things)
    parts = pieces(text)
    if len(named) >= len(parts):
        whole = [context.schools[at].name for at in named]
        return Good(_answer(context, whole), read_back=plain(text) != plain(listed(whole)))
    found: list[str] = []
    unsure: list[str] = []
    for part in parts:
        match = likeness.find(part, things)
        other = _OTHER.match(part)
        if other and part[other.end() :]:
            found.append(part[other.end() :])
        elif match.sure:
            found += [context.schools[at].name for at in match.at]
        else:
            unsure.append(part)
    if not unsure:
        return Good(_answer(context, found), read_back=True)
    if not found:
        return _one(text, context)
    # What is sure is kept; the rest is asked about, never left out unsaid.
    rest = unsure[0] if len(unsure) == 1 else listed(unsure)
    asked = _one(rest, context)
    return replace(asked, chosen=tuple(found)) if isinstance(asked, Unsure) else asked


def _other(name: str, context: Context) -> Reading:
    name = name.strip(" .:-")
    if not name:
        return Bad("Please type the name of the school")
    if len(name) > LONGEST_NAME:
        return Bad("Please give just the name of the school")
    names = pieces(name) if context.question.type == "schools" else (name,)
    return Good(_answer(context, names or (name,)), read_back=True)


def _ask_of(text: str, context: Context) -> Reading:
    """A name that is not in the list: taken once the person has confirmed it."""
    if not context.schools:
        return _other(text, context)
    names = pieces(text) if context.question.type == "schools" else (text,)
    return Unsure(
        f"“{text}” is not in my list. Is that its name? You can also name one of the list.",
        (_answer(context, names),),
    )


def _named(schools: Iterable[School]) -> tuple[likeness.Named, ...]:
    return likeness.Named.all_of(
        [(each.name, *each.also, *_initials(each.name)) for each in schools]
    )


def _initials(name: str) -> tuple[str, ...]:
    """As in "CMC" for Central music centre."""
    letters = "".join(each[0] for each in plain(name).split())
    return (letters,) if len(letters) >= FEWEST_INITIALS else ()


def _answer(context: Context, names: Iterable[str]) -> Answer:
    kept = list(dict.fromkeys(names))
    if context.question.type == "schools":
        return Answer(kept, listed(kept))
    return Answer(kept[0], kept[0])
