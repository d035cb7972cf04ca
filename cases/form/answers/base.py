"""What reading an answer comes to, and what it is read with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cases.directory import Person
from cases.form.school_calendar import SchoolCalendar
from cases.model import Answer
from cases.organisation import School
from cases.questions import Question

from datetime import date  # isort: skip


@dataclass(frozen=True, slots=True)
class Good:
    """An answer. ``read_back``: how it was understood wants telling; ``notes`` are sentences."""

    answer: Answer
    read_back: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsure:
    """It could be one of ``offers``; ``says`` asks which, in one sentence.

    ``chosen`` are values of several that are sure, whichever it is.
    """

    says: str
    offers: tuple[Answer, ...]
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bad:
    """No answer to this question: ``says`` tells in one sentence what is wanted, or why not."""

    says: str


Reading = Good | Unsure | Bad


@dataclass(frozen=True, slots=True)
class Context:
    """The question, and what answers to it are read against.

    ``about``: the day asked for is what it is all about, so that holidays are worth a warning.
    ``until``: it is the last day on which something is kept, so of more days the last is meant.
    """

    question: Question
    person: Person
    today: date
    calendar: SchoolCalendar
    schools: tuple[School, ...]
    people: tuple[Person, ...]
    about: bool = False
    until: bool = False


_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})


def plain(words: str) -> str:
    """``words`` in lower case, marks and doubled spaces gone, quotes straight."""
    text = unicodedata.normalize("NFKC", words).translate(_QUOTES).casefold()
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s'&@+-]", " ", text)).strip(" -'")


_UNKNOWN = re.compile(
    r"(?:i )?(?:really )?(?:don'?t|do not|dunno|no idea|not sure|idk|no clue|unknown|can'?t)"
    r"(?: (?:know|remember|recall|say|tell|really|sorry|yet|which|who|when))*"
)


def unknown(words: str) -> bool:
    """Whether the words say nothing but that the answer is not known."""
    return _UNKNOWN.fullmatch(plain(words)) is not None


def listed(items: Sequence[str], last: str = "and") -> str:
    """ "A, B and C"."""  # noqa: D210
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def contains(text: str, phrase: str) -> bool:
    """Whether ``phrase`` stands in ``text`` in whole words."""
    return bool(phrase) and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def pieces(words: str) -> tuple[str, ...]:
    """What stands between commas, "and", "&", "+", ";" and line ends."""
    found = re.split(
        r"\s*(?:[,;\n+&]|\band\b|\bn\b(?!/)|\bplus\b|\bas well as\b)\s*", words, flags=re.I
    )
    return tuple(each.strip() for each in found if each.strip())
