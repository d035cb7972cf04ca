"""What depends on how a database holds rows: two browsers at once, on PostgreSQL."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.settings import Settings
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, filed, path_of
from tests.postgres import Postgres

pytestmark = pytest.mark.postgres
HANDLER = "manager@example.org"


@pytest.fixture
def on_postgres(settings: Settings, postgres: Postgres) -> Iterator[Live]:
    live = Live(dataclasses.replace(settings, database_url=postgres.new_database()))
    yield live
    live.stop()


def test_of_two_at_once_one_decides_and_a_message_comes_once(on_postgres: Live) -> None:
    live = on_postgres
    case = filed(live, "work_email_private_use")
    page = live.browser(HANDLER).get(path_of(case)).text
    version = re.search(r'id="version-decide" value="(\d+)"', page)
    assert version
    decision = {"do": "decide", "version": version.group(1), "decision": "decline", "reason": "No."}
    message = {"do": "message", "message": "Thank you."}
    browsers = [live.browser(HANDLER) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        decided = list(
            pool.map(lambda b: b.post(path_of(case), data=decision).status_code, browsers)
        )
        sent = list(pool.map(lambda b: b.post(path_of(case), data=message).status_code, browsers))
    assert sorted(decided) == [303, 409, 409, 409]
    assert sent == [303] * 4
    kinds = [event.kind for event in case_now(live, case, HANDLER).events]
    assert kinds.count("decided") == 1
    assert kinds.count("message") == 1
    assert live.gateway.database.read_now(lambda c: c.dialect.name) == "postgresql"
