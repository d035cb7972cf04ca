"""A handler decides a case in the chat: checks, a reason, "sure?", then it counts."""

from __future__ import annotations

from dataclasses import replace

from actions import wording
from actions.desk import Connection, Desk
from actions.outcome import notice
from actions.talks.base import REFERENCE, Taken, press, text_of, with_answer
from cases.form.model import Draft, Heard, Press, Said
from cases.model import Case
from nlu.instructions import VERBATIM

DECISION, CHECKS, REASON, SURE, VERSION = "decision", "checks", "reason", "sure", "version"
# What stands in the question: kept with the exchange, for the case is read (and noted) once.
TITLE, REPLIES, MUST, ASKED = "title", "replies", "must", "asked"
SEPARATOR = "\n"
REASON_OPTIONAL = frozenset({"approve"})
WANT_CHECKS = frozenset({"approve", "resolve"})
YES = frozenset({"affirm", "confirm"})
MOST_REPLIES = 4


def first_answers(desk: Desk, case: Case, decision: str) -> tuple[dict[str, str], str]:
    """What the exchange begins with, and what it asks first."""
    procedure = desk.procedures.find(case.procedure)
    replies = getattr(procedure.replies, decision) if procedure else ()
    wanted = [each for each in case.checks if each.must and not each.ticked]
    answers = {
        REFERENCE: case.reference,
        DECISION: decision,
        VERSION: str(case.version),
        TITLE: procedure.title if procedure else case.procedure,
        REPLIES: SEPARATOR.join(replies[:MOST_REPLIES]),
        MUST: SEPARATOR.join(each.text for each in wanted),
        CHECKS: SEPARATOR.join(each.id for each in wanted),
        ASKED: "yes" if case.state == "more_information" else "",
    }
    return answers, MUST if decision in WANT_CHECKS and wanted else REASON


class Deciding:
    """Waits for the checks, the reason and the last yes, in this order."""

    kind = "~decide"

    def take(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        """Takes the step's answer."""
        if heard.intent == "go_back":
            back = replace(draft, asking=REASON)
            return Taken(self.ask_again(desk, back), back)
        if draft.asking == MUST:
            return self._checked(desk, draft, heard)
        if draft.asking == REASON:
            return self._reasoned(desk, draft, heard)
        return self._decided(desk, connection, draft, heard)

    def ask_again(self, desk: Desk, draft: Draft) -> tuple[Said, ...]:
        """The question of this step."""
        decision = text_of(draft, DECISION)
        if draft.asking == MUST:
            listed = "\n".join(f"• {each}" for each in text_of(draft, MUST).split(SEPARATOR))
            yes = press(draft, wording.CHECKS_YES[decision], "confirm")
            no = press(draft, wording.CHECKS_NO, "deny")
            return (Said(wording.CHECKS[decision].format(checks=listed), buttons=(yes, no)),)
        if draft.asking == REASON:
            text = wording.REASON[decision].format(reference=text_of(draft, REFERENCE))
            return (Said(text, buttons=self._replies(draft, decision)),)
        return (self._sure(draft, decision),)

    def expects(self, draft: Draft) -> str:
        """Yes or no, any words, then yes or no. A reason that must be given is told as it is."""
        if draft.asking != REASON:
            return f"{draft.asking}:yes_no"
        optional = text_of(draft, DECISION) in REASON_OPTIONAL
        return f"{REASON}:{'text' if optional else VERBATIM}"

    def _checked(self, desk: Desk, draft: Draft, heard: Heard) -> Taken:
        if heard.intent == "deny":
            return Taken((notice(wording.CHECKS_MISSING),))
        if heard.intent in YES:
            draft = replace(draft, asking=REASON)
        return Taken(self.ask_again(desk, draft), draft)

    def _reasoned(self, desk: Desk, draft: Draft, heard: Heard) -> Taken:
        optional = text_of(draft, DECISION) in REASON_OPTIONAL
        reason = self._reason(draft, heard)
        if optional and (
            heard.intent in {"skip", "deny", "confirm"} and not heard.values.get("value")
        ):
            reason = ""
        elif not reason:
            return Taken(self.ask_again(desk, draft), draft)
        draft = with_answer(draft, REASON, reason, SURE)
        return Taken(self.ask_again(desk, draft), draft)

    def _decided(self, desk: Desk, connection: Connection, draft: Draft, heard: Heard) -> Taken:
        if heard.intent == "deny":
            return Taken((notice(wording.LEFT_ALONE),))
        if heard.intent not in YES:
            return Taken(self.ask_again(desk, draft), draft)
        decision, checks = text_of(draft, DECISION), text_of(draft, CHECKS)
        case = desk.office.decide(
            connection,
            text_of(draft, REFERENCE),
            desk.person(draft.person),
            decision,
            text_of(draft, REASON),
            checks=checks.split(SEPARATOR) if checks and decision in WANT_CHECKS else (),
            version=int(text_of(draft, VERSION)),
        )
        text = wording.DECIDED[decision].format(
            reference=case.reference, who=desk.name(case.reporter)
        )
        return Taken((notice(text),), case=case)

    def _reason(self, draft: Draft, heard: Heard) -> str:
        chosen = heard.values.get("value", "")
        replies = text_of(draft, REPLIES).split(SEPARATOR)
        if chosen.isdigit() and int(chosen) < len(replies):
            return replies[int(chosen)]
        return heard.words

    def _replies(self, draft: Draft, decision: str) -> tuple[Press, ...]:
        replies = [each for each in text_of(draft, REPLIES).split(SEPARATOR) if each]
        found = [
            press(draft, reply, "answer", slot=REASON, value=str(number))
            for number, reply in enumerate(replies)
        ]
        if decision in REASON_OPTIONAL:
            found.append(press(draft, wording.NO_REASON, "skip"))
        return (*found, press(draft, wording.NOT_NOW, "cancel"))

    def _sure(self, draft: Draft, decision: str) -> Said:
        reason = text_of(draft, REASON)
        parts = [
            wording.DECIDE_SURE[decision].format(
                reference=text_of(draft, REFERENCE), title=text_of(draft, TITLE)
            )
        ]
        if text_of(draft, ASKED) and decision != "more_information":
            parts.append(wording.STILL_ASKED)
        if reason:
            parts.append(wording.YOUR_REASON.format(reason=reason))
        yes = press(draft, wording.DECIDE_YES[decision], "confirm")
        change = press(draft, wording.OTHER_REASON, "go_back")
        return Said("\n\n".join(parts), buttons=(yes, change, press(draft, wording.NO, "deny")))
