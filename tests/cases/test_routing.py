from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases import routing
from cases.database import Database
from cases.faults import Fault
from cases.model import ASSISTANT, Answer, Case
from cases.procedures import Procedure, Procedures
from tests.cases.filled import filled
from tests.cases.room import (
    COLLEAGUE,
    HEAD,
    LEAD,
    MANAGER,
    OFFICE,
    REPORT,
    SECOND,
    STAFF,
    TEXT,
    Room,
)
from tests.clock import Clock


def named(*emails: str) -> Answer:
    return Answer([{"email": each} for each in emails], "those")


def cover(room: Room, person: str, by: str, first: int = 1, last: int = 4) -> None:
    from cases import cover

    days = date(2026, 9, first), date(2026, 9, last)
    room.write(
        lambda connection: cover.add(
            room.office.context, connection, room.person(person), person, by, *days
        )
    )


def test_work_equipment_goes_to_a_senior_manager_and_ones_own_to_the_head(lite: Room) -> None:
    assert lite.file().handler == MANAGER
    assert lite.file(equipment="personal", own_reason="none there").handler == HEAD


def test_a_report_goes_to_the_line_manager(lite: Room) -> None:
    assert lite.file("bullying").handler == MANAGER
    assert lite.file("bullying", COLLEAGUE).handler == SECOND


def test_whom_the_reporter_chose_comes_first(lite: Room) -> None:
    chosen = {"choose": True, "handler": Answer({"email": HEAD}, "the Head")}
    assert lite.file("bullying", **chosen).handler == HEAD


def test_somebody_who_decides_nothing_cannot_be_chosen(lite: Room) -> None:
    chosen = {"choose": True, "handler": Answer({"email": COLLEAGUE}, "a colleague")}
    assert lite.file("bullying", **chosen).handler not in {COLLEAGUE, STAFF}


def test_whoever_reports_never_handles_it(lite: Room) -> None:
    assert lite.file("filming", MANAGER).handler == SECOND
    own = lite.file("filming", HEAD, equipment="personal", own_reason="mine")
    assert own.handler == MANAGER  # the Head's deputy
    assert lite.file("worry", LEAD).handler == HEAD


@pytest.mark.parametrize(
    ("about", "handler"),
    [
        ([MANAGER], SECOND),
        ([MANAGER, SECOND], HEAD),
        ([MANAGER, SECOND, HEAD], LEAD),
    ],
)
def test_nobody_concerned_handles_it(lite: Room, about: list[str], handler: str) -> None:
    assert lite.file("bullying", who=named(*about)).handler == handler


def test_ones_own_manager_in_words_is_passed_over(lite: Room) -> None:
    assert lite.file("bullying", who="It is my line manager.").handler == SECOND


def test_a_chosen_handler_who_is_concerned_is_passed_over(lite: Room) -> None:
    case = lite.file(
        "bullying", who=named(HEAD), choose=True, handler=Answer({"email": HEAD}, "the Head")
    )
    assert case.handler not in {HEAD, STAFF}


def test_when_nobody_is_left_it_still_goes_in_and_the_office_is_told(
    lite: Room,
) -> None:
    everybody = [each.email for each in lite.directory if each.email not in {OFFICE, STAFF}]
    lite.leave(OFFICE)
    case = lite.file("bullying", who=named(*everybody))
    assert case.handler == ASSISTANT
    assert lite.kinds(case) == ["submitted", "routed"]
    assert not {who for who, _ in lite.mails()} - {STAFF}
    assert lite.read(case.reference, STAFF).state == "submitted"


def test_an_administrator_is_the_last_to_be_given_a_case(lite: Room) -> None:
    everybody = [each.email for each in lite.directory if each.email not in {OFFICE, STAFF}]
    assert lite.file("bullying", who=named(*everybody)).handler == OFFICE


def test_cover_takes_an_absent_handlers_cases(lite: Room) -> None:
    cover(lite, MANAGER, HEAD)
    assert lite.file("bullying").handler == HEAD
    lite.clock.move(days=5)
    assert lite.file("bullying").handler == MANAGER


def test_cover_that_is_concerned_is_passed_over(lite: Room) -> None:
    cover(lite, MANAGER, HEAD)
    assert lite.file("bullying", who=named(HEAD)).handler == SECOND


def test_cover_goes_on_to_whoever_covers_the_cover(lite: Room) -> None:
    cover(lite, MANAGER, SECOND)
    cover(lite, SECOND, HEAD)
    assert lite.file("bullying").handler == HEAD


def test_where_all_are_away_the_one_wanted_gets_it(lite: Room) -> None:
    cover(lite, LEAD, HEAD)
    cover(lite, HEAD, MANAGER)
    cover(lite, MANAGER, HEAD)
    cover(lite, SECOND, HEAD)
    assert lite.file("worry").handler == LEAD


def test_of_several_with_the_role_the_one_with_least_to_do_gets_it(lite: Room) -> None:
    for _ in range(2):
        lite.file("filming", "owner@example.org")
    handlers = [lite.file("filming", "owner@example.org").handler for _ in range(2)]
    assert set(handlers) == {MANAGER, SECOND}


def test_the_reporters_own_manager_comes_before_others_with_the_role(lite: Room) -> None:
    assert [lite.file("filming", COLLEAGUE).handler for _ in range(3)] == [SECOND] * 3


def who_covers(room: Room, case: Case) -> str | None:
    found = room.write(lambda connection: room.office.who_covers(connection, case))
    return found.email if found else None


def test_who_covers_is_never_somebody_concerned(lite: Room) -> None:
    assert who_covers(lite, lite.file("bullying")) == HEAD
    assert who_covers(lite, lite.file("bullying", who=named(HEAD))) == SECOND


def test_a_role_that_nobody_holds_stops_the_start(tmp_path: Path, clock: Clock) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    text = TEXT.replace("[staff, safeguarding_lead]", "[staff]")
    with pytest.raises(Fault, match="nobody has the role safeguarding_lead, which worry is"):
        Room(database, clock, tmp_path, text=text)
    text = TEXT.replace("in_line: [senior_manager, senior_leader, head]", "in_line: []")
    with pytest.raises(Fault, match="nobody is in line"):
        Room(database, clock, tmp_path, text=text)
    rules = [{**REPORT, "keep": "for_ever"}]
    with pytest.raises(Fault, match="keep: for_ever is no class of retention"):
        Room(
            database, clock, tmp_path, Procedures(Procedure.model_validate(each) for each in rules)
        )
    database.close()


HANDLED_BY = {
    "filming_permission": MANAGER,
    "image_consent_withdrawn": MANAGER,
    "cyberbullying_report": MANAGER,
    "student_contact_report": HEAD,
    "student_contact_permission": HEAD,
    "personal_device_permission": STAFF,
    "work_email_private_use": MANAGER,
    "confidentiality_concern": MANAGER,
    "online_safety_concern": LEAD,
    "guidance_breach_concern": MANAGER,
    "guidance_question": "owner@example.org",
}


@pytest.mark.parametrize("name", HANDLED_BY)
def test_the_declared_procedures_go_where_the_guidance_says(
    name: str, tmp_path: Path, clock: Clock
) -> None:
    procedures = Procedures.load()
    procedure = procedures.find(name)
    assert procedure is not None
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    room = Room(database, clock, tmp_path, procedures, TEXT)
    answers = filled(procedure)
    found = room.write(
        lambda connection: routing.route(
            room.office.context, connection, procedure, answers, room.person(STAFF), ()
        )
    )
    database.close()
    assert found.handler == HANDLED_BY[name]
