"""A person: somebody in the directory, or anybody else by name."""

from __future__ import annotations

from collections.abc import Sequence

from cases.directory import Person
from cases.form.answers import likeness, yes_no
from cases.form.answers.base import Bad, Context, Good, Reading, Unsure, listed, pieces, plain
from cases.form.answers.choice import places
from cases.form.answers.text import clean
from cases.model import Answer

MOST_OFFERED = 4
MOST_NAMED = 6
_OWN_MANAGER = ("my line manager", "my manager", "my boss", "line manager")


def read(words: str, context: Context) -> Reading:
    """People in the directory become name and address; others are kept as words.

    Where somebody in the directory may be meant it is asked: a case that concerns them must not
    come to them.
    """
    text = clean(words)
    if len(text) > context.question.longest:
        return Bad("Please give just the name")
    if plain(text) in map(plain, context.question.unnamed):
        return Good(Answer(text, text))
    if not any(each.isalnum() for each in text) or yes_no.says_only(text) is not None:
        return Bad("Please give a name")
    people = choosable(context)
    if context.question.roles:
        return _one_of(text, people, context)
    parts = pieces(text)
    if 1 < len(parts) <= MOST_NAMED:
        several = _several(parts, people, context)
        if several is not None:
            return several
    return _known(text, people, context) or Good(Answer(text, text))


def choosable(context: Context) -> tuple[Person, ...]:
    """Who may be named: those with one of the roles asked for, but for the person; or anybody."""
    roles = set(context.question.roles)
    if not roles:
        return context.people
    return tuple(
        each
        for each in context.people
        if roles & set(each.roles) and each.email != context.person.email
    )


def answer_of(person: Person) -> Answer:
    """Somebody in the directory as an answer."""
    return Answer({"name": person.name, "email": person.email}, person.name)


def _one_of(text: str, people: Sequence[Person], context: Context) -> Reading:
    by_place = places(text, len(people))
    if len(by_place) == 1:
        return Good(answer_of(people[by_place[0]]), read_back=True)
    found = _known(text, people, context)
    if found is not None:
        return found
    names = listed([each.name for each in people[:8]], "or")
    return Bad(
        f"Please choose one of these: {names}" if names else "There is nobody to choose here"
    )


def _known(text: str, people: Sequence[Person], context: Context) -> Reading | None:
    """Who in the directory is named: surely, perhaps, or (None) nobody."""
    by_address = [each for each in people if each.email == text.strip("<> ").lower()]
    manager = _own_manager(text, people, context)
    match = likeness.find(text, likeness.Named.all_of([(each.name,) for each in people]))
    named = by_address or ([manager] if manager else [people[at] for at in match.at])
    if not named:
        return None
    if by_address or manager or (match.exact and match.sure):
        return Good(answer_of(named[0]), read_back=not match.exact)
    said = listed([each.name for each in named[:MOST_OFFERED]], "or")
    offers = [answer_of(each) for each in named[:MOST_OFFERED]]
    if context.question.roles:
        return Unsure(f"Did you mean {said}?", tuple(offers))
    return Unsure(
        f"Do you mean {said}, who is in our directory? If not, say “somebody else”.",
        (*offers, Answer(text, text)),
    )


def _own_manager(text: str, people: Sequence[Person], context: Context) -> Person | None:
    if plain(text) not in _OWN_MANAGER:
        return None
    return next((each for each in people if each.email == context.person.line_manager), None)


def _several(parts: Sequence[str], people: Sequence[Person], context: Context) -> Reading | None:
    """Several people, each by themselves; None where nobody of them is in the directory."""
    readings = [_known(part, people, context) for part in parts]
    asked = [each for each in readings if isinstance(each, Unsure)]
    if not any(readings):
        return None
    # The first offer takes the likeliest person where it is not sure, the last the words.
    likely, as_said = (
        _together([_resolved(each, part, at) for each, part in zip(readings, parts, strict=True)])
        for at in (0, -1)
    )
    if not asked:
        return Good(likely, read_back=True)
    return Unsure(
        f"Do you mean {likely.words}, who are in our directory? If not, say “somebody else”.",
        (likely, as_said),
    )


def _resolved(reading: Reading | None, part: str, at: int) -> Answer:
    if isinstance(reading, Good):
        return reading.answer
    return reading.offers[at] if isinstance(reading, Unsure) else Answer(part, part)


def _together(answers: Sequence[Answer]) -> Answer:
    return Answer([each.value for each in answers], listed([each.words for each in answers]))
