from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from cases import cover
from cases.cover import Cover
from cases.directory import Person
from cases.model import CaseError
from cases.tables import audit
from tests.cases.room import HEAD, MANAGER, OFFICE, OWNER, SECOND, STAFF, Room

# The clock says Tuesday 1 September 2026.
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 4)


def put(
    room: Room,
    actor: str = MANAGER,
    person: str = MANAGER,
    covered_by: str = HEAD,
    starts_on: date = FIRST,
    ends_on: date = LAST,
) -> int:
    who = room.person(actor)
    return room.write(
        lambda c: cover.add(room.office.context, c, who, person, covered_by, starts_on, ends_on)
    )


def end(room: Room, number: int, actor: str = MANAGER) -> None:
    room.write(lambda c: cover.end(room.office.context, c, room.person(actor), number))


def listed(room: Room, viewer: str = OFFICE) -> list[tuple[int, date]]:
    found = room.write(lambda c: cover.all_of(room.office.context, c, room.person(viewer)))
    return [(each.id, each.ends_on) for each in found]


def test_a_manager_sets_their_own_cover_and_it_is_noted(room: Room) -> None:
    number = put(room)
    (found,) = room.write(lambda c: cover.all_of(room.office.context, c, room.person(MANAGER)))
    assert found == Cover(number, MANAGER, HEAD, FIRST, LAST, MANAGER, room.clock.now())
    row = room.database.read_now(lambda c: c.execute(select(audit)).one())
    assert (row.actor, row.action, row.subject) == (MANAGER, "cover_set", MANAGER)
    assert row.detail == {"covered_by": HEAD, "from": "2026-09-01", "to": "2026-09-04"}
    case = room.file()
    assert case.handler == HEAD


def test_an_administrator_and_the_line_manager_set_it_too_and_nobody_else_does(room: Room) -> None:
    put(room, actor=OFFICE)
    put(room, actor=HEAD, starts_on=date(2026, 9, 5), ends_on=date(2026, 9, 6))
    with pytest.raises(CaseError) as refused:
        put(room, actor=SECOND, starts_on=date(2026, 9, 9), ends_on=date(2026, 9, 9))
    assert refused.value.status == 404
    number, _ = listed(room)[0]
    for other in (SECOND, STAFF):
        with pytest.raises(CaseError) as refused:
            end(room, number, other)
        assert refused.value.status == 404
    assert len(listed(room)) == 2
    assert listed(room, SECOND) == []


WRONG = [
    ({"covered_by": MANAGER}, "covered_by", "for themselves"),
    ({"covered_by": "nobody@example.org"}, "covered_by", "Choose somebody"),
    ({"covered_by": STAFF}, "covered_by", "Member of staff has no role"),
    ({"starts_on": date(2026, 9, 5)}, "ends_on", "on or after"),
    ({"starts_on": date(2026, 8, 1), "ends_on": date(2026, 8, 31)}, "ends_on", "are over"),
    ({"ends_on": date(2027, 9, 30)}, "ends_on", "a year at most"),
]


@pytest.mark.parametrize(("wrong", "field", "told"), WRONG)
def test_a_wrong_field_is_named(lite: Room, wrong: dict[str, str], field: str, told: str) -> None:
    with pytest.raises(CaseError, match=told) as refused:
        put(lite, **wrong)
    assert (refused.value.status, refused.value.missing) == (422, (field,))
    assert listed(lite) == []


def test_two_absences_do_not_overlap(room: Room) -> None:
    put(room)
    with pytest.raises(CaseError, match="already"):
        put(room, starts_on=LAST, ends_on=date(2026, 9, 9))
    put(room, starts_on=date(2026, 9, 5), ends_on=date(2026, 9, 9))


def test_what_ends_early_ended_yesterday_and_what_has_not_begun_never_was(room: Room) -> None:
    first = put(room)
    second = put(room, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 2))
    room.clock.move(days=2)
    end(room, first)
    end(room, second)
    assert listed(room) == []
    with pytest.raises(CaseError):
        end(room, first)
    room.clock.move(days=-2)
    assert listed(room) == [(first, date(2026, 9, 2))]


def test_a_day_ends_at_midnight_in_london(lite: Room) -> None:
    put(lite)
    lite.clock.moment = lite.clock.moment.replace(day=4, hour=22, minute=59)
    assert len(listed(lite)) == 1
    lite.clock.move(minutes=1)
    assert listed(lite) == []


def test_who_leaves_neither_covers_nor_is_covered(room: Room) -> None:
    put(room)
    later = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 2)}
    put(room, actor=HEAD, person=HEAD, covered_by=MANAGER, **later)
    put(room, actor=OFFICE, person=OWNER, covered_by=HEAD, **later)
    assert room.write(lambda c: cover.end_for(room.office.context, c, MANAGER)) == 2
    assert len(listed(room)) == 1


def test_who_fits(lite: Room) -> None:
    context = lite.office.context

    def fits(person: str, other: Person) -> bool:
        return cover.fits(context, lite.person(person), other)

    assert fits(MANAGER, lite.person(HEAD))
    assert fits(OWNER, lite.person(HEAD))
    assert not fits(MANAGER, lite.person(STAFF))
    assert not fits(MANAGER, lite.person(OWNER))
    assert fits(MANAGER, replace(lite.person(STAFF), roles=("line_manager",)))
    assert fits(OWNER, Person(context.organisation.routing.deputies[OWNER], "Deputy", ()))
