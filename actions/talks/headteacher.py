"""What a school's Headteacher said about the teacher's own device, told by the teacher."""

from __future__ import annotations

from actions import wording
from actions.desk import Connection, Desk
from actions.outcome import notice
from actions.talks.base import REFERENCE, Taken, press, text_of, with_answer
from cases.form.model import Draft, Heard, Said
from nlu.headteacher import headteacher_answered

DECISION, WORDS, SURE = "decision", "headteacher_words", "sure"
YES = frozenset({"affirm", "confirm"})
DECISIONS = {
    "affirm": "approve",
    "confirm": "approve",
    "deny": "decline",
}


class Headteacher:
    """Asks for yes or no, then for the words, which may be left out."""

    kind = "~headteacher"

    def take(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        """Takes the decision, then the words; or whether both were understood."""
        if draft.asking == DECISION:
            return self._decided(desk, connection, draft, heard)
        if draft.asking == WORDS:
            left_out = heard.intent in {"skip", "deny"} or not heard.words
            return self._noted(desk, connection, draft, "" if left_out else heard.words)
        if heard.intent in YES:
            return self._noted(desk, connection, draft, text_of(draft, WORDS))
        if heard.intent == "deny":
            return Taken((notice(wording.LEFT_ALONE),))
        return Taken(self.ask_again(desk, draft), draft)

    def _decided(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        """Takes yes or no, and a condition with it ("yes but only in the hall")."""
        told = headteacher_answered(heard.words) if heard.words else None
        decision = told.decision if told else DECISIONS.get(heard.intent)
        if decision is not None:
            draft = with_answer(draft, DECISION, decision, WORDS)
        if told and told.condition:
            return self._noted(desk, connection, draft, told.condition)
        return Taken(self.ask_again(desk, draft), draft)

    def _noted(self, desk: Desk, connection: Connection, draft: Draft, words: str) -> Taken:
        case = desk.office.what_headteacher_said(
            connection,
            text_of(draft, REFERENCE),
            desk.person(draft.person),
            text_of(draft, DECISION),
            words,
        )
        return Taken(
            (notice(wording.HEADTEACHER_NOTED.format(reference=case.reference)),), case=case
        )

    def ask_again(self, desk: Desk, draft: Draft) -> tuple[Said, ...]:
        """The question of this step."""
        if draft.asking == DECISION:
            yes = press(draft, wording.AGREED, "affirm")
            no = press(draft, wording.NOT_AGREED, "deny")
            text = wording.HEADTEACHER_DECISION.format(reference=text_of(draft, REFERENCE))
            return (Said(text, buttons=(yes, no)),)
        if draft.asking == SURE:
            yes = press(draft, wording.HEADTEACHER_YES, "confirm")
            return (Said(_sure(draft), buttons=(yes, press(draft, wording.NO, "deny"))),)
        skip = press(draft, wording.NOTHING_MORE, "skip")
        return (Said(wording.HEADTEACHER_WORDS, buttons=(skip,)),)

    def expects(self, draft: Draft) -> str:
        """Yes or no, then any words; or whether it was understood."""
        return f"{WORDS}:text" if draft.asking == WORDS else f"{draft.asking}:yes_no"


def _sure(draft: Draft) -> str:
    agreed = text_of(draft, DECISION) == "approve"
    what = wording.HEADTEACHER_AGREED if agreed else wording.HEADTEACHER_REFUSED
    if words := text_of(draft, WORDS):
        what = wording.HEADTEACHER_IN_WORDS.format(what=what, words=words)
    return wording.HEADTEACHER_SURE.format(reference=text_of(draft, REFERENCE), what=what)
