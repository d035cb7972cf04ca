"""One or several of the declared options."""

from __future__ import annotations

import re
from dataclasses import replace

from cases.form.answers import likeness, yes_no
from cases.form.answers.base import Bad, Context, Good, Reading, Unsure, listed, pieces, plain
from cases.form.answers.text import clean
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

NONE_AT_ALL = frozenset({"nobody", "no one", "noone", "none", "nothing", "nowhere", "never"})
_ELSE = ("something_else", "someone_else", "somewhere_else", "another_way", "other")
_OR = re.compile(r"\b(?:or|not|either|maybe)\b")
_OTHER = re.compile(
    r"(?:it'?s |an? |the )*(?:(?:an)?other(?: one| thing| way| place| person| reason)?|others|else"
    r"|(?:some|sum)(?:thing|one|body|where|way) (?:else|different)|different|neither|misc"
    r"|none of (?:these|those|them|that|the above))(?: please)?"
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
    pointed = _pointed(words, question)
    if pointed:
        return Good(answer_of(question, [each.value for each in pointed]), read_back=True)
    match = likeness.find(words, likeness.Named.all_of([names_of(each) for each in options]))
    found = [options[at].value for at in match.at]
    if several and not match.exact:
        together = _several(words, question)
        if len(together) > 1:
            return Good(in_own_words(question, together, words), read_back=True)
        half = _half_sure(words, question)
        if half is not None:
            return half
    if match.sure:
        return Good(in_own_words(question, found, words), read_back=not match.exact)
    meant = _yes_or_no(words, question) or _both(words, found, question)
    if meant is not None:
        return Good(in_own_words(question, [meant.value], words), read_back=True)
    return _asked_which(found, question)


def _asked_which(found: list[str], question: Question) -> Reading:
    if not found:
        return Bad(_wanted(question))
    offers = tuple(answer_of(question, [each]) for each in found[:4])
    said = listed([each.words for each in offers], "or")
    return Unsure(f"Did you mean {said}?", offers)


def _both(words: str, found: list[str], question: Question) -> Option | None:
    """The option for two at once, where two are named and neither denied."""
    both = question.option("both")
    return both if len(found) > 1 and not _OR.search(plain(words)) else None


def _pointed(words: str, question: Question) -> list[Option]:
    """The options that are meant without being named: "the second", "all of them", "other"."""
    options = question.options
    several = question.type == "choices"
    other = _other(words, question)
    if other is not None:
        return [other]
    by_place = places(words, len(options))
    if by_place and (several or len(by_place) == 1):
        return [options[at] for at in by_place]
    return list(options) if several and all_meant(words, len(options)) else []


def _yes_or_no(words: str, question: Question) -> Option | None:
    """The option that is called "yes" or "no", where the words are another way to say so."""
    said = yes_no.says_only(words)
    # "Nobody" and "nothing" answer another question than yes or no.
    if said is None or plain(words) in NONE_AT_ALL:
        return None
    name = "yes" if said else "no"
    return next((each for each in question.options if name in names_of(each)), None)


def _other(words: str, question: Question) -> Option | None:
    """The one option for anything else, where nothing but "other" is said."""
    if not _OTHER.fullmatch(plain(words)):
        return None
    found = [each for each in question.options if each.value.startswith(_ELSE)]
    named = any(plain(words) in map(plain, names_of(each)) for each in question.options)
    return found[0] if len(found) == 1 and not named else None


def _several(words: str, question: Question) -> list[str]:
    """The options named: piece by piece where each piece is sure, else wherever they stand."""
    things = likeness.Named.all_of([names_of(each) for each in question.options])
    matches = [likeness.find(piece, things) for piece in pieces(words)]
    if matches and all(each.sure for each in matches):
        return list(dict.fromkeys(question.options[each.at[0]].value for each in matches))
    return [each.value for each in options_named(words, question)]


def _half_sure(words: str, question: Question) -> Unsure | None:
    """Where of several that are listed all but one are sure: asks which that one is."""
    things = likeness.Named.all_of([names_of(each) for each in question.options])
    matches = [likeness.find(piece, things) for piece in pieces(words)]
    sure = [question.options[each.at[0]].value for each in matches if each.sure]
    unsure = [each for each in matches if not each.sure]
    if not sure or len(unsure) != 1 or len(unsure[0].at) < 2:
        return None
    asked = _asked_which([question.options[at].value for at in unsure[0].at], question)
    return replace(asked, chosen=tuple(sure)) if isinstance(asked, Unsure) else None


def answer_of(question: Question, values: list[str]) -> Answer:
    """The answer that these values make: one value, or a list in the order declared."""
    titles = [each.title for each in question.options if each.value in values]
    if question.type == "choice":
        return Answer(values[0], titles[0])
    return Answer([each.value for each in question.options if each.value in values], listed(titles))


def in_own_words(question: Question, values: list[str], words: str) -> Answer:
    """The answer, with the person's own words where they say more than the options do.

    So whoever handles it reads them. Where a choice may point at somebody, any words may matter.
    """
    answer = answer_of(question, values)
    said = clean(words)
    names = [
        name for value in values if (each := question.option(value)) for name in names_of(each)
    ]
    titles = [plain(each.title) for each in question.options if each.value in values]
    more = likeness.says_more(said, names) and yes_no.says_only(said) is None
    pointing = question.concerns and plain(said) not in titles
    return replace(answer, words=f"{answer.words} (“{said}”)") if more or pointing else answer


def _wanted(question: Question) -> str:
    titles = [each.title for each in question.options]
    if question.type == "choices":
        return f"Please choose one or more of these: {listed(titles)}"
    return f"Please choose one of these: {listed(titles, 'or')}"
