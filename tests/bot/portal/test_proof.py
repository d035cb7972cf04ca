from __future__ import annotations

import re

import httpx
import pytest

from cases.model import Case
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, filed, path_of

HANDLER = "manager@example.org"


@pytest.fixture
def approved(live: Live, reporter: str) -> Case:
    case = filed(live, "filming_permission", reporter, groups="Year 6: one named pupil")
    office, person = live.gateway.office, live.gateway.directory.find(HANDLER)
    assert person is not None
    checks = [check.id for check in case.checks]
    live.gateway.database.write_now(
        lambda c: office.decide(
            c, case.reference, person, "approve", "", ["Only the back row of named pupils"], checks
        )
    )
    return case


def link_in(answer: httpx.Response) -> str:
    found = re.search(r">https?://[^/]+(/proof/[^<]+)</textarea>", answer.text)
    assert found, answer.text
    return found.group(1)


def test_anyone_with_the_link_sees_the_approval_and_no_student(
    live: Live, reporter: str, approved: Case
) -> None:
    browser = live.browser(reporter)
    assert "Make a link" in browser.get(path_of(approved)).text
    link = link_in(browser.post(path_of(approved), data={"do": "prove"}))
    assert link.rpartition("/")[2] not in browser.get(path_of(approved)).text
    page = live.browser().get(link)
    assert page.status_code == 200
    for words in ("Approved", approved.reference, "Line manager", "Central music centre"):
        assert words in page.text
    assert "named pupil" not in page.text
    assert "There is 1 further condition" in page.text
    assert "<nav" not in page.text
    assert "noindex" in page.text


def test_a_link_ends_when_it_is_ended_or_the_approval_is(
    live: Live, reporter: str, approved: Case
) -> None:
    browser, school = live.browser(reporter), live.browser()
    link = link_in(browser.post(path_of(approved), data={"do": "prove"}))
    ended = browser.post(path_of(approved), data={"do": "end_proofs"})
    assert "done=proofs-ended" in ended.headers["location"]
    gone, never = school.get(link), school.get("/proof/" + "a" * 43)
    assert gone.status_code == never.status_code == 404
    assert gone.text == never.text
    second = link_in(browser.post(path_of(approved), data={"do": "prove"}))
    office, person = live.gateway.office, live.gateway.directory.find(HANDLER)
    assert person is not None
    live.gateway.database.write_now(
        lambda c: office.correct(c, approved.reference, person, "decline", "The hall is closed")
    )
    assert school.get(second).status_code == 404


def test_only_an_approval_can_be_shown(live: Live, reporter: str) -> None:
    case = filed(live, "filming_permission", reporter)
    browser = live.browser(reporter)
    assert "Make a link" not in browser.get(path_of(case)).text
    refused = browser.post(path_of(case), data={"do": "prove"})
    assert refused.status_code == 409
    assert "Only an approval can be shown" in refused.text
    assert case_now(live, case, HANDLER).outcome is None
