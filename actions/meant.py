"""Which procedure somebody's words mean."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from cases.procedures import Procedure, Procedures
from nlu.nearest import Encoder, NearestPhrases
from nlu.patterns import plain
from nlu.starting import asks_to_start, may_be_a_start

SURE = 0.55
AHEAD = 0.06
NEAR = 0.12
# For words that only look like a command; measured in tests/actions/test_meant.py.
SURE_OF_COMMAND = 0.5
AHEAD_OF_COMMAND = 0.04
# Of 100: a letter or two of a known phrase may be wrong.
SAME_BUT_FOR_A_SLIP, SAME = 93, 100
UNNAMED = ""

# Ways to start something without saying what; these must come nearest to no procedure.
_UNNAMED_PHRASES = (
    "fill in a form",
    "start a new request",
    "make a request",
    "make a report",
    "I'd like to report something that happened",
    "I want to apply for permission",
    "open a permission request",
    "new report please",
)
_REPORT = re.compile(
    r"\b(?:report|log|record|raise|complain|concern|breach|withdraw)", re.IGNORECASE
)
_PERMISSION = re.compile(r"\b(?:permission|request|apply|approv|allow|letter)", re.IGNORECASE)


class Meant:
    """Finds it by the declared phrase that comes nearest."""

    def __init__(self, procedures: Procedures, encoder: Encoder) -> None:
        self._procedures = procedures
        phrases = {each.id: (each.title, *each.asked_as) for each in procedures}
        self._known = {plain(phrase): name for name, known in phrases.items() for phrase in known}
        self._phrases = NearestPhrases(encoder, {**phrases, UNNAMED: _UNNAMED_PHRASES})

    def by(self, words: str) -> list[Procedure]:
        """The procedure meant; several when it could be any of them."""
        of_kind = self._of_kind_named(words)
        if not words:
            return of_kind
        ranked = [
            (self._procedures.find(name), likeness)
            for name, likeness in self._phrases.rank(words)
            if name == UNNAMED or any(name == each.id for each in of_kind)
        ]
        best = ranked[0][1]
        near = [each for each, likeness in ranked if likeness > best - AHEAD]
        if best < SURE or None in near:
            return of_kind
        if len(near) > 1:
            near = [each for each, likeness in ranked if likeness > best - NEAR]
        return [each for each in near if each is not None]

    def surely(self, words: str) -> Procedure | None:
        """The procedure that words which were not heard as a start ask for all the same.

        They are a title or a known phrase itself, or a command that comes clearly nearest to one.
        """
        said = plain(words)
        slips = SAME_BUT_FOR_A_SLIP if may_be_a_start(words) else SAME
        same = process.extractOne(said, self._known.keys(), scorer=fuzz.ratio, score_cutoff=slips)
        if same is not None:
            return self._procedures.find(self._known[same[0]])
        if not asks_to_start(words):
            return None
        (name, best), (_, next_best) = self._phrases.rank(words)[:2]
        if best < SURE_OF_COMMAND or best - next_best < AHEAD_OF_COMMAND:
            return None
        return self._procedures.find(name)

    def _of_kind_named(self, words: str) -> list[Procedure]:
        kinds = {
            kind
            for kind, pattern in (("report", _REPORT), ("permission", _PERMISSION))
            if pattern.search(words)
        }
        return [each for each in self._procedures if not kinds or each.kind in kinds]
