from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cases.model import CaseError
from cases.reading import Page
from cases.tables import audit
from tests.cases.room import COLLEAGUE, HEAD, MANAGER, SECOND, STAFF, Room


def page(room: Room, who: str, **wanted: Any) -> Page:
    return room.write(
        lambda connection: room.office.cases_of(connection, room.person(who), **wanted)
    )


def references(room: Room, who: str, **wanted: Any) -> list[str]:
    return [case.reference for case in page(room, who, **wanted).cases]


def reads(room: Room) -> list[tuple[str, str, str]]:
    rows = room.database.read_now(
        lambda connection: connection.execute(
            select(audit).where(audit.c.action == "case_read").order_by(audit.c.number)
        ).all()
    )
    return [(row.actor, row.subject, row.detail["page"]) for row in rows]


def test_a_reference_is_read_however_it_was_typed(room: Room) -> None:
    case = room.file()
    for typed in (case.reference.lower(), case.reference.replace("-", " "), f" {case.reference}"):
        assert room.read(typed, STAFF).reference == case.reference
    for wrong in ("", "nonsense", "2222-2222", "'; DROP TABLE case_file; --"):
        assert room.refused("case", wrong, STAFF).status == 404


def test_each_read_is_noted_with_who_and_where(room: Room) -> None:
    case = room.file()
    room.read(case.reference, MANAGER)
    room.do("case", case.reference, HEAD, "receipt")
    with pytest.raises(CaseError):
        room.read(case.reference, COLLEAGUE)
    assert reads(room) == [
        (MANAGER, case.reference, "case"),
        (HEAD, case.reference, "receipt"),
    ]


def test_a_full_list_is_noted_and_an_outline_shows_nothing_sealed(lite: Room) -> None:
    case = lite.file()
    (outline,) = page(lite, STAFF).cases
    assert outline.reference == case.reference
    assert (outline.answers, outline.events, outline.checks) == ({}, (), ())
    assert reads(lite) == []
    (full,) = page(lite, STAFF, full=True).cases
    assert full.answers["purpose"].value == "The summer show"
    assert reads(lite) == [(STAFF, case.reference, "list")]


def test_lists_by_part(lite: Room) -> None:
    mine = lite.file("filming", MANAGER).reference  # handled by the second manager
    to_decide = lite.file().reference
    assert references(lite, MANAGER, part="reporter") == [mine]
    assert references(lite, MANAGER, part="handler") == [to_decide]
    assert set(references(lite, MANAGER)) == {mine, to_decide}
    assert set(references(lite, HEAD)) == {mine, to_decide}
    assert references(lite, HEAD, part="handler") == []
    assert references(lite, SECOND, part="handler") == [mine]
    assert references(lite, COLLEAGUE) == []


def test_lists_by_state_and_procedure(lite: Room) -> None:
    first, second = lite.file().reference, lite.file("bullying").reference
    lite.approve(first)
    assert references(lite, STAFF, open_only=True) == [second]
    assert references(lite, STAFF, over=True) == [first]
    assert references(lite, STAFF, state="decided") == [first]
    assert references(lite, STAFF, procedure="bullying") == [second]
    assert references(lite, STAFF, overdue=True) == []
    lite.clock.move(days=10)
    assert references(lite, STAFF, overdue=True) == [second]


def test_lists_in_order_and_by_the_page(lite: Room) -> None:
    found = []
    for _ in range(3):
        found.append(lite.file().reference)
        lite.clock.move(hours=1)
    urgent = lite.file("worry").reference
    assert references(lite, STAFF)[0] == urgent
    assert references(lite, STAFF, order="newest") == [urgent, *reversed(found)]
    assert references(lite, STAFF, order="oldest") == [*found, urgent]
    some = page(lite, STAFF, order="oldest", limit=2, offset=1)
    assert [case.reference for case in some.cases] == found[1:]
    assert some.total == 4
    assert page(lite, STAFF, limit=0).total == 4


def test_searching(lite: Room) -> None:
    case = lite.file()
    other = lite.file("bullying")
    assert references(lite, STAFF, search=case.reference.lower()) == [case.reference]
    for begins in (case.reference[:4], case.reference[:7], case.reference.replace("-", "")[:6]):
        assert references(lite, STAFF, search=begins) == [case.reference]
    assert references(lite, STAFF, search="report bully") == [other.reference]
    assert set(references(lite, STAFF, search="line man")) == {case.reference, other.reference}
    assert references(lite, STAFF, search="%") == []
    assert references(lite, STAFF, search="summer show") == []  # answers are sealed
    assert references(lite, COLLEAGUE, search=case.reference) == []


def test_who_has_read_it(lite: Room) -> None:
    case = lite.file()
    lite.read(case.reference, STAFF)
    first = lite.clock.now()
    lite.read(case.reference, MANAGER)
    lite.clock.move(minutes=5)
    lite.read(case.reference, MANAGER)
    (reader,) = lite.do("readers", case.reference, STAFF)
    assert (reader.person, reader.first, reader.last) == (MANAGER, first, lite.clock.now())
    assert lite.refused("readers", case.reference, COLLEAGUE).status == 404
