"""A case in words: to whom it belongs, and to whoever decides it."""

from __future__ import annotations

from actions import moments
from actions.desk import Desk
from actions.outcome import Outcome
from cases.declaration import Procedure
from cases.form.model import Press, Said
from cases.model import ASSISTANT, OPEN, Case, CaseEvent

STATES = {
    "submitted": "Sent. {who} {does} by {when}.",
    "acknowledged": "{who} has opened it, and {does} by {when}.",
    "more_information": "{who} asks you something, see below.",
    "decided": "Decided.",
    "resolved": "Resolved.",
    "withdrawn": "Taken back.",
    "closed": "Closed.",
}
OUTCOMES = {
    "approved": "Approved on {day} by {who}.",
    "declined": "Declined on {day} by {who}.",
    "resolved": "Resolved on {day} by {who}.",
    "withdrawn": "Taken back on {day}.",
}
ANSWER_NOW, TAKE_BACK, AGAIN = "Answer now", "Take it back", "Ask for this again"
HEADTEACHER = "Tell what the Headteacher said"
# Nobody of ours decides it: it waits for what its reporter tells.
OWN_STATE = "It waits for the Headteacher: tell me what they say."
OWN_LINE = "waits for what the Headteacher says"
DECISIONS = {
    "permission": (
        ("Approve", "approve"),
        ("Decline", "decline"),
        ("Ask for more information", "more_information"),
    ),
    "report": (("Resolve", "resolve"), ("Ask for more information", "more_information")),
}
DECIDING_KINDS = frozenset({"decided", "headteacher", "corrected"})
FROM = "{reference}: {title}. From {who}, sent on {sent}, due by {due}."
REPORTERS_WORDS = frozenset({"answered", "message"})
LONGEST_ANSWER = 400
OPEN_THERE = "It is confidential, so read the rest here: {link}"


def line(desk: Desk, case: Case) -> str:
    """A case in one line."""
    title = _title(desk, case)
    if case.outcome is not None and case.decided_at is not None:
        state = f"{case.outcome} on {moments.day(case.decided_at)}"
    elif case.state == "more_information":
        state = "a question waits for you"
    elif case.handler == case.reporter:
        state = OWN_LINE
    else:
        state = f"with {_handler(desk, case)}, due by {moments.day(case.due_at)}"
    return f"{case.reference}: {title}, {state}"


def waiting_line(desk: Desk, case: Case) -> str:
    """A case in one line, to whoever decides it."""
    late = case.due_at < desk.now()
    due = f"{'was due on' if late else 'due by'} {moments.day(case.due_at)}"
    asked = ", waits for an answer" if case.state == "more_information" else ""
    return f"{case.reference}: {_title(desk, case)}, from {desk.name(case.reporter)}, {due}{asked}"


def card_for_reporter(desk: Desk, case: Case) -> Outcome:
    """What became of it."""
    procedure = desk.procedures.find(case.procedure)
    does = "decides it" if case.kind == "permission" else "looks into it"
    values = {"who": _handler(desk, case), "when": moments.day(case.due_at), "does": does}
    parts = [
        f"{case.reference}: {_title(desk, case)}. Sent on {moments.day(case.submitted_at)}.",
        _state(desk, case, values),
    ]
    found: list[Press] = []
    reference = {"reference": case.reference}
    if case.state == "more_information":
        asked = _note(case, "more_information")
        parts.append(_open_there(desk, case) if case.confidential else f"The question: {asked}")
        found.append(Press(ANSWER_NOW, "answer_case", reference))
    if case.conditions:
        parts.append("On these conditions:\n" + "\n".join(f"• {each}" for each in case.conditions))
    if case.state in OPEN:
        if procedure is not None and procedure.outcomes_by_reporter:
            found.append(Press(HEADTEACHER, "headteacher_said", reference))
        found.append(Press(TAKE_BACK, "withdraw_case", reference))
    elif case.kind == "permission" and procedure is not None:
        found.append(Press(AGAIN, "use_again", reference))
    return _card(parts, found, case, _clauses(case))


def card_for_handler(desk: Desk, case: Case) -> Outcome:
    """What there is to decide, with everything needed for it."""
    procedure = desk.procedures.find(case.procedure)
    parts = [
        FROM.format(
            reference=case.reference,
            title=_title(desk, case),
            who=desk.name(case.reporter),
            sent=moments.day(case.submitted_at),
            due=moments.day(case.due_at),
        ),
        # What is confidential stays out of a conversation, which is kept for longer than it needs.
        _open_there(desk, case) if case.confidential else "\n".join(_answers(case, procedure)),
    ]
    if case.checks:
        ticks = [f"{'✓' if each.ticked else '☐'} {each.text}" for each in case.checks]
        parts.append("To check:\n" + "\n".join(ticks))
    said = _last(case, REPORTERS_WORDS)
    if said is not None and said.note and not case.confidential:
        parts.append(f"{desk.name(said.actor)} writes: {said.note}")
    if case.attachments:
        count = len(case.attachments)
        parts.append(f"{count} {'file' if count == 1 else 'files'}: open them under “My cases”.")
    found: list[Press] = []
    if case.state in OPEN and not (procedure and procedure.outcomes_by_reporter):
        found = [
            Press(title, "decide", {"reference": case.reference, "decision": decision})
            for title, decision in DECISIONS[case.kind]
        ]
    elif case.outcome is not None:
        parts.append(_state(desk, case, {}))
    return _card([part for part in parts if part], found, case)


def _card(
    parts: list[str], found: list[Press], case: Case, clauses: tuple[str, ...] = ()
) -> Outcome:
    said = Said("\n\n".join(parts), "case", tuple(found), clauses)
    return Outcome((said,), case=case, aside=True)


def _title(desk: Desk, case: Case) -> str:
    return desk.context.title(case.procedure)


def _handler(desk: Desk, case: Case) -> str:
    if case.handler == ASSISTANT:
        return desk.context.organisation.help_contact
    return desk.name(case.handler)


def _state(desk: Desk, case: Case, values: dict[str, str]) -> str:
    if case.outcome is None or case.decided_at is None:
        if case.handler == case.reporter:
            return OWN_STATE
        return STATES[case.state].format(**values)
    event = _last(case, DECIDING_KINDS)
    who = desk.name(event.actor) if event else _handler(desk, case)
    told = OUTCOMES[case.outcome].format(day=moments.day(case.decided_at), who=who)
    if event is None or not event.note:
        return told
    return f"{told} {_open_there(desk, case) if case.confidential else event.note}"


def _open_there(desk: Desk, case: Case) -> str:
    return OPEN_THERE.format(link=f"{desk.public_url}/portal/cases/{case.reference}")


def _note(case: Case, kind: str) -> str:
    event = _last(case, frozenset({kind}))
    return (event.note or "") if event else ""


def _last(case: Case, kinds: frozenset[str]) -> CaseEvent | None:
    return next((each for each in reversed(case.events) if each.kind in kinds), None)


def _clauses(case: Case) -> tuple[str, ...]:
    """What the decision rests on; at most two, as in any answer."""
    event = _last(case, DECIDING_KINDS)
    named = event.data.get("clauses", ()) if event else ()
    return tuple(str(each) for each in named)[:2]


def _answers(case: Case, procedure: Procedure | None) -> list[str]:
    found = []
    for slot, answer in case.answers.items():
        question = procedure.question(slot) if procedure else None
        label = question.label if question else slot.replace("_", " ")
        words = answer.words
        if len(words) > LONGEST_ANSWER:
            words = f"{words[:LONGEST_ANSWER].rstrip()}… (the rest is under “My cases”)"
        found.append(f"{label}: {words}")
    return found
