"""What whoever sent a case does on its page, and what both they and its handler may do."""

from __future__ import annotations

from bot.portal.deeds import PAGE, Act, Deed, Done, say
from bot.portal.forms import Problem, Problems
from cases.reporting import FileKind


def _message(act: Act) -> Done:
    return say(act, "message", act.office.message, "messages")


def _answer(act: Act) -> Done:
    case = act.hold(as_seen=True)
    keep = act.office.context.attachments.take_in
    ids = [keep(act.connection, act.person.email, file.name, file).id for file in act.files]
    act.office.answer_more_information(
        act.connection, case.reference, act.person, act.fields.text("answer"), ids
    )
    return Done("answer")


def _attach(act: Act) -> Done:
    case = act.hold()
    if not act.files:
        raise Problems(Problem("attach", "Choose a file first."))
    kind: FileKind = "consent" if act.fields.text("kind") == "consent" else "evidence"
    for file in act.files:
        act.office.attach(act.connection, case.reference, act.person, file.name, file, kind)
    return Done("attached", "files")


def _withdraw(act: Act) -> Done:
    case = act.hold(as_seen=True, undecided=True)
    act.office.withdraw(
        act.connection, case.reference, act.person, act.fields.text("withdraw_reason")
    )
    return Done("withdrawn")


def _prove(act: Act) -> Done:
    case = act.hold()
    return Done("proof", secret=act.office.make_proof(act.connection, case.reference, act.person))


def _end_proofs(act: Act) -> Done:
    act.office.end_proofs(act.connection, act.hold().reference, act.person)
    return Done("proofs-ended", "papers")


def _headteacher(act: Act) -> Done:
    case = act.hold(as_seen=True, undecided=True)
    act.office.what_headteacher_said(
        act.connection,
        case.reference,
        act.person,
        act.fields.text("said"),
        act.fields.text("said_words"),
    )
    return Done("headteacher")


DEEDS = (
    Deed("message", _message, "message"),
    Deed("answer", _answer, "answer", files=True),
    Deed("attach", _attach, "attach", files=True),
    Deed("withdraw", _withdraw, "withdraw-reason"),
    Deed("prove", _prove, PAGE),
    Deed("end_proofs", _end_proofs, PAGE),
    Deed("headteacher", _headteacher, "said"),
)
