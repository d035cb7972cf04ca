"""What a school's Headteacher said about the teacher's own device, told by the teacher."""

from __future__ import annotations

from actions import wording
from actions.desk import Connection, Desk
from actions.outcome import notice
from actions.talks.base import REFERENCE, Taken, press, text_of, with_answer
from cases.form.model import Draft, Heard, Said

DECISION, WORDS = "decision", "headteacher_words"
DECISIONS = {
    "affirm": "approve",
    "confirm": "approve",
    "deny": "decline",
}


class Headteacher:
    """Asks for yes or no, then for the words, which may be left out."""

    kind = "~headteacher"

    def take(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        """Takes the decision, then the words."""
        if draft.asking == DECISION:
            decision = DECISIONS.get(heard.intent)
            if decision is not None:
                draft = with_answer(draft, DECISION, decision, WORDS)
            return Taken(self.ask_again(desk, draft), draft)
        left_out = heard.intent in {"skip", "deny"} or not heard.words
        case = desk.office.what_headteacher_said(
            connection,
            text_of(draft, REFERENCE),
            desk.person(draft.person),
            text_of(draft, DECISION),
            "" if left_out else heard.words,
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
        skip = press(draft, wording.NOTHING_MORE, "skip")
        return (Said(wording.HEADTEACHER_WORDS, buttons=(skip,)),)

    def expects(self, draft: Draft) -> str:
        """Yes or no, then any words."""
        return "headteacher:yes_no" if draft.asking == DECISION else f"{WORDS}:text"
