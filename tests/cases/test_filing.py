from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from cases import filing
from cases.model import Answer, Case, CaseError
from cases.procedures import Procedures
from cases.tables import attachment, audit, case_event, case_file, draft, notice, timer
from tests.cases.filled import filled
from tests.cases.room import COLLEAGUE, HEAD, LEAD, MANAGER, OPENED, SECOND, STAFF, Room


def count(room: Room, table: Any) -> int:
    return room.database.read_now(
        lambda connection: connection.execute(select(func.count()).select_from(table)).scalar_one()
    )


def test_a_filed_draft_is_a_case_with_all_that_belongs_to_it(room: Room) -> None:
    case = room.file()
    assert (case.state, case.outcome, case.handler) == ("submitted", None, MANAGER)
    assert case.answers["purpose"] == Answer("The summer show", "The summer show")
    assert case.about_on == date(2026, 12, 4)
    assert case.due_at == datetime(2026, 9, 8, 16, tzinfo=UTC)
    assert case.edition == "2023-09"
    assert [check.id for check in case.checks] == ["consent", "purpose", "nice"]
    assert [(each.kind, each.actor) for each in case.events] == [("submitted", STAFF)]
    assert set(room.timers(case)) == {"reminder", "overdue", "escalate"}
    assert room.told() == {
        (STAFF, "filed_to_reporter", "mail"),
        (MANAGER, "new_case", "mail"),
        (MANAGER, "new_case", "chat"),
    }
    assert count(room, draft) == 0


def test_each_notice_is_handed_to_the_queue_once(room: Room) -> None:
    room.file()
    ids = room.database.read_now(
        lambda connection: list(connection.execute(select(notice.c.id)).scalars())
    )
    assert room.queue.work == [("deliver_notice", f"notice-{number}", (number,)) for number in ids]


def test_the_same_draft_twice_is_the_same_case(room: Room) -> None:
    made = room.draft()
    first = room.write(lambda connection: room.office.file(connection, made))
    again = room.write(lambda connection: room.office.file(connection, made))
    assert again == first
    assert count(room, case_file) == 1
    assert count(room, notice) == 3


def test_the_same_draft_filed_at_once_by_two_is_one_case(room: Room) -> None:
    made, found = room.draft(), list[Case]()
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        found.append(room.write(lambda connection: room.office.file(connection, made)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({case.reference for case in found}) == 1
    assert len(found) == 4
    assert [count(room, table) for table in (case_file, case_event, timer)] == [1, 1, 3]


def test_a_transaction_that_fails_leaves_nothing(room: Room) -> None:
    made = room.draft()

    def half(connection: Connection) -> None:
        room.office.context.drafts.save(connection, made)
        room.office.file(connection, made)
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        room.write(half)
    tables = (case_file, case_event, notice, timer, draft)
    assert [count(room, table) for table in tables] == [0] * len(tables)


def test_what_is_asked_at_the_end_is_filed_and_nothing_else(lite: Room) -> None:
    case = lite.file(own_reason="from a branch that was left", stray="not in the form")
    assert "own_reason" not in case.answers
    assert "stray" not in case.answers


def test_a_missing_answer_is_named_and_a_skipped_one_is_not(lite: Room) -> None:
    with pytest.raises(CaseError) as refused:
        lite.file(purpose=None, keep_until=None)
    assert refused.value.status == 422
    assert refused.value.missing == ("purpose", "keep_until")
    assert lite.file(more=None).state == "submitted"
    made = lite.draft(purpose=None, skipped=["purpose"])
    assert lite.write(lambda connection: lite.office.file(connection, made)).reference


def test_what_is_forbidden_is_not_filed(lite: Room) -> None:
    with pytest.raises(CaseError, match="Not that") as refused:
        lite.file(equipment="stolen")
    assert refused.value.missing == ("equipment",)


def test_what_was_explained_is_there_for_the_handler(lite: Room) -> None:
    case = lite.file(equipment="personal", own_reason="none there")
    (explained,) = [each for each in case.events if each.kind == "explained"]
    assert explained.note == "The Head has to agree."
    assert explained.data["clause"] == "5.personal-equipment"


def test_a_leaver_files_nothing_and_an_unknown_form_is_told(lite: Room) -> None:
    made = lite.draft()
    lite.leave(STAFF)
    with pytest.raises(CaseError) as refused:
        lite.write(lambda connection: lite.office.file(connection, made))
    assert refused.value.status == 404


def test_somebody_elses_submission_is_not_told(lite: Room) -> None:
    made = lite.draft()
    lite.write(lambda connection: lite.office.file(connection, made))
    theirs = lite.draft("filming", COLLEAGUE)
    stolen = type(theirs)(**{**_fields(theirs), "submission": made.submission})
    with pytest.raises(CaseError) as refused:
        lite.write(lambda connection: lite.office.file(connection, stolen))
    assert refused.value.status == 404


def _fields(made: Any) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__slots__}


def test_an_urgent_one_is_told_at_once_and_due_in_hours(lite: Room) -> None:
    case = lite.file("worry")
    assert case.handler == LEAD
    assert (LEAD, "urgent_case", "mail") in lite.told()
    assert (LEAD, "urgent_case", "chat") in lite.told()
    assert case.due_at == datetime(2026, 9, 1, 13, tzinfo=UTC)
    due = lite.timers(case)
    assert due["reminder"] == datetime(2026, 9, 1, 11, tzinfo=UTC)
    assert due["escalate"] == due["overdue"] == case.due_at


def test_the_words_of_a_confidential_form_are_erased_and_others_stay(lite: Room) -> None:
    case = lite.file("bullying")
    submission = lite.database.read_now(
        lambda connection: connection.execute(select(case_file.c.submission)).scalar_one()
    )
    assert case.confidential
    assert ("erase", f"erase-{submission}", (STAFF, 7, 9)) in lite.queue.work
    lite.queue.work.clear()
    lite.file()
    assert "erase" not in {work for work, _, _ in lite.queue.work}


def test_the_line_manager_looks_on_where_a_headteacher_decides(lite: Room) -> None:
    case = lite.file("device")
    assert case.handler == STAFF
    assert lite.read(case.reference, MANAGER).state == "submitted"
    assert (MANAGER, "new_case") in lite.mails()
    assert (STAFF, "new_case") not in lite.mails()


def test_files_of_the_form_are_the_cases(lite: Room) -> None:
    made = lite.draft()

    def work(connection: Connection) -> Case:
        lite.office.context.drafts.save(connection, made)
        lite.office.context.attachments.take_in(
            connection, STAFF, "note.txt", b"Words.", submission=made.submission
        )
        return lite.office.file(connection, made)

    (file,) = lite.write(work).attachments
    assert file.name == "note.txt"
    assert count(lite, attachment) == 1


def test_no_answer_is_readable_in_the_tables(lite: Room) -> None:
    lite.file("bullying", what="A planted word: xylophone")
    lite.database.close()
    content = b"".join(path.read_bytes() for path in lite.folder.rglob("lite.db*"))
    assert b"xylophone" not in content
    assert b"case_file" in content


def test_who_filed_is_in_the_audit_trail(lite: Room) -> None:
    case = lite.file()
    row = lite.database.read_now(lambda connection: connection.execute(select(audit)).one())
    assert (row.actor, row.action, row.subject) == (STAFF, "case_filed", case.reference)


def similar(room: Room, who: str = STAFF, **answers: Any) -> Case | None:
    made = room.draft("filming", who, **answers)
    procedure = OPENED.find("filming")
    assert procedure is not None
    return room.write(
        lambda connection: room.office.similar(
            connection, procedure, room.person(who), made.answers
        )
    )


def test_a_similar_open_request_of_ones_own_is_found(lite: Room) -> None:
    assert similar(lite) is None
    case = lite.file(purpose="Something else")
    found = similar(lite)
    assert found is not None
    assert found.reference == case.reference
    assert similar(lite, when=["2026-12-05"]) is None
    assert similar(lite, COLLEAGUE) is None
    lite.do("withdraw", case.reference, STAFF)
    assert similar(lite) is None


def test_a_permission_of_ones_own_phone_is_for_the_head(lite: Room) -> None:
    assert lite.file(equipment="personal", own_reason="x").handler == HEAD


def test_permission_for_a_near_day_is_due_before_it_and_urgent(lite: Room) -> None:
    # It is Tuesday 1 September 2026, 10:00 here: five working days are far too many.
    tomorrow = lite.file(when=["2026-09-02", "2026-09-20"])
    assert tomorrow.due_at < datetime(2026, 9, 2, 12, tzinfo=UTC)
    assert tomorrow.due_at > lite.clock.now()
    assert (MANAGER, "urgent_case") in lite.mails()
    assert lite.timers(tomorrow)["reminder"] < tomorrow.due_at
    assert lite.timers(tomorrow)["escalate"] == tomorrow.due_at
    today = lite.file(when=["2026-09-01"])
    assert today.due_at == lite.clock.now() + timedelta(hours=4)


def test_permission_for_a_far_day_is_due_as_declared(lite: Room) -> None:
    case = lite.file(when=["2026-12-04"])
    assert lite.office.context.calendar.day(case.due_at) == date(2026, 9, 8)
    assert (MANAGER, "new_case") in lite.mails()


def test_a_near_day_stays_near_when_it_is_handed_on(lite: Room) -> None:
    case = lite.file(when=["2026-09-03"])
    moved = lite.do("reassign", case.reference, MANAGER, SECOND, "You know the hall.")
    assert moved.due_at == case.due_at
    assert (SECOND, "urgent_case") in lite.mails()


def test_dates_out_of_order_are_not_filed() -> None:
    filming = Procedures.load().find("filming_permission")
    assert filming is not None
    given = {"when": ["2026-12-04"], "kept_where": "school", "keep_until": "2026-12-01"}
    with pytest.raises(CaseError) as refused:
        filing._check_answers(filming, filled(filming, **given), ())
    assert (refused.value.status, refused.value.missing) == (422, ("keep_until",))
