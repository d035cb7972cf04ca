from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.images import Held, page_of
from cases.model import CaseError
from tests.cases.room import COLLEAGUE, HEAD, MANAGER, OWNER, SECOND, STAFF, Room


def held(room: Room, who: str) -> tuple[Held, ...]:
    return room.write(lambda connection: room.office.images_held(connection, room.person(who)))


def confirm(room: Room, number: int, who: str) -> Held:
    return room.write(
        lambda connection: room.office.confirm_destroyed(connection, number, room.person(who))
    )


def approved(room: Room, **answers: Any) -> Held:
    case = room.file(**answers)
    room.approve(case.reference)
    (image,) = [each for each in held(room, STAFF) if each.reference == case.reference]
    return image


def test_approved_images_are_in_the_register(room: Room) -> None:
    image = approved(room)
    assert (image.holder, image.handler) == (STAFF, MANAGER)
    assert image.what == "work; ['Central music centre']"
    assert image.destroy_by == date(2027, 7, 31)
    assert image.destroyed_at is None
    assert held(room, MANAGER) == held(room, HEAD) == (image,)
    for other in (COLLEAGUE, SECOND, OWNER):
        assert held(room, other) == ()


@pytest.mark.parametrize(
    ("answered", "day"),
    [
        ("2027-07-31", date(2027, 7, 31)),
        ("2028-12-04", date(2028, 12, 4)),
        ("2030-01-01", date(2028, 12, 4)),  # two years at most from the day itself
    ],
)
def test_they_are_kept_as_long_as_asked_but_no_longer_than_declared(
    lite: Room, answered: str, day: date
) -> None:
    assert approved(lite, keep_until=answered).destroy_by == day


def test_the_years_count_from_the_last_day_of_a_series(lite: Room) -> None:
    days = ["2026-12-04", "2027-02-05"]
    assert approved(lite, when=days, keep_until="2031-01-01").destroy_by == date(2029, 2, 5)


def test_nothing_is_held_before_or_without_an_approval(lite: Room) -> None:
    case = lite.file()
    assert held(lite, STAFF) == ()
    lite.do("decide", case.reference, MANAGER, "decline", "No")
    assert held(lite, STAFF) == ()


def test_their_holder_is_asked_until_they_are_destroyed(room: Room) -> None:
    image = approved(room)
    room.wait(days=365)
    asked = [kind for kind in kinds(room, image) if kind == "destroy_due"]
    assert len(asked) > 2
    assert (STAFF, "destroy_due") in room.mails()
    done = confirm(room, image.id, STAFF)
    assert (done.destroyed_at, done.destroyed_by) == (room.clock.now(), STAFF)
    assert (MANAGER, "destroyed") in room.mails()
    room.wait(days=60)
    assert len([kind for kind in kinds(room, image) if kind == "destroy_due"]) == len(asked)


def kinds(room: Room, image: Held) -> list[str]:
    return room.kinds(room.read(image.reference, STAFF))


def test_only_holder_or_handler_confirm_and_once(lite: Room) -> None:
    image = approved(lite)
    for other in (HEAD, COLLEAGUE, OWNER):
        with pytest.raises(CaseError) as refused:
            confirm(lite, image.id, other)
        assert refused.value.status == 404
    confirm(lite, image.id, MANAGER)
    with pytest.raises(CaseError) as refused:
        confirm(lite, image.id, STAFF)
    assert refused.value.status == 409
    with pytest.raises(CaseError) as refused:
        confirm(lite, 999, STAFF)
    assert refused.value.status == 404


def test_an_approval_taken_back_has_them_destroyed_at_once(lite: Room) -> None:
    image = approved(lite)
    lite.do("correct", image.reference, MANAGER, "decline", "It was a mistake.")
    (now,) = held(lite, STAFF)
    assert now.destroy_by == date(2026, 9, 1)
    lite.wait(minutes=1)
    assert (STAFF, "destroy_due") in lite.mails()


def test_corrected_twice_they_stand_once_in_the_register(lite: Room) -> None:
    image = approved(lite)
    lite.do("correct", image.reference, MANAGER, "approve", "Only the choir.", ["The choir"])
    (now,) = held(lite, STAFF)
    assert now.destroy_by == date(2027, 7, 31)


def test_a_page_of_the_register_has_its_counts(room: Room) -> None:
    first, second, third = (approved(room, keep_until=f"2027-0{n}-01") for n in (5, 6, 7))
    confirm(room, second.id, STAFF)
    room.clock.move(days=(date(2027, 5, 2) - room.clock.now().date()).days)

    def page(who: str, *given: Any) -> tuple[list[int], int, int]:
        found = room.write(lambda c: page_of(room.office.context, c, room.person(who), *given))
        return [each.id for each in found.images], found.total, found.overdue

    assert page(MANAGER) == ([first.id, third.id], 2, 1)
    assert page(MANAGER, "overdue") == ([first.id], 1, 1)
    assert page(STAFF, "all") == ([first.id, third.id, second.id], 3, 1)
    assert page(HEAD, "all", 2, 1) == ([third.id, second.id], 3, 1)
    assert page(COLLEAGUE, "all") == ([], 0, 0)
    only = room.write(lambda c: room.office.images_held(c, room.person(MANAGER), first.reference))
    assert only == (first,)
