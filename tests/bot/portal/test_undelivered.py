from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import select, update

from cases.tables import notice
from tests.bot.live import Live
from tests.bot.portal.filing import filed
from tests.bot.portal.managing import ADMINISTRATOR, audited

UNDELIVERED = "/portal/undelivered"


@pytest.fixture
def browser(live: Live) -> httpx.Client:
    return live.browser(ADMINISTRATOR)


@pytest.fixture
def failed(live: Live, reporter: str) -> int:
    """A notice that was given up."""
    case = filed(live, "filming_permission", reporter)
    database = live.gateway.database
    query = select(notice.c.id).where(notice.c.case_id == case.id, notice.c.person == case.handler)
    number = database.read_now(lambda c: c.execute(query).scalars().first())
    assert number is not None
    database.write_now(
        lambda c: c.execute(
            update(notice)
            .where(notice.c.id == number)
            .values(state="failed", tries=5, fault="mailbox is full")
        )
    )
    return number


def state_of(live: Live, number: int) -> str:
    query = select(notice.c.state).where(notice.c.id == number)
    return live.gateway.database.read_now(lambda c: c.execute(query).scalar_one())


def listed(browser: httpx.Client) -> list[int]:
    page = browser.get(UNDELIVERED).text
    return [int(each) for each in re.findall(r'name="notice" value="(\d+)"', page)]


def test_what_failed_is_shown_with_its_fault_and_tried_again(
    live: Live, browser: httpx.Client, failed: int
) -> None:
    page = browser.get(UNDELIVERED).text
    assert "mailbox is full" in page
    assert "tried 5 times" in page
    assert failed in listed(browser)
    sent = browser.post(UNDELIVERED, data={"notice": failed, "do": "retry"})
    assert sent.headers["location"] == f"{UNDELIVERED}?done=retry"
    assert state_of(live, failed) != "failed"
    assert audited(live, "notice_retried", f"notice {failed}")[0][0] == ADMINISTRATOR
    again = browser.post(UNDELIVERED, data={"notice": failed, "do": "retry"})
    assert again.status_code == 409


def test_what_nobody_wants_any_more_is_taken_off(
    live: Live, browser: httpx.Client, failed: int
) -> None:
    sent = browser.post(UNDELIVERED, data={"notice": failed, "do": "drop"})
    assert sent.headers["location"] == f"{UNDELIVERED}?done=drop"
    assert state_of(live, failed) == "dropped"
    assert failed not in listed(browser)
    assert len(audited(live, "notice_dropped", f"notice {failed}")) == 1


def test_what_is_not_known_is_not_done(live: Live, browser: httpx.Client, failed: int) -> None:
    assert browser.post(UNDELIVERED, data={"notice": failed, "do": "read"}).status_code == 422
    assert browser.post(UNDELIVERED, data={"notice": "x", "do": "drop"}).status_code == 409
    assert state_of(live, failed) == "failed"


def test_of_a_confidential_case_only_the_address_is_told(
    live: Live, browser: httpx.Client, reporter: str
) -> None:
    case = filed(live, "cyberbullying_report", reporter)
    live.gateway.database.write_now(
        lambda c: c.execute(
            update(notice).where(notice.c.case_id == case.id).values(state="failed", fault="full")
        )
    )
    page = browser.get(UNDELIVERED).text
    assert "A confidential case, to Member of staff" in page
    assert reporter in page
    assert case.reference not in page
