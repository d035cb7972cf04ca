from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.database import Database
from cases.model import Case, CaseError
from cases.procedures import Procedure, Procedures
from tests.cases.room import COLLEAGUE, HEAD, MANAGER, OPENED, REPORT, SECOND, STAFF, Room
from tests.clock import Clock

MUST = ["consent", "purpose"]


def test_an_approval(room: Room) -> None:
    reference = room.file().reference
    case = room.do(
        "decide", reference, MANAGER, "approve", " Good plan. ", [" Only the choir ", ""], MUST
    )
    assert (case.state, case.outcome) == ("decided", "approved")
    assert case.conditions == ("Only the choir",)
    assert case.decided_at == room.clock.now()
    assert {check.id: check.ticked_by for check in case.checks if check.ticked} == {
        "consent": MANAGER,
        "purpose": MANAGER,
    }
    (event,) = [each for each in case.events if each.kind == "decided"]
    assert (event.actor, event.note) == (MANAGER, "Good plan.")
    assert event.data["clauses"] == ["5.consent"]
    assert event.data["unticked"] == ["nice"]
    assert (STAFF, "decision", "chat") in room.told()
    assert (STAFF, "decision", "mail") in room.told()
    assert not {"reminder", "overdue", "escalate"} & set(room.timers(case))


def test_a_decision_stands(room: Room) -> None:
    reference = room.file().reference
    room.approve(reference)
    refused = room.refused("decide", reference, MANAGER, "decline", "No")
    assert refused.status == 409
    assert refused.message == (
        f"{reference} was decided already: approved by Line manager on 1 September 2026 at 10:00."
    )
    assert room.read(reference, STAFF).outcome == "approved"
    assert len([kind for kind in room.kinds(room.read(reference, STAFF)) if kind == "decided"]) == 1


def test_two_who_decide_at_once_make_one_decision(room: Room) -> None:
    """The handler and whoever stands in for them today."""
    reference = room.file().reference
    from tests.cases.test_access import set_cover

    set_cover(room, MANAGER, SECOND)
    gate = threading.Barrier(4)
    decided, refused = list[Case](), list[CaseError]()

    def work(who: str, decision: str) -> None:
        gate.wait()
        try:
            decided.append(room.do("decide", reference, who, decision, "So.", (), MUST))
        except CaseError as error:
            refused.append(error)

    threads = [
        threading.Thread(target=work, args=pair)
        for pair in ((MANAGER, "approve"), (SECOND, "decline"), (MANAGER, "decline"),
                     (SECOND, "approve"))
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(decided) == 1
    assert [error.status for error in refused] == [409] * 3
    case = room.read(reference, STAFF)
    assert case.outcome == decided[0].outcome
    assert room.kinds(case).count("decided") == 1
    assert len({way for who, kind, way in room.told() if kind == "decision"}) == 2


def test_an_approval_names_the_checks_that_it_lacks(room: Room) -> None:
    reference = room.file().reference
    refused = room.refused("decide", reference, MANAGER, "approve", checks=["nice"])
    assert (refused.status, refused.missing) == (422, ("consent", "purpose"))
    case = room.read(reference, MANAGER)
    assert (case.state, [check.ticked for check in case.checks]) == ("submitted", [False] * 3)
    room.do("tick", reference, MANAGER, "consent")
    refused = room.refused("decide", reference, MANAGER, "approve")
    assert refused.missing == ("purpose",)
    assert room.do("decide", reference, MANAGER, "approve", checks=["purpose"]).outcome


@pytest.mark.parametrize(
    ("procedure", "decision", "given", "missing"),
    [
        ("filming", "resolve", {"reason": "x"}, ("decision",)),
        ("filming", "agree", {"reason": "x"}, ("decision",)),
        ("bullying", "approve", {"reason": "x"}, ("decision",)),
        ("bullying", "decline", {"reason": "x"}, ("decision",)),
        ("filming", "decline", {}, ("reason",)),
        ("filming", "decline", {"reason": "  "}, ("reason",)),
        ("filming", "more_information", {}, ("reason",)),
        ("bullying", "resolve", {}, ("reason",)),
        ("bullying", "more_information", {}, ("reason",)),
        ("filming", "decline", {"reason": "x" * 4001}, ("reason",)),
        ("filming", "decline", {"reason": "x", "conditions": ["y"]}, ("conditions",)),
        ("filming", "approve", {"checks": [*MUST, "other"]}, ("other",)),
        ("filming", "approve", {"checks": MUST, "conditions": ["x" * 501]}, ("conditions",)),
        ("filming", "approve", {"checks": MUST, "conditions": [str(n) for n in range(21)]},
         ("conditions",)),
        ("device", "approve", {"reason": "x"}, ("decision",)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_decided(
    lite: Room, procedure: str, decision: str, given: dict[str, object], missing: tuple[str, ...]
) -> None:
    case = lite.file(procedure)
    refused = lite.refused("decide", case.reference, case.handler, decision, **given)
    assert (refused.status, refused.missing) == (422, missing)
    after = lite.read(case.reference, STAFF)
    assert (after.state, after.version) == ("submitted", case.version)


@pytest.mark.parametrize("who", [STAFF, HEAD, COLLEAGUE, SECOND])
def test_only_its_handler_decides(lite: Room, who: str) -> None:
    reference = lite.file().reference
    refused = lite.refused("decide", reference, who, "decline", "No")
    nothing = lite.refused("decide", "2222-2222", who, "decline", "No")
    assert (refused.status, refused.message) == (404, nothing.message)


def test_a_version_that_was_not_seen_is_not_decided(lite: Room) -> None:
    case = lite.file()
    lite.do("tick", case.reference, MANAGER, "nice")
    refused = lite.refused("decide", case.reference, MANAGER, "decline", "No", version=case.version)
    assert refused.status == 409
    now = lite.read(case.reference, MANAGER)
    assert (
        lite.do("decide", case.reference, MANAGER, "decline", "No", version=now.version).outcome
        == "declined"
    )


def test_more_information_is_asked_and_answered(room: Room) -> None:
    case = room.file()
    asked = room.do("decide", case.reference, MANAGER, "more_information", "Which students?")
    assert (asked.state, asked.outcome, asked.decided_at) == ("more_information", None, None)
    assert asked.events[-1].note == "Which students?"
    assert (STAFF, "more_information") in room.mails()
    assert set(room.timers(case)) == {"reminder"}
    room.clock.move(days=7)
    answered = room.do("answer_more_information", case.reference, STAFF, "The choir")
    assert answered.state == "acknowledged"
    assert answered.due_at == datetime(2026, 9, 15, 16, tzinfo=UTC)
    assert set(room.timers(case)) == {"reminder", "overdue", "escalate"}
    assert (MANAGER, "answered") in room.mails()
    assert room.approve(case.reference).outcome == "approved"


def test_conditions_of_the_declaration_are_added_to_the_handlers(lite: Room) -> None:
    case = lite.file(consent="later")
    approved = lite.approve(case.reference, conditions=["Only the choir"])
    assert approved.conditions == ("No image before consent.", "Only the choir")
    declined = lite.file(consent="later")
    assert lite.do("decide", declined.reference, MANAGER, "decline", "No").conditions == ()


def test_consent_still_to_come_is_asked_for_the_working_day_before(lite: Room) -> None:
    case = lite.file(consent="later", when=["2026-12-07"])
    lite.approve(case.reference)
    assert lite.timers(case)["consent_due"] == datetime(2026, 12, 4, 8, tzinfo=UTC)
    assert "consent_due" not in lite.timers(lite.file())
    lite.wait(days=100)
    assert {(STAFF, "consent_due"), (MANAGER, "consent_due")} <= lite.mails()


def test_consent_that_came_is_not_asked_for(lite: Room) -> None:
    case = lite.file(consent="later")
    lite.approve(case.reference)
    lite.do("attach", case.reference, STAFF, "consent.txt", b"We agree.", "consent")
    assert "consent_due" not in lite.timers(case)
    assert (MANAGER, "consent_received") in lite.mails()
    lite.wait(days=100)
    assert "consent_due" not in {kind for _, kind in lite.mails()}


def test_a_report_is_resolved(lite: Room) -> None:
    case = lite.file("bullying")
    resolved = lite.do("decide", case.reference, MANAGER, "resolve", "Spoken to.")
    assert (resolved.state, resolved.outcome) == ("resolved", "resolved")
    assert resolved.events[-1].data["unticked"] == ["police"]


def test_whoever_looks_on_is_told_of_the_decision(lite: Room) -> None:
    case = lite.file("device")
    said = lite.do("what_headteacher_said", case.reference, STAFF, "approve", "In lessons only.")
    assert (said.state, said.outcome) == ("decided", "approved")
    assert (said.events[-1].kind, said.events[-1].note) == ("headteacher", "In lessons only.")
    assert (MANAGER, "decision") in lite.mails()
    assert (STAFF, "decision") not in lite.mails()
    again = lite.refused("what_headteacher_said", case.reference, STAFF, "decline")
    assert again.status == 409


def test_only_the_reporter_tells_what_the_headteacher_said(lite: Room) -> None:
    case = lite.file("device")
    assert lite.refused("what_headteacher_said", case.reference, MANAGER, "approve").status == 404
    assert lite.refused("what_headteacher_said", case.reference, STAFF, "resolve").missing == (
        "decision",
    )
    other = lite.file()
    assert lite.refused("what_headteacher_said", other.reference, STAFF, "approve").status == 422


def test_a_report_ends_only_with_its_checks(tmp_path: Path, clock: Clock) -> None:
    rules = {**REPORT, "checks": [*REPORT["checks"], {"id": "safe", "text": "Safe.", "must": True}]}
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    others = [each for each in OPENED if each.id != "bullying"]
    room = Room(database, clock, tmp_path, Procedures([Procedure.model_validate(rules), *others]))
    reference = room.file("bullying").reference
    refused = room.refused("decide", reference, MANAGER, "resolve", "It is over.")
    assert (refused.status, refused.missing) == (422, ("safe",))
    assert refused.message == "The end of a report needs these checks ticked first."
    assert room.read(reference, STAFF).state == "submitted"
    ended = room.do("decide", reference, MANAGER, "resolve", "It is over.", (), ["safe"])
    assert ended.state == "resolved"
    database.close()
