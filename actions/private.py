"""What is not talked through where others read along."""

from __future__ import annotations

from actions import wording
from actions.desk import Desk
from actions.outcome import notice
from cases.declaration import Procedure
from cases.form.model import Draft, Said


def refused_in_a_group(desk: Desk, procedure: Procedure) -> Said | None:
    """What is said in a group instead of a confidential procedure; None where it may go on."""
    return _link(desk) if procedure.confidential else None


def elsewhere(desk: Desk, draft: Draft) -> Said | None:
    """What is said in a group instead of going on with this draft; None where it may go on."""
    procedure = desk.procedure_of(draft)
    if procedure is not None and not procedure.confidential:
        return None
    return _link(desk)


def cases_elsewhere(desk: Desk) -> Said:
    """What is said in a group instead of anything about a case."""
    return _link(desk)


def _link(desk: Desk) -> Said:
    return notice(wording.IN_PRIVATE.format(link=f"{desk.public_url}/"))
