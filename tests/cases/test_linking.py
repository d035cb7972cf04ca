from __future__ import annotations

from datetime import date

from cases.model import Case
from tests.cases.room import COLLEAGUE, HEAD, MANAGER, SECOND, STAFF, Room


def approved(room: Room, who: str = STAFF) -> Case:
    case = room.file("filming", who)
    found: Case = room.do(
        "decide", case.reference, case.handler, "approve", "", (), ["consent", "purpose"]
    )
    return found


def images_due(room: Room, who: str) -> list[date]:
    held = room.write(lambda connection: room.office.images_held(connection, room.person(who)))
    return [each.destroy_by for each in held]


def test_linked_cases_are_shown_to_those_who_may_see_both(lite: Room) -> None:
    first, second = lite.file(), lite.file()
    lite.do("link", first.reference, MANAGER, second.reference)
    lite.do("link", second.reference, MANAGER, first.reference)
    assert [each.reference for each in lite.do("linked", first.reference, STAFF)] == [
        second.reference
    ]
    assert [each.reference for each in lite.do("linked", second.reference, HEAD)] == [
        first.reference
    ]
    report = lite.file("bullying", COLLEAGUE)
    lite.do("reassign", report.reference, SECOND, MANAGER, "Yours")
    lite.do("link", report.reference, MANAGER, first.reference)
    assert report.reference not in {
        each.reference for each in lite.do("linked", first.reference, STAFF)
    }


def test_only_the_handler_links_and_only_what_they_see(lite: Room) -> None:
    mine, report = lite.file(), lite.file("bullying", COLLEAGUE)
    assert lite.refused("link", mine.reference, STAFF, mine.reference).status == 404
    hidden = lite.refused("link", mine.reference, MANAGER, report.reference)
    nothing = lite.refused("link", mine.reference, MANAGER, "2222-2222")
    assert (
        (hidden.status, hidden.message)
        == (nothing.status, nothing.message)
        == (
            404,
            hidden.message,
        )
    )
    assert lite.refused("link", mine.reference, MANAGER, mine.reference).status == 422


def test_a_withdrawn_consent_ends_the_images_it_is_linked_to(room: Room) -> None:
    filming = approved(room, COLLEAGUE)
    report = room.file("image_consent_withdrawn")
    (candidate,) = room.do("link_candidates", report.reference, report.handler)
    assert candidate.reference == filming.reference
    room.do("link", report.reference, report.handler, filming.reference)
    assert images_due(room, COLLEAGUE) == [date(2026, 9, 1)]
    assert (COLLEAGUE, "consent_withdrawn") in room.mails()
    assert (filming.handler, "consent_withdrawn") in room.mails()
    assert room.do("link_candidates", report.reference, report.handler) == ()
    room.wait(minutes=1)
    assert (COLLEAGUE, "destroy_due") in room.mails()


def test_a_request_that_is_named_in_it_is_linked_by_itself(lite: Room) -> None:
    filming = approved(lite)
    report = lite.file("image_consent_withdrawn", filming_reference=f"it was {filming.reference}")
    assert [each.reference for each in lite.do("linked", report.reference, STAFF)] == [
        filming.reference
    ]
    assert images_due(lite, STAFF) == [date(2026, 9, 1)]


def test_somebody_elses_request_is_not_ended_by_naming_it(lite: Room) -> None:
    filming = approved(lite, COLLEAGUE)
    report = lite.file("image_consent_withdrawn", filming_reference=filming.reference)
    assert images_due(lite, COLLEAGUE) == [date(2027, 7, 31)]
    (first, *_) = lite.do("link_candidates", report.reference, report.handler)
    assert first.reference == filming.reference


def test_of_many_candidates_the_one_that_is_named_comes_first_then_the_newest(lite: Room) -> None:
    oldest, _, newest = (approved(lite, COLLEAGUE).reference for _ in range(3))
    report = lite.file("image_consent_withdrawn", filming_reference=oldest)
    listed = lite.do("link_candidates", report.reference, report.handler)
    found = [each.reference for each in listed]
    assert (found[0], found[1], len(found)) == (oldest, newest, 3)
    unnamed = lite.file("image_consent_withdrawn")
    listed = lite.do("link_candidates", unnamed.reference, unnamed.handler)
    found = [each.reference for each in listed]
    assert (found[0], found[-1]) == (newest, oldest)


def test_other_places_and_other_procedures_are_no_candidates(lite: Room) -> None:
    case = lite.file(schools=["Saturday youth band"])
    lite.approve(case.reference)
    report = lite.file("image_consent_withdrawn")
    assert lite.do("link_candidates", report.reference, report.handler) == ()
    assert lite.do("link_candidates", case.reference, MANAGER) == ()
