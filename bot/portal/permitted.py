"""What a person may do to a case on its page. `cases.office` has the last word on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.portal import history
from cases.access import OVERSEE, Viewer
from cases.model import OPEN, Case
from cases.procedures import Procedure

Part = Literal["reporter", "handler", "reader"]


@dataclass(frozen=True, slots=True)
class May:
    """One flag for each thing that the page offers."""

    decide: bool
    answer: bool
    message: bool
    note: bool
    attach: bool
    reassign: bool
    correct: bool
    link: bool
    hold: bool
    close: bool
    withdraw: bool
    prove: bool
    tell_headteacher: bool

    @property
    def manage(self) -> bool:
        """Whether there is anything to hand over, correct, link, hold or close."""
        return self.reassign or self.correct or self.link or self.hold or self.close


def part_of(viewer: Viewer, case: Case) -> Part:
    """How the person stands to the case; whoever sent it is its reporter, whatever else."""
    if viewer.email == case.reporter:
        return "reporter"
    handles = case.handler == viewer.email or case.handler in viewer.covers
    return "handler" if handles else "reader"


def permitted(viewer: Viewer, case: Case, procedure: Procedure | None) -> May:
    """What the page offers to this person."""
    part = part_of(viewer, case)
    handles, reports = part == "handler", part == "reporter"
    oversees = (
        part == "reader"
        and case.kind == "permission"
        and not case.confidential
        and bool(OVERSEE.intersection(viewer.person.roles))
    )
    is_open, is_closed = case.state in OPEN, case.state == "closed"
    by_reporter = procedure is not None and procedure.outcomes_by_reporter
    return May(
        decide=handles and is_open and not by_reporter,
        answer=reports and case.state == "more_information",
        message=(handles or reports) and case.handler != case.reporter and not is_closed,
        note=handles,
        attach=(handles or reports) and not is_closed,
        reassign=(handles or oversees) and is_open,
        correct=handles and case.state in {"decided", "resolved"} and _decided_by(viewer, case),
        link=handles,
        hold=handles or oversees,
        close=handles and case.state in {"decided", "resolved", "withdrawn"},
        withdraw=reports and is_open,
        prove=(handles or reports) and case.outcome == "approved",
        tell_headteacher=reports and is_open and by_reporter,
    )


def _decided_by(viewer: Viewer, case: Case) -> bool:
    made = [event.actor for event in case.events if event.kind in history.ENDINGS]
    return bool(made) and made[-1] == viewer.email
