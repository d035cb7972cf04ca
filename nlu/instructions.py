"""Inside a form: tells answers from clear instructions and questions to us.

An answer in free words stays an answer even when it reads like a command or a question ("they told
me to cancel the lesson"). Only words that can hardly be anything else interrupt. The patterns of
``instruction_patterns.yml`` settle the plain commands; for the rest the intent that the classifier
heard counts when it is sure, the words are few and nothing in them tells a story.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ANSWER = "answer"
QUESTION = "ask"
CONFIRM = "confirm"
STATUS = "case_status"

PATTERNS = Path(__file__).with_name("instruction_patterns.yml")
SUMMARY = "summary"
DATES, CHOICES = frozenset({"date", "dates", "time"}), frozenset({"choice", "choices"})
PERSON = "talk_to_person"
# The form's slot of this name wants a question for its answer.
WANTS_QUESTION = "question"
# Types of answer that take any words.
FREE = frozenset({"text", "email"})

YES_NO = frozenset({"affirm", "deny"})
# What the classifier may interrupt with where any words would do for an answer, and elsewhere.
FROM_FREE = frozenset(
    {
        "cancel",
        "go_back",
        "skip",
        "why",
        "restart_form",
        "change_answer",
        "pause_form",
        "case_status",
        "what_can_you_do",
        "talk_to_person",
        "what_is_waiting",
    }
)
FROM_ANY = FROM_FREE | {
    "start_procedure",
    "more_on_section",
    "ask_owner",
    "continue_form",
    "use_again",
    "withdraw_case",
    "greet",
    "thank",
    "goodbye",
}
SURE_FREE, SURE_ANY, SURE_REST, SURE_YES_NO = 0.8, 0.7, 0.85, 0.5
MOST_WORDS_FREE, MOST_WORDS_ANY, MOST_WORDS_YES_NO = 8, 10, 4
LONGEST_QUESTION = 30
LONGEST_COMMAND = 20
LONGEST_WISH = 16
SHORT = 3

SPECIAL = {"fragments", "commands", "wishes", "hesitation", "courtesy_before", "courtesy_after"}

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_MARKS = re.compile(r"[^\w'/&@£%-]+")
_CLAUSES = re.compile(
    r"[,.;:!?()\u2013\u2014\n]+|\s-+\s|\b(?:and|so|but|because|cos|cause|since|as)\b"
)
_REFERENCE = re.compile(r"\b(?:[0-9A-Za-z]{4}-[0-9A-Za-z]{4}|[0-9A-Z]{4} ?[0-9A-Z]{4})\b")
_FRAGMENT = re.compile(r"<([A-Z_]+)>")


class Expected(NamedTuple):
    """What the form waits for: the slot it asks for, and the type of its answer."""

    slot: str
    type: str

    @classmethod
    def of(cls, expects: str | None) -> Expected:
        """From the text ``slot:type`` that the form sets, or ``summary``."""
        slot, _, kind = (expects or "").partition(":")
        return cls(slot, kind or slot)

    @property
    def is_free(self) -> bool:
        """Whether any words would do."""
        return self.type in FREE


def heard(words: str, intent: str, score: float, expects: str | None) -> str:
    """The intent of ``words`` inside a form: ``answer``, or that of a clear instruction.

    ``intent`` and its ``score`` (0 to 1) are the classifier's; ``expects`` is the slot
    ``form_expects``.
    """
    expected = Expected.of(expects)
    plain = _plain(words)
    bare = _bare(plain)
    known = _patterns()
    if references_in(words) and not (expected.is_free and len(plain.split()) > MOST_WORDS_FREE):
        return STATUS
    if expected.type == SUMMARY and known["send"].fullmatch(bare or plain):
        return CONFIRM
    command = _command(words, plain, bare, expected)
    if command is not None:
        return command
    if is_question(words, expected):
        return intent if intent in FROM_FREE and score >= SURE_ANY else QUESTION
    return intent if _is_sure(plain, intent, score, expected) else ANSWER


def _command(words: str, plain: str, bare: str, expected: Expected) -> str | None:
    """The command that all the words are, or one of their clauses."""
    known = _patterns()
    whole = _named(bare) or _named(plain)
    if whole is not None:
        return whole
    if len(plain.split()) > LONGEST_COMMAND or known["quoted"].search(plain):
        return None
    found: list[str] = []
    clauses = [_plain(each) for each in _CLAUSES.split(words.lower().translate(_QUOTES))]
    if expected.type in DATES and known["when_like"].search(plain):
        return None
    for clause in filter(None, clauses):
        name = _named(_bare(clause))
        if name is not None:
            found += [name] if name not in YES_NO else []
        elif expected.is_free and not known["of_ours"].search(clause):
            return _wish(plain, expected)  # maybe a story, and a clause of it no command
    if found:
        return found[0]
    return _wish(plain, expected)


def _wish(plain: str, expected: Expected) -> str | None:
    known = _patterns()
    if len(plain.split()) > LONGEST_WISH or (expected.is_free and known["others"].search(plain)):
        return None
    if expected.type in DATES and known["when_like"].search(plain):
        return None
    found = next((name for name, each in known["wishes"].items() if each.search(plain)), None)
    # "Somebody to talk to" may be what is chosen.
    return None if found == PERSON and expected.type in CHOICES else found


def _named(said: str) -> str | None:
    return next(
        (str(name) for name, each in _patterns()["commands"].items() if each.fullmatch(said)), None
    )


def references_in(words: str) -> list[str]:
    """What looks like a case's reference ("K7MP-4Q2D"), whether it is one or not."""
    return [
        found
        for found in _REFERENCE.findall(words)
        if any(each.isdigit() for each in found) and any(each.isalpha() for each in found)
    ]


def is_question(words: str, expected: Expected) -> bool:
    """Whether the words are a question to us: what the form asked has no answer in them."""
    plain, known = _plain(words), _patterns()
    bare = known["hesitation"].sub("", plain).strip()
    count = len(bare.split())
    if expected.slot == WANTS_QUESTION or count > LONGEST_QUESTION or known["quoted"].search(bare):
        return False
    marked = words.rstrip(" )\"'”’!").endswith("?")
    long_enough = marked or count > SHORT
    if not long_enough:
        return False
    if known["own_question"].match(bare) or known["plain_question"].match(bare):
        return True
    if marked and known["opens"].match(bare):
        return True
    if expected.is_free:
        return False
    if known["any_question"].match(bare):
        return True
    # "So parents can film too?", but not "the 14th?"
    return (
        marked
        and count > SHORT
        and bool(known["asks"].search(bare))
        and not known["when_like"].search(bare)
    )


def _is_sure(plain: str, intent: str, score: float, expected: Expected) -> bool:
    count = len(plain.split())
    if intent in YES_NO:
        return score >= SURE_YES_NO and count <= MOST_WORDS_YES_NO
    if _patterns()["story"].search(plain):
        return False
    if expected.type in DATES and _patterns()["when_like"].search(plain):
        return False
    if expected.is_free:
        return intent in FROM_FREE and score >= SURE_FREE and count <= MOST_WORDS_FREE
    sure = SURE_ANY if intent in FROM_FREE else SURE_REST
    return intent in FROM_ANY and score >= sure and count <= MOST_WORDS_ANY


def _plain(words: str) -> str:
    words = words.replace("👍", " yes ").replace("👎", " no ")
    return " ".join(_MARKS.sub(" ", words.lower().translate(_QUOTES)).split())


def _bare(plain: str) -> str:
    """Without the courtesies before and after it."""
    known = _patterns()
    without = known["courtesy_before"].sub("", plain)
    return str(known["courtesy_after"].sub("", without)).strip()


@lru_cache(maxsize=1)
def _patterns() -> dict[str, Any]:
    declared = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    fragments: dict[str, str] = declared["fragments"]

    def either(lines: str) -> str:
        text = "|".join(f"(?:{line})" for line in lines.splitlines())
        while _FRAGMENT.search(text):
            text = _FRAGMENT.sub(lambda match: fragments[match[1]], text)
        return text

    others = declared.keys() - SPECIAL
    return {
        "hesitation": re.compile(rf"^(?:(?:{either(declared['hesitation'])})\b[ -]*)+"),
        "courtesy_before": re.compile(rf"^(?:(?:{either(declared['courtesy_before'])})\b[ -]*)+"),
        "courtesy_after": re.compile(rf"(?: (?:{either(declared['courtesy_after'])}))+$"),
        **{
            kind: {name: re.compile(either(each)) for name, each in declared[kind].items()}
            for kind in ("commands", "wishes")
        },
        **{name: re.compile(either(declared[name])) for name in others},
    }
