"""Reads a case for its page, with what stands around it, in one transaction."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.portal import cards
from bot.portal.case_parts import Around, Image, Linked
from bot.portal.case_view import CaseView, Shown
from bot.portal.permitted import May, Part, part_of, permitted
from bot.portal.shared import Portal
from cases import access, record
from cases.deciding import CONSENT
from cases.directory import Person
from cases.model import ASSISTANT, OPEN, Case


def look(
    portal: Portal, connection: Connection, reference: str, person: Person, page: str = "case"
) -> CaseView:
    """The case as this person may see it on `page`; that they read it is noted down.

    Opened by whoever handles it for the first time, it is acknowledged.

    Raises:
        CaseError: 404, it is not theirs.
    """
    office, context = portal.office, portal.office.context
    viewer = access.viewer_of(context, connection, person)
    row = record.find(context, connection, reference, viewer)
    # Before the case is read: the audit trail is written last, and in one order everywhere.
    if row.state == "submitted" and row.reporter != viewer.email and viewer.handles(row):
        office.acknowledge(connection, row.reference, person)
    case = office.case(connection, row.reference, person, page)
    procedure = context.procedure(case.procedure)
    part, may = part_of(viewer, case), permitted(viewer, case, procedure)
    around = _around(portal, connection, case, person, part, may)
    shown = Shown(
        part=part,
        may=may,
        around=around,
        covers=part == "handler" and case.handler != viewer.email,
        now=context.now(),
        name_of=portal.name_of,
    )
    return CaseView(case, context.procedures, shown)


def _around(
    portal: Portal, connection: Connection, case: Case, person: Person, part: Part, may: May
) -> Around:
    office, procedures = portal.office, portal.office.procedures
    candidates = office.link_candidates(connection, case.reference, person) if may.link else ()
    proofs = office.proofs_of(connection, case.reference, person) if may.prove else ()
    choices = office.choices(connection, case.reference, person) if may.reassign else ()
    return Around(
        readers=None if part == "reader" else office.readers(connection, case.reference, person),
        linked=[
            Linked(each.reference, cards.title_of(procedures, each.procedure))
            for each in office.linked(connection, case.reference, person)
        ],
        candidates=[
            Linked(each.reference, cards.title_of(procedures, each.procedure))
            for each in candidates
        ],
        images=[
            Image(each.what, each.holder, each.destroy_by, each.destroyed_at)
            for each in office.images_held(connection, person, case.reference)
        ],
        proofs=sum(each.ended_at is None for each in proofs),
        others=[("", "Choose somebody"), *((each.email, each.name) for each in choices)],
        consents_wanted=may.attach and _consents_wanted(portal, case),
        people=_people(portal, connection, case) if may.note else (),
        covered_by=_covered_by(portal, connection, case),
    )


def _consents_wanted(portal: Portal, case: Case) -> bool:
    """Whether the guardians' written consent is still to come."""
    if case.state not in OPEN and case.outcome != "approved":
        return False
    procedure = portal.office.context.procedure(case.procedure)
    wanted = procedure.conditions_for(case.answers) if procedure else ()
    return any(CONSENT in each.id for each in wanted) and not any(
        event.kind == "consent_received" for event in case.events
    )


def _covered_by(portal: Portal, connection: Connection, case: Case) -> str | None:
    """Who would decide while the handler is away; None where that is of no use."""
    if case.state not in OPEN or case.handler in {ASSISTANT, case.reporter}:
        return None
    found = portal.office.who_covers(connection, case)
    return found.email if found else None


def _people(portal: Portal, connection: Connection, case: Case) -> list[tuple[str, str]]:
    """Whom a case may turn out to be about, besides those who are known."""
    known = {case.reporter, case.handler} | access.concerned(connection, case.id)
    others = sorted(
        (each.name, each.email) for each in portal.services.directory if each.email not in known
    )
    return [("", "Choose somebody"), *((email, f"{name} ({email})") for name, email in others)]
