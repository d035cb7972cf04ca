"""What is said once a form is sent: its reference, who decides, by when, what to do meanwhile."""

from __future__ import annotations

from actions import moments
from actions.desk import Connection, Desk
from actions.outcome import Outcome
from cases.declaration import Procedure
from cases.form.model import Draft, Press, Said
from cases.model import ASSISTANT, Case, CaseError

SENT = "Sent. Your reference is {reference}."
DECIDES = "{who} decides it by {when}."
LOOKS = "{who} looks into it by {when}."
OWN = "It is kept with your requests: tell me what the Headteacher says."
NOBODY = "Nobody could be found to take it by itself, so {help} has been asked to."
COVERS = "{who} covers when they are away."
AT_ONCE = "They have been told at once."
MEANWHILE = "Meanwhile: {what}"
ASK = "Ask me at any time what is happening with it. You find a receipt under “My requests”."
LETTER = "A letter to the Headteacher is ready under “My requests”."
SEE, WITHDRAW, HEADTEACHER = "See it", "Take it back", "Tell what the Headteacher said"


def filed(desk: Desk, connection: Connection, case: Case) -> Outcome:
    """The reply to whoever sent the case."""
    procedure = desk.procedures.find(case.procedure)
    parts = [SENT.format(reference=case.reference), _who(desk, connection, case, procedure)]
    if procedure is not None:
        parts.append(MEANWHILE.format(what=procedure.meanwhile))
    parts.append(LETTER if procedure and procedure.letter else ASK)
    return Outcome((Said("\n\n".join(parts), "filed", _buttons(case, procedure)),), case=case)


def find_filed(
    desk: Desk, connection: Connection, submission: str | None, person: str
) -> Case | None:
    """The case that this draft of the person's became; None when it became none."""
    if not submission:
        return None
    try:
        # Filing again is finding: a draft that is gone cannot be filed by its id alone.
        return desk.office.file(connection, Draft(submission, person, procedure=""))
    except CaseError:
        return None


def _who(desk: Desk, connection: Connection, case: Case, procedure: Procedure | None) -> str:
    by_hours = procedure is not None and procedure.due.hours is not None
    when = moments.deadline(case.due_at, by_hours=by_hours)
    if case.handler == case.reporter:
        return OWN
    if case.handler == ASSISTANT:
        return NOBODY.format(help=desk.context.organisation.help_contact)
    verb = DECIDES if case.kind == "permission" else LOOKS
    said = [verb.format(who=desk.name(case.handler), when=when)]
    if procedure is not None and procedure.urgent:
        said.append(AT_ONCE)
    stand_in = desk.office.who_covers(connection, case)
    if stand_in is not None:
        said.append(COVERS.format(who=stand_in.name))
    return " ".join(said)


def _buttons(case: Case, procedure: Procedure | None) -> tuple[Press, ...]:
    values = {"reference": case.reference}
    found = [Press(SEE, "case_status", values)]
    if procedure is not None and procedure.outcomes_by_reporter:
        found.append(Press(HEADTEACHER, "headteacher_said", values))
    return (*found, Press(WITHDRAW, "withdraw_case", values))
