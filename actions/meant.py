"""Which procedure somebody's words mean."""

from __future__ import annotations

import re

from cases.procedures import Procedure, Procedures
from nlu.nearest import Encoder, NearestPhrases

SURE = 0.55
AHEAD = 0.06
NEAR = 0.12
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

    def _of_kind_named(self, words: str) -> list[Procedure]:
        kinds = {
            kind
            for kind, pattern in (("report", _REPORT), ("permission", _PERMISSION))
            if pattern.search(words)
        }
        return [each for each in self._procedures if not kinds or each.kind in kinds]
