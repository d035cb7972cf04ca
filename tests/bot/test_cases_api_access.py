"""Every case route × everybody who may ask: no wrong cell (DESIGN 5.5, 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.bot.conftest import settings_in
from tests.bot.live import Live
from tests.bot.stub_rasa import StubRasa
from tests.bot.test_cases_api import BULLYING, FILMING, STAFF, Cases
from tests.cases.room import MORE_PEOPLE

MANAGER, SECOND, HEAD = "manager@example.org", "second@example.org", "head@example.org"
WHO = {
    "reporter": STAFF,
    "manager": MANAGER,
    "other manager": SECOND,
    "head": HEAD,
    "colleague": "colleague@example.org",
    "administrator": "office@example.org",
    "safeguarding lead": "safeguarding@example.org",
    "guidance owner": "owner@example.org",
    "leaver": "leaver@example.org",
    "nobody": None,
    "no token": None,
}
OUTSIDE = {"leaver", "nobody", "no token"}
# The case, who may see it, who handles it. The manager is the reporter's own, and a senior manager.
CASES: dict[str, tuple[str, dict[str, Any], set[str], str]] = {
    "a permission": (FILMING, {}, {"reporter", "manager", "head"}, "manager"),
    "a report": (BULLYING, {"send_to": "line_manager"}, {"reporter", "manager"}, "manager"),
    "a report about the manager": (
        BULLYING,
        {"by": "colleague", "who": {"email": MANAGER, "name": "Line manager"}},
        {"reporter", "head"},
        "head",
    ),
}
ROUTES = (
    "read", "list", "files", "file", "document", "decide", "acknowledge", "message", "withdraw",
    "attach",
)  # fmt: skip


# What changes a case, and the state that it leaves it in.
CHANGES: dict[str, str | None] = {
    "decide": "more_information",
    "acknowledge": "acknowledged",
    "message": None,
    "withdraw": "withdrawn",
    "attach": None,
}
FILE = {"file": ("a.txt", b"Words.")}


@dataclass
class Table:
    """A gateway, everybody's client, and fresh cases."""

    cases: Cases
    clients: dict[str, httpx.Client]

    def ask(self, who: str, route: str, reference: str, file: str) -> httpx.Response:
        client, path = self.clients[who], f"/api/cases/{reference}"
        more_information = {"decision": "more_information", "reason": "Which?"}
        asked: dict[str, Callable[[], httpx.Response]] = {
            "read": lambda: client.get(path),
            "list": lambda: client.get("/api/cases", params={"q": reference}),
            "files": lambda: client.get(f"{path}/files"),
            "file": lambda: client.get(f"{path}/files/{file}"),
            "decide": lambda: client.post(f"{path}/decision", json=more_information),
            "acknowledge": lambda: client.post(f"{path}/acknowledge"),
            "message": lambda: client.post(f"{path}/messages", json={"message": "Hello"}),
            "withdraw": lambda: client.post(f"{path}/withdraw"),
            "attach": lambda: client.post(f"{path}/files", files={"file": ("b.txt", b"More.")}),
            "document": lambda: client.get("/api/openapi.json"),
        }
        return asked[route]()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    stub, folder = StubRasa(), tmp_path_factory.mktemp("table")
    settings_in(folder, stub)
    path = folder / "root" / "organisation.yml"
    more = MORE_PEOPLE + MORE_PEOPLE.replace("colleague@", "leaver@").split("  - email: second")[0]
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    live = Live(settings_at(folder, stub))
    clients = {name: live.client(email) for name, email in WHO.items()}
    clients["nobody"].headers["Authorization"] = "Bearer not-a-token-of-ours"
    # The leaver had a token; now they are gone from the file.
    del live.gateway.directory._people[str(WHO["leaver"])]
    yield Table(Cases(live), clients)
    live.stop()
    stub.close()


def settings_at(folder: Any, stub: StubRasa) -> Any:
    from bot.settings import read_settings

    environment = {
        "ASSISTANT_VAR": str(folder / "var"),
        "PUBLIC_URL": "http://testserver",
        "RASA_URL": stub.url,
        "ACTIONS_URL": stub.url,
    }
    return read_settings(environment, folder / "root")


def wanted(case: str, who: str, route: str) -> int:
    """The status that this cell is to have."""
    _, _, viewers, handler = CASES[case]
    if route == "document":
        return 200
    if who in OUTSIDE:
        return 401
    if route == "list":
        return 200
    may = {
        "decide": {handler},
        "acknowledge": {handler},
        "withdraw": {"reporter"},
        "attach": {"reporter", handler},
        "message": {"reporter", handler},
    }.get(route, viewers)
    return (201 if route == "attach" else 200) if who in may else 404


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("who", WHO)
def test_no_cell_is_wrong(table: Table, case: str, who: str) -> None:
    procedure, answers, viewers, _ = CASES[case]
    found: dict[str, int] = {}
    reporter = table.clients["reporter"]
    reference = file = ""
    for route in ROUTES:
        if not reference or route in CHANGES:
            reference = table.cases.file(procedure, **answers)
            sent = reporter.post(f"/api/cases/{reference}/files", files=FILE)
            assert sent.status_code == 201
            file = reporter.get(f"/api/cases/{reference}/files").json()[0]["id"]
        answer = table.ask(who, route, reference, file)
        found[route] = answer.status_code
        if answer.status_code == 404:
            # Nothing tells a case of others' from one that is not there.
            nothing = table.ask(who, route, "2222-2222", file)
            assert (nothing.status_code, nothing.content) == (404, answer.content)
            assert nothing.headers.keys() == answer.headers.keys()
        if route == "list" and answer.status_code == 200:
            assert len(answer.json()) == (who in viewers)
            assert answer.headers["X-Total-Count"] == str(len(answer.json()))
        state = reporter.get(f"/api/cases/{reference}").json()["state"]
        done = answer.is_success and CHANGES.get(route)
        assert state == (done or "submitted")
    assert found == {route: wanted(case, who, route) for route in ROUTES}
