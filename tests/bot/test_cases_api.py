"""The REST interface of cases (DESIGN 5.5), on a running gateway."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.settings import Settings
from cases.form.model import Draft
from tests.bot.conftest import settings_in
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa
from tests.cases.filled import filled
from tests.cases.room import Handed

STAFF, MANAGER, HEAD = "staff@example.org", "manager@example.org", "head@example.org"
FILMING, BULLYING = "filming_permission", "cyberbullying_report"


class Cases:
    """Files cases on a running gateway. What they set going (notices) is kept, not done."""

    def __init__(self, live: Live) -> None:
        self.live, self._count = live, 0
        object.__setattr__(live.gateway.office.context, "queue", Handed())

    def file(self, procedure: str = FILMING, by: str = STAFF, /, **answers: Any) -> str:
        office = self.live.gateway.office
        declared = office.procedures.find(procedure)
        assert declared is not None
        self._count += 1
        draft = Draft(f"{self._count:032x}", by, procedure, filled(declared, **answers))
        case = self.live.gateway.database.write_now(
            lambda connection: office.file(connection, draft)
        )
        return case.reference


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    stub = StubRasa()
    settings: Settings = settings_in(tmp_path_factory.mktemp("cases"), stub)
    live = Live(settings)
    yield Cases(live)
    live.stop()
    stub.close()


def error(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["error"]) == (status, code)
    assert set(body) == {"error", "message", "missing"}
    assert isinstance(body["message"], str)
    assert answer.headers["Cache-Control"] == "no-store"
    return body


def checks_of(client: httpx.Client, reference: str) -> list[str]:
    return [each["id"] for each in client.get(f"/api/cases/{reference}").json()["checks"]]


def decide(client: httpx.Client, reference: str, **body: Any) -> httpx.Response:
    return client.post(f"/api/cases/{reference}/decision", json=body)


def test_a_case_is_read_by_those_who_may(cases: Cases) -> None:
    reference = cases.file()
    client = cases.live.client(MANAGER)
    body = client.get(f"/api/cases/{reference}").json()
    assert (body["reference"], body["procedure"], body["state"]) == (
        reference,
        FILMING,
        "submitted",
    )
    assert (body["reporter"], body["handler"], body["outcome"]) == (STAFF, MANAGER, None)
    assert body["answers"]["schools"] == ["Central music centre"]
    assert body["checks"][0]["ticked"] is False
    assert body["events"][0]["kind"] == "submitted"
    assert client.get(f"/api/cases/{reference.lower()}").json() == body


def test_the_list_is_what_the_tokens_owner_may_see(cases: Cases) -> None:
    reference = cases.file(BULLYING, "starter@example.org")
    starter = cases.live.client("starter@example.org")
    answer = starter.get("/api/cases")
    assert [each["reference"] for each in answer.json()] == [reference]
    assert answer.headers["X-Total-Count"] == "1"
    manager = cases.live.client(MANAGER)
    found = manager.get("/api/cases", params={"q": reference, "part": "handler"}).json()
    assert found == answer.json()
    assert manager.get("/api/cases", params={"q": reference, "part": "reporter"}).json() == []
    assert cases.live.client(HEAD).get("/api/cases", params={"q": reference}).json() == []
    some = manager.get("/api/cases", params={"open": "true", "limit": "1", "order": "newest"})
    assert len(some.json()) == 1
    assert int(some.headers["X-Total-Count"]) >= 1


@pytest.mark.parametrize(
    "query", ["part=mine", "state=lost", "order=random", "open=perhaps", "limit=x", "offset=-1"]
)
def test_a_wrong_filter_is_named(cases: Cases, query: str) -> None:
    answer = cases.live.client().get(f"/api/cases?{query}")
    assert error(answer, 422, "invalid")["missing"] == [query.split("=", maxsplit=1)[0]]


def test_a_permission_is_decided_once(cases: Cases) -> None:
    reference, manager = cases.file(), cases.live.client(MANAGER)
    checks = checks_of(manager, reference)
    answer = decide(
        manager, reference, decision="approve", reason="Fine.", conditions=["Only the choir"],
        checks=checks,
    )  # fmt: skip
    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["outcome"]) == ("decided", "approved")
    assert "Only the choir" in body["conditions"]
    assert all(each["ticked"] for each in body["checks"])
    again = decide(manager, reference, decision="decline", reason="No")
    assert "decided already: approved by" in error(again, 409, "conflict")["message"]
    assert cases.live.client().get(f"/api/cases/{reference}").json()["outcome"] == "approved"


def test_many_who_decide_at_once_make_one_decision(cases: Cases) -> None:
    reference = cases.file()
    gate = threading.Barrier(6)
    statuses: list[int] = []

    def work() -> None:
        client = cases.live.client(MANAGER)
        gate.wait()
        statuses.append(decide(client, reference, decision="decline", reason="No").status_code)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [409] * 5
    events = cases.live.client().get(f"/api/cases/{reference}").json()["events"]
    assert [each["kind"] for each in events].count("decided") == 1


def test_an_approval_without_its_checks_names_them(cases: Cases) -> None:
    reference, manager = cases.file(), cases.live.client(MANAGER)
    missing = error(decide(manager, reference, decision="approve"), 422, "invalid")["missing"]
    assert missing
    assert set(missing) <= set(checks_of(manager, reference))
    assert decide(manager, reference, decision="approve", checks=missing).status_code == 200


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({}, ["decision"]),
        ({"decision": 5}, ["decision"]),
        ({"decision": "resolve", "reason": "x"}, ["decision"]),
        ({"decision": "decline"}, ["reason"]),
        ({"decision": "decline", "reason": ["x"]}, ["reason"]),
        ({"decision": "more_information", "reason": " "}, ["reason"]),
        ({"decision": "approve", "conditions": "x"}, ["conditions"]),
        ({"decision": "approve", "checks": [1]}, ["checks"]),
        ({"decision": "approve", "checks": ["nonsense"]}, ["nonsense"]),
        ({"decision": "approve", "version": "1"}, ["version"]),
        ([], []),
    ],
)
def test_what_is_wrong_with_a_decision_is_named(
    cases: Cases, body: Any, missing: list[str]
) -> None:
    reference, manager = cases.file(), cases.live.client(MANAGER)
    answer = manager.post(f"/api/cases/{reference}/decision", json=body)
    assert error(answer, 422, "invalid")["missing"] == missing
    assert manager.get(f"/api/cases/{reference}").json()["state"] == "submitted"


def test_a_report_is_resolved_and_not_approved(cases: Cases) -> None:
    reference = cases.file(BULLYING)
    handler = cases.live.client(
        cases.live.client().get(f"/api/cases/{reference}").json()["handler"]
    )
    error(decide(handler, reference, decision="approve", reason="x"), 422, "invalid")
    must = ["supported", "investigated", "police-and-authority"]
    refused = decide(handler, reference, decision="resolve", reason="Spoken to.")
    assert error(refused, 422, "invalid")["missing"] == must
    answer = decide(handler, reference, decision="resolve", reason="Spoken to.", checks=must)
    assert (answer.json()["state"], answer.json()["outcome"]) == ("resolved", "resolved")


def test_more_information_is_asked_and_answered(cases: Cases) -> None:
    reference = cases.file()
    staff, manager = cases.live.client(), cases.live.client(MANAGER)
    decide(manager, reference, decision="more_information", reason="Which class?")
    assert staff.get(f"/api/cases/{reference}").json()["state"] == "more_information"
    path = f"/api/cases/{reference}/messages"
    answer = staff.post(path, json={"message": "Year\u0000 5"})
    assert answer.json()["state"] == "acknowledged"
    assert answer.json()["events"][-1]["note"] == "Year 5"
    assert error(staff.post(path, json={}), 422, "invalid")["missing"] == ["message"]


def test_withdrawing_with_and_without_a_reason(cases: Cases) -> None:
    staff = cases.live.client()
    for kwargs in ({}, {"json": {"reason": "It rains."}}):
        reference = cases.file()
        answer = staff.post(f"/api/cases/{reference}/withdraw", **kwargs)
        assert answer.json()["outcome"] == "withdrawn"
    error(staff.post(f"/api/cases/{reference}/withdraw"), 409, "conflict")


def test_files_are_added_listed_and_saved(cases: Cases) -> None:
    reference, staff = cases.file(), cases.live.client()
    path = f"/api/cases/{reference}/files"
    sent = {"file": ('Übung "1".txt', b"Words.", "text/html")}
    answer = staff.post(path, files=sent, data={"kind": "consent"})
    assert answer.status_code == 201
    assert answer.json()["events"][-1]["kind"] == "consent_received"
    (file,) = staff.get(path).json()
    assert file["size"] == 6
    content = cases.live.client(MANAGER).get(f"{path}/{file['id']}")
    assert content.content == b"Words."
    assert content.headers["Content-Type"].startswith("text/plain")
    assert content.headers["Content-Disposition"].startswith('attachment; filename="_bung')
    assert "sandbox" in content.headers["Content-Security-Policy"]
    error(staff.get(f"{path}/{'0' * 32}"), 404, "not_found")


def test_a_larger_file_passes_and_one_too_large_is_refused(cases: Cases) -> None:
    reference, staff = cases.file(), cases.live.client()
    path = f"/api/cases/{reference}/files"
    large = b"words " * 200_000
    assert staff.post(path, files={"file": ("a.txt", large)}).status_code == 201
    huge = b"words " * 2_000_000
    answer = staff.post(path, files={"file": ("a.txt", huge)})
    assert "too big" in error(answer, 422, "invalid")["message"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {}}, 415),
        ({"files": {"other": ("a.txt", b"x")}}, 422),
        ({"files": {"file": ("a.txt", b"x")}, "data": {"kind": "secret"}}, 422),
        ({"files": {"file": ("a.exe", b"MZ" + b"\0" * 90)}}, 422),
        ({"content": b"rubbish", "headers": {"Content-Type": "multipart/form-data"}}, 400),
    ],
)
def test_what_is_no_file_is_refused(cases: Cases, sent: Any, status: int) -> None:
    reference, staff = cases.file(), cases.live.client()
    assert staff.post(f"/api/cases/{reference}/files", **sent).status_code == status
    assert staff.get(f"/api/cases/{reference}/files").json() == []


def test_the_document_describes_every_route_and_what_it_answers(cases: Cases) -> None:
    document = cases.live.client(None).get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) >= {
        "/api/messages", "/api/messages/stream", "/api/cases", "/api/cases/{reference}",
        "/api/cases/{reference}/decision", "/api/cases/{reference}/acknowledge",
        "/api/cases/{reference}/messages", "/api/cases/{reference}/withdraw",
        "/api/cases/{reference}/files", "/api/cases/{reference}/files/{file}",
        "/api/openapi.json",
    }  # fmt: skip
    reference, staff = cases.file(), cases.live.client()

    schemas = document["components"]["schemas"]
    check(staff.get(f"/api/cases/{reference}").json(), schemas["Case"])
    check(staff.get("/api/cases/2222-2222").json(), schemas["Error"])
    staff.post(f"/api/cases/{reference}/files", files={"file": ("a.txt", b"Words.")})
    check(staff.get(f"/api/cases/{reference}/files").json()[0], schemas["File"])
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["responses"]


TYPES = {"string": str, "integer": int, "boolean": bool, "null": type(None)}


def check(body: Any, schema: dict[str, Any]) -> None:
    """Whether a body is as the document says: just what our schemas use of the language."""
    if "enum" in schema:
        assert body in schema["enum"]
    elif schema["type"] == "array":
        for each in body:
            check(each, schema["items"])
    elif schema["type"] == "object":
        properties = schema.get("properties", body)
        assert set(schema.get("required", ())) <= set(body) <= set(properties)
        for name, value in body.items() if "properties" in schema else ():
            check(value, properties[name])
    else:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert isinstance(body, tuple(TYPES[kind] for kind in kinds))
