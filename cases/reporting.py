"""What whoever sent a case, or looks on, does to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection

from cases import access, audit, deciding, notices, record, timers
from cases.access import Viewer
from cases.context import Context
from cases.deciding import words_of
from cases.directory import Person
from cases.files import CleanFile
from cases.model import Case, CaseError
from cases.record import CaseRow

FileKind = Literal["evidence", "consent"]


def message(
    context: Context, connection: Connection, reference: str, actor: Person, words: str
) -> Case:
    """Adds a message between whoever sent a case and whoever handles it.

    While more information is wanted of its reporter, their message is the answer.

    Raises:
        CaseError: 404, not theirs (reporter's or handler's); 409, it is closed; 422, no words or
            too many.
    """
    viewer, row = _found(context, connection, reference, actor)
    if row.reporter != viewer.email and not viewer.handles(row):
        raise CaseError(404, access.NOT_YOURS)
    if row.state == "more_information" and row.reporter == viewer.email:
        return _answered(context, connection, row, viewer, words)
    if row.state == "closed":
        raise CaseError(409, f"{row.reference} is closed.")
    event = record.add_event(
        context, connection, row.id, viewer.email, "message", _wanted(words, "message")
    )
    told = {row.reporter, row.handler} - {viewer.email}
    notices.tell_all(context, connection, row.id, event, sorted(told), "message")
    return record.changed(context, connection, row, viewer, "case_message")


def answer_more_information(
    context: Context,
    connection: Connection,
    reference: str,
    actor: Person,
    words: str,
    files: Iterable[str] = (),
) -> Case:
    """The reporter's answer to what the handler asked. `files` are ids of files they sent.

    Raises:
        CaseError: 404, not theirs; 409, nothing was asked; 422, no words or too many.
    """
    viewer, row = _found(context, connection, reference, actor)
    if row.reporter != viewer.email:
        raise CaseError(404, access.NOT_YOURS)
    if row.state != "more_information":
        raise CaseError(409, f"Nothing is being asked about {row.reference} just now.")
    return _answered(context, connection, row, viewer, words, files)


def withdraw(
    context: Context, connection: Connection, reference: str, actor: Person, reason: str = ""
) -> Case:
    """Its reporter takes a case back, as long as it is not decided.

    Raises:
        CaseError: 404, not theirs; 409, decided already.
    """
    viewer, row = _found(context, connection, reference, actor)
    if row.reporter != viewer.email:
        raise CaseError(404, access.NOT_YOURS)
    deciding.refuse_decided(context, connection, row)
    now = context.now()
    row = record.change(connection, row, state="withdrawn", outcome="withdrawn", decided_at=now)
    event = record.add_event(
        context, connection, row.id, viewer.email, "withdrawn", words_of(reason) or None
    )
    timers.disarm(connection, row.id, timers.DECIDING)
    timers.arm_keeping(context, connection, row)
    told = [row.handler, *deciding.watchers(connection, row.id)]
    notices.tell_all(
        context, connection, row.id, event, (each for each in told if each != viewer.email),
        "withdrawn",
    )  # fmt: skip
    return record.changed(context, connection, row, viewer, "case_withdrawn")


def attach(
    context: Context,
    connection: Connection,
    reference: str,
    actor: Person,
    name: str,
    content: bytes | CleanFile,
    kind: FileKind = "evidence",
) -> Case:
    """Adds a file to a case; as "consent", what an approval waited for is there.

    Raises:
        CaseError: 404, not theirs (reporter's or handler's); 409, it is closed; 422, the file may
            not be taken.
    """
    viewer, row = _found(context, connection, reference, actor)
    if row.reporter != viewer.email and not viewer.handles(row):
        raise CaseError(404, access.NOT_YOURS)
    if row.state == "closed":
        raise CaseError(409, f"{row.reference} is closed.")
    taken = context.attachments.take_in(connection, viewer.email, name, content, case_id=row.id)
    received = kind == "consent"
    event = record.add_event(
        context, connection, row.id, viewer.email,
        "consent_received" if received else "attached", file=taken.id,
    )  # fmt: skip
    if received:
        timers.disarm(connection, row.id, ("consent_due",))
    told = {row.reporter, row.handler} - {viewer.email}
    notices.tell_all(
        context, connection, row.id, event, sorted(told),
        "consent_received" if received else "message",
    )  # fmt: skip
    return record.changed(context, connection, row, viewer, "case_file_added")


def content(
    context: Context, connection: Connection, reference: str, viewer: Person, file: str
) -> tuple[str, str, bytes]:
    """A file of a case: its name, media type and content. That it was read is noted down.

    Raises:
        CaseError: 404, the case is not theirs or has no such file.
    """
    looking = access.viewer_of(context, connection, viewer)
    row = record.find(context, connection, reference, looking)
    held = {each.id for each in context.attachments.of_case(connection, row.id)}
    if file not in held:
        raise CaseError(404, access.NOT_YOURS)
    found, data = context.attachments.content(connection, file)
    audit.record(
        connection, looking.email, "case_read", row.reference, context.now(),
        page="file", file=file,
    )  # fmt: skip
    return found.name, found.media_type, data


def what_headteacher_said(
    context: Context,
    connection: Connection,
    reference: str,
    actor: Person,
    decision: str,
    words: str = "",
) -> Case:
    """The reporter tells what a school's Headteacher decided: "approve" or "decline".

    Raises:
        CaseError: 404, not theirs; 409, told already; 422, another procedure or decision.
    """
    viewer, row = _found(context, connection, reference, actor)
    if row.reporter != viewer.email:
        raise CaseError(404, access.NOT_YOURS)
    procedure = context.procedure(row.procedure)
    if procedure is None or not procedure.outcomes_by_reporter:
        raise CaseError(422, "No Headteacher decides this.", ("decision",))
    deciding.refuse_decided(context, connection, row)
    if decision not in {"approve", "decline"}:
        raise CaseError(422, "The Headteacher agreed or did not.", ("decision",))
    return deciding.conclude(
        context, connection, row, viewer, decision, words_of(words), (), "headteacher"
    )


def _answered(
    context: Context,
    connection: Connection,
    row: CaseRow,
    viewer: Viewer,
    words: str,
    files: Iterable[str] = (),
) -> Case:
    note = _wanted(words, "answer")
    context.attachments.claim(connection, viewer.email, files, row.submission)
    context.attachments.bind(connection, row.submission, row.id)
    procedure = context.procedure(row.procedure)
    due_at = timers.due_of(context, procedure, row.about_on)
    row = record.change(connection, row, state="acknowledged", due_at=due_at)
    event = record.add_event(context, connection, row.id, viewer.email, "answered", note)
    pressing = timers.is_pressing(context, procedure, due_at)
    timers.arm_deciding(context, connection, row.id, due_at, by_hours=pressing)
    notices.tell(context, connection, row.id, event, row.handler, "answered")
    return record.changed(context, connection, row, viewer, "case_answered")


def _found(
    context: Context, connection: Connection, reference: str, actor: Person
) -> tuple[Viewer, CaseRow]:
    viewer = access.viewer_of(context, connection, actor)
    return viewer, record.find(context, connection, reference, viewer, lock=True)


def _wanted(words: str, what: str) -> str:
    found = words_of(words, field="message")
    if not found:
        raise CaseError(422, f"Please write the {what}.", ("message",))
    return found
