"""Makes a case of a draft, with all that belongs to it, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from cases import access, audit, images, linking, notices, record, routing, timers
from cases.concerned import concerned_in
from cases.conditions import applies
from cases.context import Context
from cases.declaration import REPORTER, Procedure
from cases.directory import Person
from cases.form.model import Draft
from cases.model import ASSISTANT, OPEN, Answer, Case, CaseError
from cases.record import CaseRow
from cases.reference import new_reference
from cases.routing import Route
from cases.tables import case_file, case_party

TRIES = 5  # to draw a reference that nobody has: one is enough but once in thousands of millions


def file(context: Context, connection: Connection, draft: Draft) -> Case:
    """The case that this draft becomes; the same draft twice is the same case.

    Only answers to what the declaration asks at the end are filed.

    Raises:
        CaseError: 404, its person has left; 422, an answer is missing or forbids it.
    """
    reporter = context.directory.find(draft.person)
    if reporter is None:
        raise CaseError(404, access.NOT_YOURS)
    row = _filed(connection, draft.submission)
    if row is None:
        procedure = context.procedure(draft.procedure)
        if procedure is None:
            raise CaseError(422, "There is no such form any more.", (draft.procedure,))
        row = _make(context, connection, draft, procedure, reporter)
    elif row.reporter != reporter.email:
        raise CaseError(404, access.NOT_YOURS)
    viewer = access.viewer_of(context, connection, reporter)
    return record.load(context, connection, row, viewer)


def similar(
    context: Context,
    connection: Connection,
    procedure: Procedure,
    person: Person,
    answers: Mapping[str, Answer],
) -> Case | None:
    """An open case of the same person about the same thing, by what the declaration compares."""
    wanted = _alike(procedure, answers)
    if not wanted:
        return None
    viewer = access.viewer_of(context, connection, person)
    rows = connection.execute(
        select(case_file)
        .where(
            access.visible(viewer),
            case_file.c.reporter == person.email,
            case_file.c.procedure == procedure.id,
            case_file.c.state.in_(OPEN),
        )
        .order_by(case_file.c.id.desc())
    ).all()
    for row in rows:
        if _alike(procedure, record.unseal(context, row)[0]) == wanted:
            return record.load(context, connection, row, viewer)
    return None


def _make(
    context: Context, connection: Connection, draft: Draft, procedure: Procedure, reporter: Person
) -> CaseRow:
    answers = procedure.counted(draft.answers)
    _check_answers(procedure, answers, draft.skipped)
    concerned = concerned_in(procedure, answers, reporter, context.directory)
    route = routing.route(context, connection, procedure, answers, reporter, concerned)
    row = _insert(context, connection, draft, procedure, answers, route.handler)
    if row is None:  # somebody filed the same draft at the same moment, and was first
        filed = _filed(connection, draft.submission)
        if filed is None:
            raise RuntimeError("a case can be neither made nor found")
        return filed
    watchers = _watchers(procedure, answers, reporter) - concerned - {route.handler}
    _add_parties(connection, row, concerned, watchers)
    context.attachments.bind(connection, draft.submission, row.id)
    event = _add_events(context, connection, row, procedure, answers, route)
    pressing = timers.is_pressing(context, procedure, row.due_at)
    timers.arm_deciding(context, connection, row.id, row.due_at, by_hours=pressing)
    linking.link_named(context, connection, row, answers)
    _tell(context, connection, row, procedure, event, watchers)
    context.drafts.end(connection, draft.submission)
    if procedure.confidential:
        # What was said in the chat goes, now that the case has it.
        last = int(draft.last_message) if draft.last_message.isdigit() else 0
        context.queue.enqueue(
            connection,
            "erase",
            f"erase-{draft.submission}",
            draft.person,
            draft.first_message,
            last,
        )
    audit.record(
        connection, reporter.email, "case_filed", row.reference, context.now(),
        procedure=procedure.id, handler=route.handler, how=route.how,
    )  # fmt: skip
    return row


def _filed(connection: Connection, submission: str) -> CaseRow | None:
    query = select(case_file).where(case_file.c.submission == submission)
    return connection.execute(query).one_or_none()


def _check_answers(
    procedure: Procedure, answers: Mapping[str, Answer], skipped: Iterable[str]
) -> None:
    asked = procedure.asked(answers)
    skipped = set(skipped)
    missing = tuple(
        each.slot
        for each in asked
        if each.slot not in answers and not (each.optional or each.slot in skipped)
    )
    if missing:
        raise CaseError(422, "Some questions have no answer yet.", missing)
    for question in asked:
        for stop in question.stops:
            if applies({question.slot: stop.when}, answers):
                raise CaseError(422, stop.says, (question.slot,))
    early = procedure.too_early(answers)
    if early:
        raise CaseError(422, "Some dates come before what they belong to.", early)


def _insert(
    context: Context,
    connection: Connection,
    draft: Draft,
    procedure: Procedure,
    answers: Mapping[str, Answer],
    handler: str,
) -> CaseRow | None:
    about = images.days_about(procedure, answers)
    values: dict[str, Any] = {
        "submission": draft.submission,
        "procedure": procedure.id,
        "kind": procedure.kind,
        "reporter": draft.person,
        "handler": handler,
        "state": "submitted",
        "confidential": procedure.confidential,
        "edition": context.organisation.guidance_edition,
        "sealed": record.seal(context, answers, ()),
        "checks": [
            {"id": each.id, "text": each.text, "clause": each.clause, "must": each.must}
            for each in procedure.checks_for(answers)
        ],
        "about_on": about[0] if about else None,
        "submitted_at": context.now(),
        "due_at": timers.due_of(context, procedure, about[0] if about else None),
        "keep_class": procedure.keep_class,
    }
    for _ in range(TRIES):
        try:
            with connection.begin_nested():
                connection.execute(insert(case_file).values(reference=new_reference(), **values))
        except IntegrityError:
            if _filed(connection, draft.submission) is not None:
                return None
            continue
        return _filed(connection, draft.submission)
    raise RuntimeError("no free reference was drawn")


def _add_parties(
    connection: Connection, row: CaseRow, concerned: Iterable[str], watchers: Iterable[str]
) -> None:
    parties = [(row.reporter, "reporter"), (row.handler, "handler")]
    parties += [(person, "concerned") for person in sorted(concerned)]
    parties += [(person, "watcher") for person in sorted(watchers)]
    connection.execute(
        insert(case_party),
        [
            {"case_id": row.id, "person": person, "part": part}
            for person, part in parties
            if person != ASSISTANT
        ],
    )


def _watchers(procedure: Procedure, answers: Mapping[str, Answer], reporter: Person) -> set[str]:
    """Who may see it besides: further roles beside a reporter who handles their own case.

    (What the Headteacher of a school said is told by the teacher; the line manager sees it.)
    """
    roles = procedure.role_for(answers)
    if roles[:1] == (REPORTER,) and reporter.line_manager:
        return {reporter.line_manager}
    return set()


def _add_events(
    context: Context,
    connection: Connection,
    row: CaseRow,
    procedure: Procedure,
    answers: Mapping[str, Answer],
    route: Route,
) -> int:
    event = record.add_event(
        context, connection, row.id, row.reporter, "submitted", edition=row.edition
    )
    for each in procedure.explained_for(answers):
        record.add_event(
            context, connection, row.id, ASSISTANT, "explained", each.says, clause=each.clause
        )
    if route.how != "role":
        # Why somebody else was passed over is nobody's business but the handler's.
        record.add_event(
            context, connection, row.id, ASSISTANT, "routed", private=True, how=route.how
        )
    return event


def _tell(
    context: Context,
    connection: Connection,
    row: CaseRow,
    procedure: Procedure,
    event: int,
    watchers: Iterable[str],
) -> None:
    notices.tell(context, connection, row.id, event, row.reporter, "filed_to_reporter")
    if row.handler == ASSISTANT:
        office = [person.email for person in context.directory if "administrator" in person.roles]
        notices.tell_all(context, connection, row.id, event, office, "unassigned")
    elif row.handler != row.reporter:
        urgent = procedure.urgent or timers.is_pressing(context, procedure, row.due_at)
        kind: notices.Kind = "urgent_case" if urgent else "new_case"
        notices.tell(context, connection, row.id, event, row.handler, kind)
    notices.tell_all(context, connection, row.id, event, watchers, "new_case")


def _alike(procedure: Procedure, answers: Mapping[str, Answer]) -> tuple[Any, ...]:
    counted = procedure.counted(answers)
    return tuple(counted[slot].value for slot in procedure.similar_on if slot in counted)
