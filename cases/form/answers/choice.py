"""One or several of the declared options."""

from __future__ import annotations

import re

from cases.form.answers import likeness
from cases.form.answers.base import Bad, Context, Good, Reading, Unsure, listed, pieces, plain
from cases.model import Answer
from cases.questions import Option, Question

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_PLACE = re.compile(
    rf"(?:option|number|no|answer|choice|the|it's|)\s*(?:(\d{{1,2}})|({'|'.join(_NUMBERS)})"
    rf"|(?:the )?({'|'.join(_ORDINALS)}|last)(?: one| option)?|(\d)(?:st|nd|rd|th)(?: one| option)?"
    r"|([a-h]))"
)
_ALL = re.compile(
    r"all|all of (?:them|these|it|the above)|everything|the lot|any of them|every one"
)


def places(words: str, length: int) -> tuple[int, ...]:
    """The places (from 0) that "2", "the second", "1 and 3" name; none for anything else."""
    found: list[int] = []
    for piece in pieces(plain(words.replace(",", " and ").replace(".", " "))):
        match = _PLACE.fullmatch(piece)
        if match is None:
            return ()
        digits, name, ordinal, nth, letter = match.groups()
        if digits or nth:
            place = int(digits or nth) - 1
        elif name:
            place = _NUMBERS.index(name)
        elif letter:
            place = ord(letter) - ord("a")
        else:
            place = length - 1 if ordinal == "last" else _ORDINALS.index(ordinal)
        if not 0 <= place < length:
            return ()
        found.append(place)
    return tuple(dict.fromkeys(found))


def all_meant(words: str, length: int) -> bool:
    """Whether everything is meant; "both" only of two."""
    text = plain(words)
    return _ALL.fullmatch(text) is not None or (length == 2 and text in ("both", "both of them"))


def names_of(option: Option) -> tuple[str, ...]:
    """All that an option is called."""
    return (option.title, option.value.replace("_", " "), *option.also)


def options_named(words: str, question: Question) -> tuple[Option, ...]:
    """The options whose names stand in ``words``; guesses nothing."""
    things = likeness.Named.all_of([names_of(each) for each in question.options])
    return tuple(question.options[at] for at in likeness.named_in(plain(words), things))


def read(words: str, context: Context) -> Reading:
    """By title, value, number, what else it is called, or nearly."""
    question = context.question
    options = question.options
    several = question.type == "choices"
    by_place = places(words, len(options))
    if by_place and (several or len(by_place) == 1):
        return Good(answer_of(question, [options[at].value for at in by_place]), read_back=True)
    if several and all_meant(words, len(options)):
        return Good(answer_of(question, [each.value for each in options]), read_back=True)
    match = likeness.find(words, likeness.Named.all_of([names_of(each) for each in options]))
    found = [options[at].value for at in match.at]
    if several and not match.exact:
        together = _several(words, question)
        if len(together) > 1:
            return Good(answer_of(question, together), read_back=True)
    if match.sure:
        return Good(answer_of(question, found), read_back=not match.exact)
    if found:
        offers = tuple(answer_of(question, [each]) for each in found[:4])
        said = listed([each.words for each in offers], "or")
        return Unsure(f"Did you mean {said}?", offers)
    return Bad(_wanted(question))


def _several(words: str, question: Question) -> list[str]:
    """The options named: piece by piece where each piece is sure, else wherever they stand."""
    things = likeness.Named.all_of([names_of(each) for each in question.options])
    matches = [likeness.find(piece, things) for piece in pieces(words)]
    if matches and all(each.sure for each in matches):
        return list(dict.fromkeys(question.options[each.at[0]].value for each in matches))
    return [each.value for each in options_named(words, question)]


def answer_of(question: Question, values: list[str]) -> Answer:
    """The answer that these values make: one value, or a list in the order declared."""
    titles = [each.title for each in question.options if each.value in values]
    if question.type == "choice":
        return Answer(values[0], titles[0])
    return Answer([each.value for each in question.options if each.value in values], listed(titles))


def _wanted(question: Question) -> str:
    titles = [each.title for each in question.options]
    if question.type == "choices":
        return f"Please choose one or more of these: {listed(titles)}"
    return f"Please choose one of these: {listed(titles, 'or')}"
