"""Inside a form: tells answers from clear instructions and questions to us.

An answer in free words stays an answer even when it reads like a command or a question ("they told
me to cancel the lesson"). Only words that can hardly be anything else interrupt. The patterns of
``instruction_patterns.yml`` settle most; for the rest the intent that the classifier heard counts
when it is sure, the words are few and nothing in them tells a story.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nlu.patterns import bare, clauses, patterns, plain, unhesitating

ANSWER, QUESTION, CONFIRM = "answer", "ask", "confirm"
CANCEL = "cancel"
STATUS, WITHDRAW, WHY, PERSON = "case_status", "withdraw_case", "why", "talk_to_person"
YES_NO = frozenset({"affirm", "deny"})

SUMMARY = "summary"
# Words that go to somebody just as they are: only giving up, said alone, interrupts.
VERBATIM = "verbatim"
# The form's slot of this name wants a question for its answer; so much interrupts it all the same.
WANTS_QUESTION = "question"
LEAVING = frozenset({"cancel", "pause_form", "restart_form"})
# Types of answer that take any words.
FREE = frozenset({"text", "email"})
DATES, CHOICES = frozenset({"date", "dates", "time"}), frozenset({"choice", "choices"})

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

_REFERENCE = re.compile(r"\b(?:[0-9A-Za-z]{4}-[0-9A-Za-z]{4}|[0-9A-Z]{4} ?[0-9A-Z]{4})\b")


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

    def is_a_day(self, said: str) -> bool:
        """Whether a day is asked for, and one is in the words."""
        return self.type in DATES and bool(patterns()["when_like"].search(said))


def heard(words: str, intent: str, score: float, expects: str | None) -> str:
    """The intent of ``words`` inside a form: ``answer``, or that of a clear instruction.

    ``intent`` and its ``score`` (0 to 1) are the classifier's; ``expects`` is the slot
    ``form_expects``.
    """
    expected, said = Expected.of(expects), plain(words)
    if expected.type == VERBATIM:
        return CANCEL if patterns()["giving_up"].fullmatch(said) else ANSWER
    case = about_a_case(words)
    if case is not None and not (expected.is_free and len(said.split()) > MOST_WORDS_FREE):
        return case
    if expected.type == SUMMARY and patterns()["send"].fullmatch(bare(said) or said):
        return CONFIRM
    command = _command(words, said, expected)
    if command is not None:
        return command
    if is_question(words, expected):
        return intent if intent in FROM_FREE and score >= SURE_ANY else QUESTION
    return intent if _is_sure(said, intent, score, expected) else ANSWER


def waits_to_hear(words: str) -> bool:
    """Whether the words are no more than "when will I hear?"."""
    return patterns()["waits_to_hear"].fullmatch(plain(words)) is not None


def about_a_case(words: str) -> str | None:
    """The intent of words that name a case by its reference; None where they name none."""
    if not references_in(words):
        return None
    return WITHDRAW if patterns()["withdrawing"].search(plain(words)) else STATUS


def references_in(words: str) -> list[str]:
    """What looks like a case's reference ("K7MP-4Q2D"), whether it is one or not."""
    return [
        found
        for found in _REFERENCE.findall(words)
        if any(each.isdigit() for each in found) and any(each.isalpha() for each in found)
    ]


def is_question(words: str, expected: Expected) -> bool:
    """Whether the words are a question to us: what the form asked has no answer in them."""
    known, said = patterns(), unhesitating(plain(words))
    marked, count = words.rstrip(" )\"'”’!").endswith("?"), len(said.split())
    if (
        expected.slot == WANTS_QUESTION
        or count > LONGEST_QUESTION
        or (count <= SHORT and not marked)
        or known["quoted"].search(said)
        or (not expected.is_free and known["choosing"].match(said))
    ):
        return False
    if known["own_question"].match(said) or known["plain_question"].match(said):
        return True
    if marked and (known["opens"].match(said) or known["own_question"].match(_last(words))):
        return True
    return not expected.is_free and _asks(said, marked=marked)


def _asks(said: str, *, marked: bool) -> bool:
    """Where no free words are wanted: opens like a question, or is one by its mark.

    "So parents can film too?" is one, "the 14th?" is not.
    """
    known = patterns()
    if known["any_question"].match(said):
        return True
    by_mark = marked and len(said.split()) > SHORT and known["asks"].search(said)
    return bool(by_mark) and not known["when_like"].search(said)


def _last(words: str) -> str:
    """The last clause: "it's a small group, is that ok?"."""
    found = clauses(words)
    return unhesitating(found[-1]) if found else ""


def _command(words: str, said: str, expected: Expected) -> str | None:
    """The command that all the words are, or one of their clauses, or what they wish."""
    whole = _named(bare(said)) or _named(said)
    asks_for_question = expected.slot == WANTS_QUESTION
    if whole is not None:
        is_the_question = asks_for_question and whole == WHY and len(said.split()) > SHORT
        return None if is_the_question else whole
    if (
        len(said.split()) > LONGEST_COMMAND
        or patterns()["quoted"].search(said)
        or expected.is_a_day(said)
    ):
        return None
    found = _in_clauses(words, expected) or _wish(said, expected)
    return found if found in LEAVING or not asks_for_question else None


def _in_clauses(words: str, expected: Expected) -> str | None:
    """The first command among the clauses; none where other clauses tell a story."""
    known, found = patterns(), None
    for clause in clauses(words):
        name = _named(bare(clause))
        if name is None and expected.is_free:
            if not (known["of_ours"].search(clause) or known["ready"].search(clause)):
                return None
        elif name is not None and name not in YES_NO:
            found = found or name
    return found


def _wish(said: str, expected: Expected) -> str | None:
    """What a few words that speak of nobody else ask for, in whatever way they do."""
    known = patterns()
    apart = known["ready"].sub("", said)
    if len(said.split()) > LONGEST_WISH or (expected.is_free and known["others"].search(apart)):
        return None
    found = next((name for name, each in known.wishes.items() if each.search(said)), None)
    # "Somebody to talk to" may be what is chosen.
    return None if found == PERSON and expected.type in CHOICES else found


def _named(said: str) -> str | None:
    commands = patterns().commands.items()
    return next((name for name, each in commands if each.fullmatch(said)), None)


def _is_sure(said: str, intent: str, score: float, expected: Expected) -> bool:
    """Whether the classifier's intent counts."""
    count = len(said.split())
    if intent in YES_NO:
        return score >= SURE_YES_NO and count <= MOST_WORDS_YES_NO
    if patterns()["story"].search(said) or expected.is_a_day(said):
        return False
    if expected.is_free:
        return intent in FROM_FREE and score >= SURE_FREE and count <= MOST_WORDS_FREE
    sure = SURE_ANY if intent in FROM_FREE else SURE_REST
    return intent in FROM_ANY and score >= sure and count <= MOST_WORDS_ANY
