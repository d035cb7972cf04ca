"""What whoever handles a case does on its page."""

from __future__ import annotations

from collections.abc import Sequence

from bot.portal.deeds import PAGE, Act, Deed, Done, say
from bot.portal.forms import Problem, Problems
from cases.model import Case

OTHER_REPLY = "That ready-made reply belongs to another decision."
NO_DECISION = "Choose a decision."


def lines_of(words: str) -> tuple[str, ...]:
    """The lines that have something in them."""
    return tuple(line.strip(" \t-•") for line in words.splitlines() if line.strip(" \t-•"))


def _decide(act: Act) -> Done:
    case = act.hold(as_seen=True, undecided=True)
    decision = act.fields.text("decision")
    if not decision:
        raise Problems(Problem("decision", NO_DECISION))
    reason = _reason(act, case, decision)
    # What was ticked before and is not any more is no longer checked.
    _save_ticks(act, case, only_off=True)
    act.office.decide(
        act.connection,
        case.reference,
        act.person,
        decision,
        reason,
        lines_of(act.fields.text("conditions")),
        act.fields.all("checks"),
    )
    return Done(decision)


def _reason(act: Act, case: Case, decision: str) -> str:
    """The ready-made reply, then the handler's own words."""
    own, chosen = act.fields.text("reason"), act.fields.text("reply")
    if not chosen:
        return own
    kind, _, number = chosen.rpartition("-")
    procedure = act.office.context.procedure(case.procedure)
    ready: Sequence[str] = getattr(procedure.replies, kind, ()) if procedure else ()
    if kind != decision or not number.isdigit() or int(number) >= len(ready):
        raise Problems(Problem("reply", OTHER_REPLY))
    return "\n\n".join(part for part in (ready[int(number)], own) if part)


def _tick(act: Act) -> Done:
    case = act.hold()
    _save_ticks(act, case)
    return Done("ticked", "decide")


def _save_ticks(act: Act, case: Case, *, only_off: bool = False) -> None:
    wanted = set(act.fields.all("checks"))
    for check in case.checks:
        if check.ticked != (check.id in wanted) and (check.ticked or not only_off):
            act.office.tick(
                act.connection, case.reference, act.person, check.id, check.id in wanted
            )


def _note(act: Act) -> Done:
    return say(act, "note", act.office.private_note, "notes")


def _reassign(act: Act) -> Done:
    case = act.hold(as_seen=True, undecided=True)
    to, why = act.fields.text("to"), act.fields.text("to_reason")
    act.office.reassign(act.connection, case.reference, act.person, to, why)
    return Done("reassigned", gone=not act.may_still_see(case))


def _correct(act: Act) -> Done:
    case = act.hold(as_seen=True)
    act.office.correct(
        act.connection,
        case.reference,
        act.person,
        act.fields.text("corrected"),
        act.fields.text("correct_reason"),
        lines_of(act.fields.text("correct_conditions")),
        act.fields.all("checks"),
    )
    return Done("corrected")


def _close(act: Act) -> Done:
    act.office.close(act.connection, act.hold(as_seen=True).reference, act.person)
    return Done("closed")


def _hold(act: Act) -> Done:
    act.office.hold(act.connection, act.hold(as_seen=True).reference, act.person)
    return Done("held")


def _release(act: Act) -> Done:
    act.office.release(act.connection, act.hold(as_seen=True).reference, act.person)
    return Done("released")


def _link(act: Act) -> Done:
    case = act.hold()
    act.office.link(act.connection, case.reference, act.person, act.fields.text("other"))
    return Done("linked", "linked")


def _concerns(act: Act) -> Done:
    case = act.hold()
    act.office.name_concerned(act.connection, case.reference, act.person, act.fields.text("person"))
    return Done("concerns")


DEEDS = (
    Deed("decide", _decide, "decision", {each: each for each in ("reason", "conditions")}),
    Deed("tick", _tick, "checks"),
    Deed("note", _note, "note"),
    Deed("reassign", _reassign, "to", {"reason": "to-reason"}),
    Deed(
        "correct",
        _correct,
        "corrected",
        {"reason": "correct-reason", "conditions": "correct-conditions"},
    ),
    Deed("close", _close, PAGE),
    Deed("hold", _hold, PAGE),
    Deed("release", _release, PAGE),
    Deed("link", _link, "other"),
    Deed("concerns", _concerns, "person"),
)
