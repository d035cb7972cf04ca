from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.portal.audit_page import CONFIDENTIAL, WHO_SENT_IT, read
from cases import audit as trail
from cases.database import Database
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, filed
from tests.bot.portal.managing import ADMINISTRATOR, MANAGER
from tests.cases.room import OFFICE, Room
from tests.clock import Clock

AUDIT = "/portal/audit"


@pytest.fixture
def browser(live: Live) -> httpx.Client:
    return live.browser(ADMINISTRATOR)


def test_who_read_what_is_told_and_never_what_it_says(
    live: Live, browser: httpx.Client, reporter: str
) -> None:
    case = filed(live, "filming_permission", reporter)
    case_now(live, case, MANAGER)
    page = browser.get(f"{AUDIT}?subject={case.reference.lower()}").text
    assert "Case read" in page
    assert MANAGER in page
    assert case.reference in page
    assert "a few words about it" not in page
    other = browser.get(f"{AUDIT}?subject={case.reference}&actor={reporter}").text
    assert f"<p>{MANAGER}</p>" not in other


def test_it_is_searched_by_what_was_done(live: Live, browser: httpx.Client, reporter: str) -> None:
    case = filed(live, "filming_permission", reporter)
    case_now(live, case, MANAGER)
    page = browser.get(f"{AUDIT}?action=case_read").text
    assert set(re.findall(r"<p><strong>([^<]+)</strong>", page)) == {"Case read"}
    assert "Nothing fits that." in browser.get(f"{AUDIT}?actor=nobody@example.org").text


def test_of_a_confidential_case_neither_kind_nor_sender_is_told(
    live: Live, browser: httpx.Client, reporter: str
) -> None:
    case = filed(live, "cyberbullying_report", reporter)
    case_now(live, case, case.handler)
    page = browser.get(f"{AUDIT}?subject={case.reference}").text
    entries = page[page.index('<ul class="history">') :]
    assert entries.count("A confidential case") >= 2
    assert "Whoever sent it" in entries
    assert case.handler in entries
    assert reporter not in entries
    assert "bullying" not in entries
    assert case.reference not in browser.get(f"{AUDIT}?actor={reporter}").text


def test_of_a_case_that_concerns_the_administrator_nothing_is_told(
    live: Live, browser: httpx.Client, reporter: str
) -> None:
    case = filed(live, "cyberbullying_report", reporter)
    office, handler = live.gateway.office, live.gateway.directory.find(case.handler)
    assert handler is not None
    live.gateway.database.write_now(
        lambda c: office.name_concerned(c, case.reference, handler, ADMINISTRATOR)
    )
    assert "Nothing fits that." in browser.get(f"{AUDIT}?subject={case.reference}").text
    assert case.reference not in browser.get(AUDIT).text


def test_older_entries_are_a_page_away(crowd: Crowd, live: Live, browser: httpx.Client) -> None:
    actor, database = crowd.person(), live.gateway.database
    for number in range(51):
        database.write_now(
            lambda c, n=number: trail.record(
                c, actor, "tried", f"thing {n}", live.gateway.office.context.now()
            )
        )
    page = browser.get(f"{AUDIT}?actor={actor}").text
    assert "thing 50<" in page
    assert "thing 0<" not in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is not None
    rest = browser.get(older[1].replace("&amp;", "&")).text
    assert "thing 0<" in rest
    assert "thing 1<" not in rest
    assert "Newest entries" in rest


def test_the_whole_trail_is_checked_when_asked_for(
    live: Live, browser: httpx.Client, reporter: str
) -> None:
    filed(live, "filming_permission", reporter)
    assert "trail is" not in browser.get(AUDIT).text
    assert "The trail is whole" in browser.get(f"{AUDIT}?verify=yes").text
    database = live.gateway.database
    number = database.read_now(lambda c: c.execute(text("SELECT max(number) FROM audit")).scalar())

    def as_if_cut_off(change: int) -> None:
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE audit_head SET number = number + :n"), {"n": change})

    as_if_cut_off(1)
    try:
        page = browser.get(f"{AUDIT}?verify=yes").text
        assert "The trail is not whole" in page
        assert f"Entry {number + 1} is missing." in page
    finally:
        as_if_cut_off(-1)


def test_the_entries_are_the_same_on_every_database(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    room = Room(database, clock, tmp_path)
    plain, secret = room.file(), room.file("bullying")
    query = {"actor": "", "subject": "", "action": ""}
    found = database.read_now(lambda c: read(c, room.person(OFFICE), query, 0))
    assert [(each.actor, each.subject) for each in found] == [
        (WHO_SENT_IT, secret.reference),
        (plain.reporter, plain.reference),
    ]
    assert (found[0].detail, "filming" in found[1].detail) == (CONFIDENTIAL, True)
    query["actor"] = plain.reporter
    found = database.read_now(lambda c: read(c, room.person(OFFICE), query, 0))
    assert [each.subject for each in found] == [plain.reference]
