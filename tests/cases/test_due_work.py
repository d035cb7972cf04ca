from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from cases.figures import figures
from cases.model import ASSISTANT
from cases.tables import attachment, audit, case_event, case_file, notice, timer
from tests.cases.room import COLLEAGUE, HEAD, LEAD, MANAGER, SECOND, STAFF, Room


def test_an_open_case_is_reminded_of_then_overdue_then_handed_on(room: Room) -> None:
    case = room.file()
    room.wait(days=2)
    assert (MANAGER, "reminder") not in room.mails()
    room.wait(days=1)
    assert (MANAGER, "reminder") in room.mails()
    room.wait(days=5)
    assert (MANAGER, "overdue") in room.mails()
    assert room.read(case.reference, STAFF).handler == MANAGER
    room.wait(days=2)
    assert room.read(case.reference, STAFF).handler == HEAD  # the deputy
    assert {(HEAD, "escalated"), (MANAGER, "escalated"), (STAFF, "reassigned")} <= room.mails()
    assert (HEAD, "new_case") not in room.mails()
    assert room.read(case.reference, MANAGER).handler == HEAD  # looks on
    assert room.approve(case.reference, HEAD).outcome == "approved"


def test_a_case_that_was_handed_on_late_is_still_late(lite: Room) -> None:
    case = lite.file()
    lite.wait(days=11)
    moved = lite.read(case.reference, HEAD)
    assert (moved.handler, moved.due_at) == (HEAD, case.due_at)
    assert lite.timers(case)["reminder"] > lite.clock.now()
    assert lite.timers(case)["escalate"] > lite.clock.now()

    def lines() -> tuple[int, int]:
        since = lite.clock.now().date() - timedelta(days=30)
        found = lite.database.read_now(
            lambda connection: figures(lite.office.context, connection, lite.person(HEAD), since)
        )
        return found.all.overdue, found.all.late

    assert lines() == (1, 0)
    lite.wait(days=3)
    assert (HEAD, "reminder") not in lite.mails()
    assert (HEAD, "overdue") in lite.mails()
    lite.approve(case.reference, HEAD)
    assert lines() == (0, 1)


def test_after_an_outage_only_the_handing_on_is_told(lite: Room) -> None:
    case = lite.file()
    lite.clock.move(days=11)
    for number in lite.database.read_now(lite.office.due):
        lite.write(lambda connection, n=number: lite.office.fire(connection, n))
    assert lite.read(case.reference, STAFF).handler == HEAD
    assert not {"reminder", "overdue"} & {kind for _, kind in lite.mails()}
    assert {(HEAD, "escalated"), (MANAGER, "escalated")} <= lite.mails()


def test_after_an_outage_a_late_headteacher_is_told_of_once(lite: Room) -> None:
    lite.file("device")
    lite.clock.move(days=60)
    for number in lite.database.read_now(lite.office.due):
        lite.write(lambda connection, n=number: lite.office.fire(connection, n))
    assert (STAFF, "overdue") in lite.mails()
    assert (STAFF, "reminder") not in lite.mails()


def test_it_goes_round_those_in_line_once_and_stays_with_the_last(lite: Room) -> None:
    case = lite.file()
    lite.wait(days=200)
    events = [each for each in lite.read(case.reference, HEAD).events if each.kind == "escalated"]
    assert [each.data["to"] for each in events] == [HEAD, SECOND]
    assert lite.read(case.reference, STAFF).handler == SECOND


def test_what_is_decided_in_time_is_not_reminded_of(lite: Room) -> None:
    case = lite.file()
    lite.approve(case.reference)
    lite.wait(days=30)
    assert not {"reminder", "overdue", "escalated"} & set(lite.kinds(case))


def test_while_the_reporter_is_asked_nobody_is_reminded(lite: Room) -> None:
    case = lite.file()
    lite.do("decide", case.reference, MANAGER, "more_information", "Who?")
    lite.wait(days=30)
    assert lite.read(case.reference, STAFF).handler == MANAGER
    assert not {"reminded", "overdue"} & set(lite.kinds(case))
    # The reporter is asked again, and at last the handler hears that no answer came.
    assert lite.kinds(case).count("asked_again") == 3
    assert (STAFF, "more_information") in lite.mails()
    assert (MANAGER, "reminder") in lite.mails()


def test_an_urgent_one_goes_on_within_hours(lite: Room) -> None:
    case = lite.file("worry")
    lite.wait(hours=2)
    assert (LEAD, "reminder") in lite.mails()
    lite.wait(hours=2)
    assert lite.read(case.reference, STAFF).handler == HEAD
    assert (HEAD, "urgent_case") in lite.mails()


def test_what_a_headteacher_decides_stays_with_the_reporter(lite: Room) -> None:
    case = lite.file("device")
    lite.wait(days=60)
    assert lite.read(case.reference, STAFF).handler == STAFF
    assert (STAFF, "reminder") in lite.mails()


def test_a_timer_fires_once_and_not_before_it_is_due(lite: Room) -> None:
    case = lite.file()
    numbers = lite.database.read_now(
        lambda connection: list(connection.execute(select(timer.c.id)).scalars())
    )

    def fire() -> None:
        for number in (*numbers, 999):
            lite.write(lambda connection, n=number: lite.office.fire(connection, n))

    fire()
    assert lite.kinds(case) == ["submitted"]
    assert lite.database.read_now(lite.office.due) == []
    lite.clock.move(days=4)
    assert len(lite.database.read_now(lite.office.due)) == 1
    fire()
    fire()
    assert lite.kinds(case).count("reminded") == 1


def count(room: Room, table: Any) -> int:
    return room.database.read_now(
        lambda connection: connection.execute(select(func.count()).select_from(table)).scalar_one()
    )


def test_a_case_is_announced_and_then_forgotten_with_all_that_is_its(room: Room) -> None:
    case = room.file("bullying")
    room.do("attach", case.reference, STAFF, "a.txt", b"Words.")
    room.do("decide", case.reference, MANAGER, "resolve", "Done.")
    room.wait(days=2190 - 31)
    assert (MANAGER, "keep_warning") not in room.mails()
    room.wait(days=2)
    assert (MANAGER, "keep_warning") in room.mails()
    assert room.read(case.reference, STAFF).state == "resolved"
    room.wait(days=30)
    assert room.refused("case", case.reference, STAFF).status == 404
    for table in (case_file, case_event, attachment, notice, timer):
        assert count(room, table) == 0
    last = room.database.read_now(
        lambda connection: connection.execute(select(audit).order_by(audit.c.number.desc())).first()
    )
    assert last is not None
    assert (last.actor, last.action, last.subject) == (ASSISTANT, "case_forgotten", case.reference)
    assert last.detail == {"procedure": "bullying", "keep": "report", "files": 1}


def test_each_class_is_kept_as_long_as_declared(lite: Room) -> None:
    case = lite.file("worry")
    lite.do("decide", case.reference, LEAD, "resolve", "Done.")
    due = lite.timers(case)
    assert (due["forget"] - lite.clock.now()).days == 9125
    assert (due["forget"] - due["keep_warning"]).days == 60


def test_a_permission_is_kept_from_the_day_its_images_are_to_go(lite: Room) -> None:
    case = lite.file(keep_until="2028-12-01")
    lite.approve(case.reference)
    assert (lite.timers(case)["forget"] - datetime(2028, 12, 1, 8, tzinfo=UTC)).days == 1095


def test_a_legal_hold_wins_and_its_end_is_announced_first(lite: Room) -> None:
    case = lite.file("bullying")
    lite.do("decide", case.reference, MANAGER, "resolve", "Done.")
    lite.do("hold", case.reference, MANAGER)
    lite.wait(days=2200)
    assert lite.read(case.reference, STAFF).state == "resolved"
    assert (MANAGER, "keep_warning") not in lite.mails()
    lite.do("release", case.reference, MANAGER)
    lite.wait(days=29)
    assert (MANAGER, "keep_warning") in lite.mails()
    assert lite.read(case.reference, STAFF).state == "resolved"
    lite.wait(days=2)
    assert lite.refused("case", case.reference, STAFF).status == 404


def test_what_still_holds_images_is_not_forgotten(lite: Room) -> None:
    case = lite.file(keep_until="2026-12-31")
    lite.approve(case.reference)
    lite.wait(days=1300)
    (image,) = lite.write(lambda c: lite.office.images_held(c, lite.person(STAFF)))
    lite.write(lambda c: lite.office.confirm_destroyed(c, image.id, lite.person(STAFF)))
    lite.wait(days=2)
    assert lite.refused("case", case.reference, STAFF).status == 404


def test_the_cases_of_a_leaver_go_to_the_next(room: Room) -> None:
    case, other = room.file(), room.file("bullying", COLLEAGUE)
    room.leave(MANAGER)
    assert room.write(room.office.hand_over_leavers) == 1
    assert room.read(case.reference, STAFF).handler == HEAD
    assert {(HEAD, "new_case"), (STAFF, "reassigned")} <= room.mails()
    assert room.read(other.reference, COLLEAGUE).handler == SECOND
    assert room.write(room.office.hand_over_leavers) == 0


def test_a_case_that_nobody_could_have_goes_to_the_first_who_can(lite: Room) -> None:
    case = lite.file()
    lite.leave(MANAGER)
    others = [each for each in lite.directory if each.email != STAFF]
    for each in others:
        lite.leave(each.email)
    assert lite.write(lite.office.hand_over_leavers) == 0
    lite.directory._people[HEAD] = next(each for each in others if each.email == HEAD)
    assert lite.write(lite.office.hand_over_leavers) == 1
    assert lite.read(case.reference, STAFF).handler == HEAD
