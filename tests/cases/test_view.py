from __future__ import annotations

import json

from cases.view import case_json, file_json, short_json
from tests.cases.room import MANAGER, STAFF, Room


def test_a_case_is_worded_as_other_programs_rely_on(lite: Room) -> None:
    case = lite.file(consent="later")
    lite.do("private_note", case.reference, MANAGER, "Not for the reporter")
    lite.approve(case.reference, reason="Fine.", conditions=["Only the choir"])
    body = json.loads(json.dumps(case_json(lite.read(case.reference, STAFF))))
    assert set(body) == {
        "reference", "procedure", "state", "outcome", "conditions", "reporter", "handler",
        "submitted_at", "due_at", "answers", "checks", "events",
    }  # fmt: skip
    assert body["outcome"] == "approved"
    assert body["conditions"] == ["No image before consent.", "Only the choir"]
    assert (body["reporter"], body["handler"]) == (STAFF, MANAGER)
    assert body["submitted_at"] == "2026-09-01T09:00:00+00:00"
    assert body["answers"]["when"] == ["2026-12-04"]
    assert body["checks"][0] == {"id": "consent", "text": "Consent is there.", "ticked": True}
    assert [event["kind"] for event in body["events"]] == ["submitted", "decided"]
    assert body["events"][1] == {
        "at": "2026-09-01T09:00:00+00:00",
        "actor": MANAGER,
        "kind": "decided",
        "note": "Fine.",
    }


def test_what_a_message_says_of_a_case(lite: Room) -> None:
    case = lite.file()
    assert short_json(case) == {
        "reference": case.reference,
        "procedure": "filming",
        "state": "submitted",
        "handler": MANAGER,
    }


def test_a_file_is_worded_without_its_content(lite: Room) -> None:
    case = lite.file()
    (file,) = lite.do("attach", case.reference, STAFF, "a.txt", b"Words.").attachments
    body = file_json(file)
    assert (body["name"], body["size"], body["person"]) == ("a.txt", 6, STAFF)
