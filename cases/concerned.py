"""Whom a case concerns: people of the directory that its answers name. They never come near it.

When in doubt somebody is concerned: one handler too few is mended by the next in line, one who
reads a report about themselves is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from cases.declaration import LINE_MANAGER, Procedure
from cases.directory import Directory, Person
from cases.model import Answer
from cases.organisation_file import ADDRESS
from cases.questions import Question

LIKE = 84.0  # per cent; a slip or two in a name
FREE = frozenset({"text"})
SHORTEST = 3  # letters of a name that counts by itself
TITLES = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir)\b\.?", re.I)
OWN_MANAGER = re.compile(
    r"\b(?:my|our)\s+(?:own\s+)?(?:line\s+)?(?:manager|mgr|boss|supervisor|line)\b"
    r"|\bline\s+(?:manager|mgr)\b|^\W*(?:the\s+)?(?:manager|boss)\W*$",
    re.I,
)
# Words that name nobody, where somebody was to be named.
NAMES_NOBODY = re.compile(
    r"\b(?:rather|prefer|want|like|going) (?:not|to keep|to stay)"
    r"|\b(?:not|nt|n't|cannot) (?:want to )?(?:say|tell|name|know|sure)\b"
    r"|\b(?:do|can|wo|could|would)n['’]?t\b|\bno (?:idea|name|clue|one)\b"
    r"|\b(?:dunno|unknown|unsure|skip|pass|anonymous|nobody|none|n/?a)\b",
    re.I,
)
DOES_NOT_KNOW = re.compile(r"\bknow\b|\b(?:dunno|unknown|unsure|sure|idea|clue)\b", re.I)
SKIPS = frozenset({"skip", "pass", "none", "n/a", "na"})
MOST_WORDS = 8  # longer words may name somebody all the same
# Offices that people name instead of whoever holds them.
OFFICES = {
    "head": re.compile(
        r"\bhead\s+of\s+(?:the\s+)?(?:artforms|service)\b|\b(?:my|our) head\b"
        r"|^\W*(?:it\s+(?:was|is)\s+|it['’]s\s+)?(?:the\s+)?head\W*$",
        re.I,
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

    Where a colleague is left open, people named anywhere in the answers count, and the reporter's
    own line manager does: it may well be about them. The reporter is none of them: they know what
    they wrote.
    """
    found = set(procedure.concerned(answers))
    for role in procedure.offices_concerned(answers):
        found |= _holders(role, reporter, directory)
    asked = procedure.asked(answers)
    for question in (each for each in asked if each.concerns):
        told = [question]
        if question.type == "person" and _is_open(question, answers):
            found |= _holders(LINE_MANAGER, reporter, directory)
            told += [each for each in asked if each.type in FREE]
        for each in told:
            for words in _words_of(answers[each.slot]) if each.slot in answers else ():
                found |= people_named(words, reporter, directory)
    known = {person.email for person in directory}
    return frozenset(found & known) - {reporter.email}


def staff_named(
    procedure: Procedure, question: Question, words: str, reporter: Person, directory: Directory
) -> dict[str, Answer]:
    """The answers that naming a colleague comes to, where the question wants no more than a kind.

    "Grand Clarinet" to "Who did it?" answers that it was a colleague, and which. Empty where the
    words name nobody in the directory, or several people.
    """
    named = procedure.question(question.named_in or "")
    if named is None:
        return {}
    people = people_named(words, reporter, directory) - {reporter.email}
    found = [each for each in directory if each.email in people]
    kind = next(
        (
            option
            for option in question.options
            if named in procedure.asked({question.slot: Answer(option.value, option.title)})
        ),
        None,
    )
    if len(found) != 1 or kind is None:
        return {}
    who = Answer({"name": found[0].name, "email": found[0].email}, found[0].name)
    return {question.slot: Answer(kind.value, kind.title), named.slot: who}


def kept_back(question: Question, words: str) -> Answer | None:
    """The declared answer that names nobody, where that is what the words say; else None."""
    said = words.strip().rstrip(".!").casefold()
    if not question.unnamed or said in SKIPS:
        return None
    same = next((each for each in question.unnamed if each.casefold() == said), None)
    if same is None and not (len(said.split()) <= MOST_WORDS and NAMES_NOBODY.search(said)):
        return None
    unsure = DOES_NOT_KNOW.search(said) and len(question.unnamed) > 1
    told = same or question.unnamed[1 if unsure else 0]
    return Answer(told, told)


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


def _holders(role: str, reporter: Person, directory: Directory) -> set[str]:
    if role == LINE_MANAGER:
        return {reporter.line_manager} if reporter.line_manager else set()
    return {person.email for person in directory if role in person.roles}


def _is_open(question: Question, answers: Mapping[str, Answer]) -> bool:
    """Whether nobody was named, who was to be."""
    answer = answers.get(question.slot)
    if answer is None:
        return True
    return isinstance(answer.value, str) and bool(NAMES_NOBODY.search(answer.value))


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
