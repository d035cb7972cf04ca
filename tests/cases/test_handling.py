from __future__ import annotations

import pytest

from tests.cases.room import COLLEAGUE, HEAD, MANAGER, SECOND, STAFF, Room

MUST = ["consent", "purpose"]


def test_acknowledging_says_that_it_was_seen_once(lite: Room) -> None:
    case = lite.file()
    assert lite.do("acknowledge", case.reference, MANAGER).state == "acknowledged"
    assert lite.do("acknowledge", case.reference, MANAGER).state == "acknowledged"
    assert lite.kinds(case).count("acknowledged") == 1
    assert lite.refused("acknowledge", case.reference, STAFF).status == 404


def test_ticking_and_taking_a_tick_away(lite: Room) -> None:
    case = lite.file()
    ticked = lite.do("tick", case.reference, MANAGER, "purpose")
    assert [(each.id, each.ticked) for each in ticked.checks][1] == ("purpose", True)
    assert ticked.version == case.version + 1
    again = lite.do("tick", case.reference, MANAGER, "purpose", False)
    assert not any(each.ticked for each in again.checks)
    assert lite.refused("tick", case.reference, MANAGER, "other").missing == ("other",)
    assert lite.refused("tick", case.reference, STAFF, "purpose").status == 404
    lite.approve(case.reference)
    assert lite.refused("tick", case.reference, MANAGER, "nice").status == 409


def test_a_note_needs_words(lite: Room) -> None:
    case = lite.file()
    assert lite.refused("private_note", case.reference, MANAGER, " ").missing == ("words",)
    assert lite.refused("private_note", case.reference, HEAD, "Mine").status == 404


def test_a_decision_is_put_right_and_everybody_is_told(room: Room) -> None:
    case = room.file()
    room.approve(case.reference)
    corrected = room.do("correct", case.reference, MANAGER, "decline", "The date was wrong.")
    assert (corrected.state, corrected.outcome) == ("decided", "declined")
    assert corrected.events[-1].kind == "corrected"
    assert corrected.events[-1].note == "The date was wrong."
    assert corrected.events[-1].data["before"] == "approved"
    assert room.kinds(case).count("decided") == 1
    assert (STAFF, "corrected") in room.mails()


@pytest.mark.parametrize(
    ("decision", "reason", "status", "missing"),
    [
        ("decline", "", 422, ("reason",)),
        ("more_information", "x", 422, ("decision",)),
        ("resolve", "x", 422, ("decision",)),
    ],
)
def test_what_is_wrong_with_a_correction_is_named(
    lite: Room, decision: str, reason: str, status: int, missing: tuple[str, ...]
) -> None:
    case = lite.file()
    lite.approve(case.reference)
    refused = lite.refused("correct", case.reference, MANAGER, decision, reason)
    assert (refused.status, refused.missing) == (status, missing)


def test_a_correction_to_an_approval_needs_its_checks(lite: Room) -> None:
    case = lite.file()
    lite.do("decide", case.reference, MANAGER, "decline", "No")
    refused = lite.refused("correct", case.reference, MANAGER, "approve", "It is fine.")
    assert refused.missing == ("consent", "purpose")
    approved = lite.do("correct", case.reference, MANAGER, "approve", "It is fine.", [], MUST)
    assert approved.outcome == "approved"
    assert "destroy_due" in lite.timers(case)


def test_only_whoever_decided_corrects_and_only_what_is_decided(lite: Room) -> None:
    case = lite.file()
    assert lite.refused("correct", case.reference, MANAGER, "decline", "x").status == 409
    lite.approve(case.reference)
    assert lite.refused("correct", case.reference, HEAD, "decline", "x").status == 404
    assert lite.refused("correct", case.reference, STAFF, "decline", "x").status == 404
    lite.do("close", case.reference, MANAGER)
    assert lite.refused("correct", case.reference, MANAGER, "decline", "x").status == 409


def test_closing_comes_after_deciding_once(lite: Room) -> None:
    case = lite.file()
    assert lite.refused("close", case.reference, MANAGER).status == 409
    lite.approve(case.reference)
    closed = lite.do("close", case.reference, MANAGER)
    assert (closed.state, closed.outcome) == ("closed", "approved")
    assert closed.closed_at == lite.clock.now()
    assert lite.refused("close", case.reference, MANAGER).status == 409
    assert lite.refused("message", case.reference, STAFF, "Thanks").status == 409
    assert lite.refused("attach", case.reference, STAFF, "a.txt", b"x").status == 409


def test_a_legal_hold_is_set_and_released(lite: Room) -> None:
    case = lite.file()
    held = lite.do("hold", case.reference, HEAD)
    assert held.hold_by == HEAD
    assert lite.refused("hold", case.reference, MANAGER).status == 409
    assert lite.refused("hold", case.reference, STAFF).status == 404
    assert lite.do("release", case.reference, MANAGER).hold_by is None
    assert lite.refused("release", case.reference, MANAGER).status == 409


def test_a_case_is_given_to_somebody_else(room: Room) -> None:
    case = room.file()
    room.do("acknowledge", case.reference, MANAGER)
    room.clock.move(days=2)
    given = room.do("reassign", case.reference, MANAGER, SECOND, "She knows the choir.")
    assert (given.handler, given.state) == (SECOND, "submitted")
    assert given.due_at == case.due_at
    assert given.events[-1].note == "She knows the choir."
    assert {(SECOND, "new_case"), (STAFF, "reassigned")} <= room.mails()
    assert room.refused("decide", case.reference, MANAGER, "decline", "No").status == 404
    assert room.read(case.reference, MANAGER).handler == SECOND  # looks on
    assert room.approve(case.reference, SECOND).outcome == "approved"


def test_who_gives_a_confidential_case_away_sees_it_no_more(lite: Room) -> None:
    case = lite.file("bullying")
    lite.do("reassign", case.reference, MANAGER, HEAD, "Better with you.")
    assert lite.refused("case", case.reference, MANAGER).status == 404
    assert lite.read(case.reference, HEAD).handler == HEAD


def test_the_head_hands_on_what_others_do_not_decide(lite: Room) -> None:
    case = lite.file()
    assert lite.do("reassign", case.reference, HEAD, HEAD, "I shall.").handler == HEAD
    assert lite.approve(case.reference, HEAD).outcome == "approved"


@pytest.mark.parametrize("to", [STAFF, MANAGER, COLLEAGUE, "stranger@example.org"])
def test_whom_it_cannot_go_to_is_told_in_the_same_words(lite: Room, to: str) -> None:
    case = lite.file()
    refused = lite.refused("reassign", case.reference, MANAGER, to, "Please")
    assert (refused.status, refused.missing) == (422, ("to",))
    assert "cannot handle" in refused.message
    assert to not in {each.email for each in lite.do("choices", case.reference, MANAGER)}


def test_giving_away_wants_a_reason_an_open_case_and_the_right(lite: Room) -> None:
    case = lite.file()
    assert lite.refused("reassign", case.reference, MANAGER, SECOND, "").missing == ("reason",)
    assert lite.refused("reassign", case.reference, STAFF, SECOND, "x").status == 404
    stale = lite.refused("reassign", case.reference, MANAGER, SECOND, "x", version=99)
    assert stale.status == 409
    lite.approve(case.reference)
    assert lite.refused("reassign", case.reference, MANAGER, SECOND, "x").status == 409
