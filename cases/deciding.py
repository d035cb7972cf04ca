"""Decides a case, once: what a decision needs, and all that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from cases import access, audit, images, notices, proofs, record, timers
from cases.access import Viewer
from cases.calendar import ZONE
from cases.context import Context
from cases.directory import Person
from cases.model import OPEN, Case, CaseError, Decision, Outcome, State
from cases.record import CaseRow
from cases.tables import case_check, case_event, case_party

LONGEST = 4000  # characters of a reason
LONGEST_CONDITION = 500
MOST_CONDITIONS = 20
DECISIONS: dict[str, tuple[Decision, ...]] = {
    "permission": ("approve", "decline", "more_information"),
    "report": ("resolve", "more_information"),
}
WANT_A_REASON = frozenset({"decline", "more_information", "resolve"})
ENDS: dict[str, tuple[State, Outcome]] = {
    "approve": ("decided", "approved"),
    "decline": ("decided", "declined"),
    "resolve": ("resolved", "resolved"),
}
ENDS_WELL = frozenset({"approve", "resolve"})
"""What needs every check that is a must."""
CONSENT = "consent"
"""In the id of a condition that waits for consent: an uploaded one fulfils it."""


def decide(
    context: Context,
    connection: Connection,
    reference: str,
    actor: Person,
    decision: str,
    reason: str = "",
    conditions: Sequence[str] = (),
    checks: Sequence[str] = (),
    version: int | None = None,
) -> Case:
    """Decides a case, or asks its reporter for more.

    `conditions` are added to those that the declaration binds an approval to, `checks` (ids) to
    those ticked before. With a `version`, only the case as it was then is decided.

    Raises:
        CaseError: 404, not theirs to decide; 409, decided already, or changed since; 422,
            something is missing or wrong.
    """
    viewer = access.viewer_of(context, connection, actor)
    row = held(context, connection, reference, viewer)
    refuse_decided(context, connection, row)
    record.check_version(row, version)
    procedure = context.procedure(row.procedure)
    if procedure is not None and procedure.outcomes_by_reporter:
        raise CaseError(
            422, "The Headteacher decides this. Please record what they said.", ("decision",)
        )
    words, added = checked(row.kind, decision, reason, conditions)
    ticked = tick_all(context, connection, row, viewer, checks)
    if decision in ENDS_WELL:
        want_checks(row, ticked)
    return conclude(context, connection, row, viewer, decision, words, added)


def conclude(
    context: Context,
    connection: Connection,
    row: CaseRow,
    viewer: Viewer,
    decision: str,
    reason: str,
    conditions: Sequence[str],
    kind: str = "decided",
) -> Case:
    """Makes a decision count that was found in order: state, event, notices, timers, register."""
    if decision == "more_information":
        changed = record.change(connection, row, state="more_information")
        event = record.add_event(
            context, connection, row.id, viewer.email, "more_information", reason
        )
        # Nobody is reminded to decide while the reporter is being asked: they are, to answer.
        timers.disarm(connection, row.id, timers.DECIDING)
        timers.arm_asking(context, connection, row.id)
        notices.tell(context, connection, row.id, event, row.reporter, "more_information")
    else:
        changed = settle(context, connection, row, decision, conditions)
        procedure = context.procedure(row.procedure)
        event = record.add_event(
            context, connection, row.id, viewer.email, kind, reason or None,
            decision=decision, outcome=changed.outcome,
            clauses=list(procedure.clauses) if procedure else [],
            unticked=unticked(connection, changed),
        )  # fmt: skip
        told = [row.reporter, *watchers(connection, row.id)]
        notices.tell_all(
            context, connection, row.id, event, (each for each in told if each != viewer.email),
            "decision",
        )  # fmt: skip
    found = record.load(context, connection, changed, viewer)
    audit.record(
        connection, viewer.email, "case_decided", row.reference, context.now(), decision=decision
    )
    return found


def settle(
    context: Context,
    connection: Connection,
    row: CaseRow,
    decision: str,
    conditions: Sequence[str],
) -> CaseRow:
    """The case as this decision leaves it, what hangs on it included; no event is added."""
    state, outcome = ENDS[decision]
    answers, _ = record.unseal(context, row)
    procedure = context.procedure(row.procedure)
    bound = procedure.conditions_for(answers) if procedure and outcome == "approved" else ()
    kept = tuple(dict.fromkeys([*(each.text for each in bound), *conditions]))
    changed = record.change(
        connection,
        row,
        state=state,
        outcome=outcome,
        decided_at=context.now(),
        sealed=record.seal(context, answers, kept),
    )
    timers.disarm(connection, row.id, (*timers.DECIDING, "consent_due"))
    until = None
    if outcome == "approved" and procedure is not None:
        until = images.register(context, connection, changed, procedure, answers)
        if row.about_on and any(CONSENT in each.id for each in bound):
            day = context.calendar.before(row.about_on)
            timers.arm(connection, row.id, "consent_due", context.calendar.morning(day))
    else:
        images.due_now(context, connection, row.id)
        proofs.end_all(context, connection, row.id)
    timers.arm_keeping(context, connection, changed, until)
    return changed


def held(context: Context, connection: Connection, reference: str, viewer: Viewer) -> CaseRow:
    """The row of a case that is theirs to decide, held until the transaction ends.

    Raises:
        CaseError: 404, also to those who may only see it.
    """
    row = record.find(context, connection, reference, viewer, lock=True)
    if not viewer.handles(row):
        raise CaseError(404, access.NOT_YOURS)
    return row


def refuse_decided(context: Context, connection: Connection, row: CaseRow) -> None:
    """Only a case that is open can be decided.

    Raises:
        CaseError: 409, telling what it came to, by whom and when.
    """
    if row.state in OPEN:
        return
    if row.outcome == "withdrawn":
        raise CaseError(409, f"{row.reference} was withdrawn by whoever sent it.")
    last = connection.execute(
        select(case_event.c.actor, case_event.c.at)
        .where(
            case_event.c.case_id == row.id,
            case_event.c.kind.in_(("decided", "corrected", "headteacher")),
        )
        .order_by(case_event.c.id.desc())
    ).first()
    if last is None:
        raise CaseError(409, f"{row.reference} is {row.state} already.")
    person = context.directory.find(last.actor)
    name = person.name if person else last.actor
    local = last.at.astimezone(ZONE)
    when = f"{local.day} {local:%B %Y at %H:%M}"
    raise CaseError(409, f"{row.reference} was decided already: {row.outcome} by {name} on {when}.")


def tick_all(
    context: Context, connection: Connection, row: CaseRow, viewer: Viewer, checks: Iterable[str]
) -> frozenset[str]:
    """Ticks these checks as well; all that are ticked then.

    Raises:
        CaseError: 422, some are not of this case.
    """
    known = {each["id"] for each in row.checks}
    unknown = tuple(each for each in dict.fromkeys(checks) if each not in known)
    if unknown:
        raise CaseError(422, "Some of these checks are not of this case.", unknown)
    ticked = _ticked(connection, row.id)
    for check in dict.fromkeys(checks):
        if check not in ticked:
            connection.execute(
                insert(case_check).values(
                    case_id=row.id, check_id=check, by=viewer.email, at=context.now()
                )
            )
    return ticked | frozenset(checks)


def unticked(connection: Connection, row: CaseRow) -> list[str]:
    """The ids of the checks of a case that nobody has ticked."""
    ticked = _ticked(connection, row.id)
    return [each["id"] for each in row.checks if each["id"] not in ticked]


def watchers(connection: Connection, case_id: int) -> list[str]:
    """The addresses of those who look on."""
    query = select(case_party.c.person).where(
        case_party.c.case_id == case_id, case_party.c.part == "watcher"
    )
    return list(connection.execute(query.order_by(case_party.c.person)).scalars())


def words_of(reason: str, longest: int = LONGEST, field: str = "reason") -> str:
    """The words without blanks around them.

    Raises:
        CaseError: 422, they are too long.
    """
    words = reason.strip()
    if len(words) > longest:
        raise CaseError(422, f"Please write {longest} characters at most.", (field,))
    return words


def checked(
    kind: str, decision: str, reason: str, conditions: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    """The reason and the conditions without blanks, once decision and these are in order.

    Raises:
        CaseError: 422, naming what is missing or wrong.
    """
    allowed = DECISIONS[kind]
    if decision not in allowed:
        wanted = ", ".join(allowed[:-1]) + f" or {allowed[-1]}"
        raise CaseError(422, f"A {kind} is decided by {wanted}.", ("decision",))
    words = words_of(reason)
    if not words and decision in WANT_A_REASON:
        raise CaseError(422, "Please give a reason.", ("reason",))
    added = tuple(
        dict.fromkeys(
            found
            for each in conditions
            if (found := words_of(each, LONGEST_CONDITION, "conditions"))
        )
    )
    if added and decision != "approve":
        raise CaseError(422, "Only an approval has conditions.", ("conditions",))
    if len(added) > MOST_CONDITIONS:
        raise CaseError(422, f"{MOST_CONDITIONS} conditions at most, please.", ("conditions",))
    return words, added


def want_checks(row: CaseRow, ticked: frozenset[str]) -> None:
    """An approval, or the end of a report, needs every check that is a must.

    Raises:
        CaseError: 422, naming those that are not ticked.
    """
    missing = tuple(each["id"] for each in row.checks if each["must"] and each["id"] not in ticked)
    if missing:
        ends = "An approval" if row.kind == "permission" else "The end of a report"
        raise CaseError(422, f"{ends} needs these checks ticked first.", missing)


def _ticked(connection: Connection, case_id: int) -> frozenset[str]:
    query: Any = select(case_check.c.check_id).where(case_check.c.case_id == case_id)
    return frozenset(connection.execute(query).scalars())
