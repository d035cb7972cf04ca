"""Whom a case concerns: people of the directory that its answers name. They never come near it.

When in doubt somebody is concerned: one handler too few is mended by the next in line, one who
reads a report about themselves is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from cases.declaration import Procedure
from cases.directory import Directory, Person
from cases.model import Answer
from cases.organisation_file import ADDRESS

LIKE = 84.0  # per cent; a slip or two in a name
FREE = frozenset({"text"})
SHORTEST = 3  # letters of a name that counts by itself
TITLES = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir)\b\.?", re.I)
OWN_MANAGER = re.compile(
    r"\b(?:my|our)\s+(?:own\s+)?(?:line\s+)?(?:manager|boss|supervisor|line)\b|\bline\s+manager\b",
    re.I,
)
# Offices that people name instead of whoever holds them.
OFFICES = {
    "head": re.compile(
        r"\bhead\s+of\s+(?:the\s+)?(?:artforms|service)\b|\b(?:my|our) head\b", re.I
    ),
    "senior_manager": re.compile(r"\bsenior\s+(?:manager|management)\b", re.I),
    "senior_leader": re.compile(r"\bsenior\s+lead(?:er|ership)\b", re.I),
    "safeguarding_lead": re.compile(r"\bsafeguarding\s+lead\b|\bDSL\b", re.I),
    "guidance_owner": re.compile(r"\bguidance\s+owner\b", re.I),
}


def concerned_in(
    procedure: Procedure, answers: Mapping[str, Answer], reporter: Person, directory: Directory
) -> frozenset[str]:
    """The addresses of everyone in the directory whom these answers say it is about.

    Where it was left open who it is, people named anywhere in the answers count. The reporter is
    none of them: they know what they wrote.
    """
    found = set(procedure.concerned(answers))
    asked = procedure.asked(answers)
    for question in asked:
        if question.concerns:
            told = [question] if question.slot in answers else [q for q in asked if q.type in FREE]
            for words in (
                each for q in told if q.slot in answers for each in _words_of(answers[q.slot])
            ):
                found |= people_named(words, reporter, directory)
    known = {person.email for person in directory}
    return frozenset(found & known) - {reporter.email}


def people_named(words: str, reporter: Person, directory: Directory) -> set[str]:
    """The addresses of those whom `words` may mean, by name, address, office or as own manager."""
    found = {each.lower() for each in ADDRESS.findall(words)}
    if OWN_MANAGER.search(words) and reporter.line_manager:
        found.add(reporter.line_manager)
    offices = {role for role, pattern in OFFICES.items() if pattern.search(words)}
    plain = _plain(words)
    for person in directory:
        if offices.intersection(person.roles) or _named(_plain(person.name), plain):
            found.add(person.email)
    return found


def _named(name: str, words: str) -> bool:
    if not name or not words:
        return False
    if f" {name} " in f" {words} ":
        return True
    said, parts = words.split(), [part for part in name.split() if len(part) >= SHORTEST]
    # "Surname" or "Mr Surname" alone; in longer words a family name must stand beside another.
    if len(said) == 1 and parts and fuzz.ratio(parts[-1], said[0]) >= LIKE:
        return True
    return len(parts) > 1 and all(any(fuzz.ratio(p, each) >= LIKE for each in said) for p in parts)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", TITLES.sub(" ", words).casefold()))


def _words_of(answer: Answer) -> Iterator[str]:
    """The words that may name somebody; not those of people who were found when it was asked."""
    values = answer.value if isinstance(answer.value, list | tuple) else [answer.value]
    for value in values:
        if isinstance(value, Mapping):
            if "email" not in value:
                yield from (each for each in value.values() if isinstance(each, str))
        elif isinstance(value, str):
            yield value
            yield answer.words
