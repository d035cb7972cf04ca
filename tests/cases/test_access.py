"""Nobody a case concerns comes near it: every way to a case is tried."""

from __future__ import annotations

from datetime import date

import pytest

from cases import access, cover
from cases.directory import Person
from cases.model import Answer, Case, CaseError
from tests.cases.room import COLLEAGUE, HEAD, LEAD, MANAGER, OFFICE, OWNER, SECOND, STAFF, Room

EVERYBODY = (STAFF, MANAGER, HEAD, OWNER, LEAD, COLLEAGUE, SECOND, OFFICE)


def who_sees(room: Room, case: Case) -> set[str]:
    """Who sees it, and that all ways to it agree."""
    seen = set()
    for email in EVERYBODY:
        person = room.person(email)
        listed = is_listed(room, case, person)
        try:
            room.read(case.reference, email)
        except CaseError as refused:
            told = (refused.status, refused.message, listed)
        else:
            told = (200, "", listed)
            seen.add(email)
        assert told in {(404, access.NOT_YOURS, False), (200, "", True)}
        sees = room.write(
            lambda connection, p=person: access.may_see(room.office.context, connection, p, case.id)
        )
        assert sees is listed
    return seen


def is_listed(room: Room, case: Case, person: Person) -> bool:
    try:
        page = room.write(lambda c: room.office.cases_of(c, person, search=case.reference))
    except CaseError:
        return False  # a leaver
    found = [each.reference for each in page.cases]
    assert found in ([], [case.reference])
    assert page.total == len(found)
    return bool(found)


def test_a_permission_is_for_its_reporter_its_handler_and_senior_leaders(lite: Room) -> None:
    assert who_sees(lite, lite.file()) == {STAFF, MANAGER, HEAD}


def test_a_confidential_report_is_for_its_reporter_and_its_handler(lite: Room) -> None:
    assert who_sees(lite, lite.file("bullying")) == {STAFF, MANAGER}
    assert who_sees(lite, lite.file("worry")) == {STAFF, LEAD}


def test_a_leaver_sees_nothing_any_more(lite: Room) -> None:
    case = lite.file("bullying")
    lite.leave(MANAGER)
    lite.leave(STAFF)
    assert who_sees(lite, case) == set()


def test_roles_are_those_of_now(lite: Room) -> None:
    case = lite.file()
    before = lite.person(HEAD)
    lite.directory._people[HEAD] = type(before)(HEAD, "Was head", ("staff",))
    assert who_sees(lite, case) == {STAFF, MANAGER}
    assert lite.refused("case", case.reference, HEAD).status == 404


def test_whoever_stands_in_today_sees_the_handlers_cases_until_it_is_over(lite: Room) -> None:
    case = lite.file("bullying")
    set_cover(lite, MANAGER, SECOND)
    assert who_sees(lite, case) == {STAFF, MANAGER, SECOND}
    lite.clock.move(days=30)
    assert who_sees(lite, case) == {STAFF, MANAGER}


def test_standing_in_for_the_handler_opens_no_report_of_ones_own(lite: Room) -> None:
    case = lite.file("bullying", SECOND)  # its handler is the Head
    assert case.handler == HEAD
    set_cover(lite, HEAD, SECOND)
    refused = lite.refused("decide", case.reference, SECOND, "resolve", "All well.")
    assert refused.status == 404


def set_cover(room: Room, person: str, by: str) -> None:
    days = date(2026, 9, 1), date(2026, 9, 4)
    context, actor = room.office.context, room.person(person)
    room.write(lambda connection: cover.add(context, connection, actor, person, by, *days))


@pytest.fixture
def about_manager(lite: Room) -> Case:
    """A report of staff about their own line manager, who also is a senior manager."""
    return lite.file(
        "bullying", who=Answer({"email": MANAGER, "name": "Line manager"}, "Line manager")
    )


def never_near(room: Room, case: Case, person: str = MANAGER) -> None:
    assert person not in who_sees(room, case)
    assert person not in {who for who, _, _ in room.told()}
    assert room.read(case.reference, STAFF).handler != person


def test_a_report_about_ones_manager_never_reaches_them_when_filed(
    lite: Room, about_manager: Case
) -> None:
    never_near(lite, about_manager)
    assert about_manager.handler == SECOND


def test_nor_as_deputy_when_nobody_decides_whoever_has_had_it(
    lite: Room, about_manager: Case
) -> None:
    for _ in range(20):
        lite.wait(days=10)
        never_near(lite, about_manager)
    kinds = lite.kinds(about_manager)
    assert kinds.count("escalated") == 1  # to the Head, who is the last in line


def test_nor_by_cover(lite: Room, about_manager: Case) -> None:
    set_cover(lite, SECOND, MANAGER)
    never_near(lite, about_manager)
    refused = lite.refused("decide", about_manager.reference, MANAGER, "resolve", "Nothing.")
    assert refused.status == 404


def test_nor_by_being_given_it(lite: Room, about_manager: Case) -> None:
    reference = about_manager.reference
    refused = lite.refused("reassign", reference, SECOND, MANAGER, "Yours, I think")
    assert (refused.status, refused.missing) == (422, ("to",))
    choices = lite.do("choices", reference, SECOND)
    assert MANAGER not in {person.email for person in choices}
    never_near(lite, about_manager)


def test_nor_when_the_handler_leaves(lite: Room, about_manager: Case) -> None:
    lite.leave(SECOND)
    assert lite.write(lite.office.hand_over_leavers) == 1
    never_near(lite, about_manager)
    assert lite.read(about_manager.reference, STAFF).handler == HEAD


def test_nor_when_everybody_else_has_left(lite: Room, about_manager: Case) -> None:
    for email in EVERYBODY:
        if email not in {STAFF, MANAGER}:
            lite.leave(email)
    lite.write(lite.office.hand_over_leavers)
    never_near(lite, about_manager)


def test_nor_by_what_is_said_or_sent_on_it(lite: Room, about_manager: Case) -> None:
    reference = about_manager.reference
    lite.do("message", reference, SECOND, "May I ring you?")
    lite.do("attach", reference, STAFF, "a.txt", b"Words.")
    lite.do("decide", reference, SECOND, "more_information", "When?")
    lite.do("answer_more_information", reference, STAFF, "Yesterday")
    lite.do("decide", reference, SECOND, "resolve", "Spoken to.")
    lite.do("correct", reference, SECOND, "resolve", "And written down.")
    never_near(lite, about_manager)


def test_nor_by_a_link_from_a_case_of_theirs(lite: Room, about_manager: Case) -> None:
    theirs = lite.file("bullying", COLLEAGUE)  # handled by the second manager as well
    lite.do("link", theirs.reference, SECOND, about_manager.reference)
    lite.do("reassign", theirs.reference, SECOND, MANAGER, "Yours")
    assert lite.do("linked", theirs.reference, MANAGER) == ()
    assert lite.read(theirs.reference, MANAGER).events
    shown = str(lite.read(theirs.reference, MANAGER))
    assert about_manager.reference not in shown
    never_near_except(lite, about_manager)


def never_near_except(room: Room, case: Case) -> None:
    assert MANAGER not in who_sees(room, case)


def test_nor_by_the_register_of_images(lite: Room) -> None:
    case = lite.file()
    lite.approve(case.reference)
    lite.do("name_concerned", case.reference, MANAGER, HEAD)
    held = lite.write(lambda c: lite.office.images_held(c, lite.person(HEAD)))
    assert held == ()


@pytest.mark.parametrize("method", ["acknowledge", "close", "hold", "release", "linked", "readers"])
def test_nor_by_trying(lite: Room, about_manager: Case, method: str) -> None:
    refused = lite.refused(method, about_manager.reference, MANAGER)
    there_is_none = lite.refused(method, "2222-2222", MANAGER)
    assert (refused.status, refused.message) == (404, there_is_none.message)


def test_whom_a_case_turns_out_to_concern_is_shut_out_from_then_on(lite: Room) -> None:
    case = lite.file()
    assert HEAD in who_sees(lite, case)
    lite.do("name_concerned", case.reference, MANAGER, HEAD)
    assert who_sees(lite, case) == {STAFF, MANAGER}
    lite.wait(days=30)
    assert HEAD not in who_sees(lite, case)
    handler = lite.read(case.reference, STAFF).handler
    for person in (STAFF, handler, "stranger@example.org"):
        refused = lite.refused("name_concerned", case.reference, handler, person)
        assert refused.status == 422


def test_private_notes_are_for_those_who_handle_it(lite: Room) -> None:
    case = lite.file()
    lite.do("private_note", case.reference, MANAGER, "Ask the school.")

    def notes(who: str) -> list[str | None]:
        return [each.note for each in lite.read(case.reference, who).events if each.private]

    assert notes(MANAGER) == ["Ask the school."]
    assert notes(STAFF) == notes(HEAD) == []
