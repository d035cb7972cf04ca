from __future__ import annotations

from sqlalchemy import select

from cases.model import Answer
from cases.procedures import Procedures
from cases.proofs import Proof, _as_noun
from cases.tables import proof
from tests.cases.room import COLLEAGUE, HEAD, MANAGER, STAFF, Room


def shown(room: Room, secret: str) -> Proof | None:
    return room.database.read_now(lambda connection: room.office.show_proof(connection, secret))


def test_an_approval_is_shown_to_whoever_has_its_address(room: Room) -> None:
    case = room.file(when=Answer(["2026-12-04"], "Friday 4 December 2026"), consent="later")
    room.approve(case.reference, conditions=["Not the boy in the second row"])
    secret = room.do("make_proof", case.reference, STAFF)
    found = shown(room, secret)
    assert found is not None
    assert (found.reference, found.organisation) == (case.reference, "ArtForms")
    assert (found.holder, found.decided_by) == ("Member of staff", "Line manager")
    assert found.title == "Permission to film"
    assert ("When", "Friday 4 December 2026") in found.answers
    assert found.conditions == ("No image before consent.",)
    assert found.more_conditions == 1


def test_every_proof_is_called_what_was_given() -> None:
    titles = {_as_noun(each.title) for each in Procedures.load() if each.kind == "permission"}
    assert titles == {
        "Permission to film or take pictures",
        "Permission to use your own device",
        "Permission to contact students",
        "Permission to use work e-mail privately",
    }


def test_what_a_headteacher_allowed_is_no_approval_of_ours(lite: Room) -> None:
    case = lite.file("device")
    lite.do("what_headteacher_said", case.reference, STAFF, "approve", "Yes")
    found = shown(lite, lite.do("make_proof", case.reference, STAFF))
    procedure = lite.office.context.procedure("device")
    assert found is not None
    assert procedure is not None
    assert found.decided_by == procedure.handled_by


def test_nothing_that_could_name_a_student_is_shown(lite: Room) -> None:
    case = lite.file(purpose="A film of our best oboe player", more="and her brother")
    lite.approve(case.reference, conditions=["Not the boy in the second row"])
    found = shown(lite, lite.do("make_proof", case.reference, STAFF))
    assert found is not None
    for planted in ("oboe", "brother", "boy"):
        assert planted not in str(found)


def test_the_secret_itself_is_not_kept(lite: Room) -> None:
    case = lite.file()
    lite.approve(case.reference)
    secret = lite.do("make_proof", case.reference, STAFF)
    digest = lite.database.read_now(
        lambda connection: connection.execute(select(proof.c.digest)).scalar_one()
    )
    assert secret not in digest
    assert len(secret) >= 43


def test_it_ends_when_it_is_ended_or_the_approval_is_taken_back(lite: Room) -> None:
    case = lite.file()
    lite.approve(case.reference)
    first, second = (lite.do("make_proof", case.reference, STAFF) for _ in range(2))
    assert lite.do("end_proofs", case.reference, MANAGER) == 2
    assert lite.do("end_proofs", case.reference, MANAGER) == 0
    assert shown(lite, first) is shown(lite, second) is None
    third = lite.do("make_proof", case.reference, MANAGER)
    lite.do("correct", case.reference, MANAGER, "decline", "Mistaken.")
    assert shown(lite, third) is None
    made = lite.do("proofs_of", case.reference, STAFF)
    assert len(made) == 3
    assert all(each.ended_at for each in made)


def test_only_an_approval_is_shown_and_only_reporter_and_handler_make_one(lite: Room) -> None:
    case = lite.file()
    assert lite.refused("make_proof", case.reference, STAFF).status == 409
    lite.approve(case.reference)
    for other in (HEAD, COLLEAGUE):
        assert lite.refused("make_proof", case.reference, other).status == 404
        assert lite.refused("proofs_of", case.reference, other).status == 404
    assert shown(lite, "guessed") is None
