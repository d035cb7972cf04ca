from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from cases import cover as covers
from cases import leaving
from cases.audit import verify
from cases.keys import Keys
from cases.leaving import Handed
from cases.model import CaseError
from cases.organisation_writer import OrganisationFile
from cases.tables import audit, case_file, cover, image_held
from tests.cases.room import HEAD, MANAGER, OFFICE, SECOND, STAFF, Room


def hand_over(room: Room, leaver: str = MANAGER, successor: str | None = SECOND) -> Handed:
    context, actor = room.office.context, room.person(OFFICE)
    return room.write(lambda c: leaving.hand_over(context, c, actor, leaver, successor))


def handler_of(room: Room, reference: str) -> str:
    query = select(case_file.c.handler).where(case_file.c.reference == reference)
    return room.database.read_now(lambda c: c.execute(query).scalar_one())


def test_what_somebody_has_in_hand(room: Room) -> None:
    case = room.file()
    room.approve(case.reference)
    room.file(when=["2026-11-04"])
    people = list(room.directory)
    found = room.write(lambda c: leaving.in_hand(c, people, MANAGER))
    assert (found.cases, found.images) == (2, 0)
    assert [each.email for each in found.manages] == [STAFF, "starter@example.org"]
    found = room.write(lambda c: leaving.in_hand(c, people, STAFF))
    assert (found.cases, found.images, found.manages) == (0, 1, ())
    assert not found.nothing
    assert room.write(lambda c: leaving.in_hand(c, people, OFFICE)).nothing


def test_open_and_decided_cases_go_to_the_successor_by_an_administrator_who_sees_none(
    room: Room,
) -> None:
    decided = room.file()
    room.approve(decided.reference)
    due = room.read(decided.reference, STAFF).due_at
    open_one = room.file(when=["2026-11-04"])
    room.clock.move(days=1)
    assert hand_over(room) == Handed(cases=2, elsewhere=0, images=0)
    assert handler_of(room, open_one.reference) == SECOND
    found = room.read(decided.reference, SECOND)
    assert (found.handler, found.state, found.due_at) == (SECOND, "decided", due)
    assert room.refused("case", open_one.reference, OFFICE).status == 404
    assert (SECOND, "new_case") in room.mails()
    assert (STAFF, "reassigned") in room.mails()
    query = select(audit).where(audit.c.action == "case_handed_over").order_by(audit.c.number)
    rows = room.database.read_now(lambda c: c.execute(query).all())
    assert [(row.actor, row.subject) for row in rows] == [
        (OFFICE, decided.reference),
        (OFFICE, open_one.reference),
    ]
    assert rows[0].detail == {"from": MANAGER, "to": SECOND}


def test_a_case_that_concerns_the_successor_goes_to_somebody_else(room: Room) -> None:
    case = room.file("bullying")
    room.do("name_concerned", case.reference, case.handler, SECOND)
    assert case.handler == MANAGER
    assert hand_over(room) == Handed(cases=1, elsewhere=1, images=0)
    assert handler_of(room, case.reference) not in {MANAGER, SECOND, STAFF}
    assert room.refused("case", case.reference, SECOND).status == 404


def test_images_and_cover_are_handed_on_too(room: Room) -> None:
    case = room.file()
    room.approve(case.reference)
    assert hand_over(room, STAFF, MANAGER) == Handed(cases=0, elsewhere=0, images=1)
    assert room.database.read_now(lambda c: c.execute(select(image_held.c.holder)).scalar()) == (
        MANAGER
    )
    day = room.office.context.today()
    context, manager = room.office.context, room.person(MANAGER)
    room.write(lambda c: covers.add(context, c, manager, MANAGER, HEAD, day, day))
    hand_over(room)
    assert room.database.read_now(lambda c: c.execute(select(cover)).all()) == []


@pytest.mark.parametrize(
    ("successor", "told"),
    [
        (None, "Choose who"),
        ("nobody@example.org", "Choose who"),
        (MANAGER, "somebody else"),
        (STAFF, "Member of staff has no role"),
    ],
)
def test_who_cannot_take_over_is_refused_and_nothing_moves(
    lite: Room, successor: str | None, told: str
) -> None:
    case = lite.file()
    with pytest.raises(CaseError, match=told) as refused:
        hand_over(lite, MANAGER, successor)
    assert (refused.value.status, refused.value.missing) == (422, ("successor",))
    assert handler_of(lite, case.reference) == MANAGER


def test_who_has_nothing_in_hand_needs_no_successor(lite: Room) -> None:
    assert hand_over(lite, "starter@example.org", None) == Handed(0, 0, 0)


def test_who_went_long_ago_is_handed_over_too(lite: Room) -> None:
    case = lite.file()
    lite.leave(MANAGER)
    assert lite.write(leaving.handled) == {MANAGER: 1}
    hand_over(lite)
    assert handler_of(lite, case.reference) == SECOND


def test_the_trail_stays_whole(room: Room, tmp_path: Path) -> None:
    room.file()
    room.file(when=["2026-11-04"])
    hand_over(room)
    Keys.open(tmp_path / "keys", room.database)
    assert room.database.read_now(verify) == []


def test_whom_the_leaver_managed_is_managed_by_the_successor(root: Path) -> None:
    file = OrganisationFile(root / "organisation.yml")
    organisation, stamp = file.look()
    leaver = next(each for each in organisation.people if each.email == "safeguarding@example.org")
    changed = file.change(stamp, leaving.changes(organisation, leaver, HEAD))
    assert all(each.email != leaver.email for each in changed.people)
    head = next(each for each in changed.people if each.email == HEAD)
    moved = leaving.changes(changed, head, MANAGER)
    managers = {
        change.entry.email: change.entry.line_manager  # type: ignore[union-attr]
        for change in moved
        if hasattr(change, "entry")
    }
    assert managers == {MANAGER: None, "owner@example.org": MANAGER}
