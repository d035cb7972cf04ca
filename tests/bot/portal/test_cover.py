from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from bot.portal import days
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import filed
from tests.bot.portal.managing import (
    ADMINISTRATOR,
    HEAD,
    MANAGER,
    audited,
    look_again,
    post_form,
    problems_in,
)

COVER = "/portal/cover"


@pytest.fixture
def boss(crowd: Crowd, live: Live) -> str:
    """Somebody whom no other test knows, who gets cases."""
    email = crowd.person()
    sent = post_form(
        live.browser(ADMINISTRATOR), f"/portal/people/edit?person={email}", name="Boss of theirs",
        roles=["staff", "line_manager"], line_manager=HEAD,
    )  # fmt: skip
    assert sent.status_code == 303
    look_again(live)
    return email


def days_from_now(live: Live, first: int, last: int) -> dict[str, str]:
    today = live.gateway.office.context.today()
    return {
        "starts_on": days.typed(today + timedelta(days=first)),
        "ends_on": days.typed(today + timedelta(days=last)),
    }


def test_a_manager_sets_and_ends_their_own_cover(live: Live, boss: str) -> None:
    browser = live.browser(boss)
    assert "No cover is set." in browser.get(COVER).text
    sent = browser.post(COVER, data={"covered_by": HEAD, **days_from_now(live, 0, 7)})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{COVER}?done=set")
    page = browser.get(f"{COVER}?done=set").text
    assert "Head of ArtForms covers for Boss of theirs" in page
    assert ">Now</strong>" in page
    assert len(audited(live, "cover_set", boss)) == 1
    number = re.findall(r'name="end" value="(\d+)"', page)
    assert len(number) == 1
    assert browser.post(COVER, data={"end": number[0]}).status_code == 303
    assert "No cover is set." in browser.get(COVER).text
    assert browser.post(COVER, data={"end": number[0]}).status_code == 404


def test_cover_takes_the_cases_meanwhile(crowd: Crowd, live: Live, boss: str) -> None:
    report = crowd.person()
    administrator = live.browser(ADMINISTRATOR)
    post_form(
        administrator, f"/portal/people/edit?person={report}", name="Teacher", roles=["staff"],
        line_manager=boss,
    )  # fmt: skip
    look_again(live)
    fields = {"person": boss, "covered_by": MANAGER, **days_from_now(live, 0, 0)}
    assert administrator.post(COVER, data=fields).status_code == 303
    assert filed(live, "cyberbullying_report", report).handler == MANAGER
    page = administrator.get(COVER).text
    found = re.search(r'value="(\d+)">End this<span[^>]*> cover for Boss of theirs', page)
    assert found is not None
    administrator.post(COVER, data={"end": found[1]})


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(live: Live, boss: str) -> None:
    browser = live.browser(boss)
    sent = browser.post(COVER, data={"covered_by": HEAD, "starts_on": "soon", "ends_on": ""})
    assert sent.status_code == 422
    assert set(problems_in(sent)) == {"starts_on", "ends_on"}
    assert 'value="soon"' in sent.text
    assert f'<option value="{HEAD}" selected>' in sent.text
    wrong = {"covered_by": boss, **days_from_now(live, 0, 1)}
    assert "covered_by" in problems_in(browser.post(COVER, data=wrong))
    wrong = {"covered_by": HEAD, **days_from_now(live, 2, 1)}
    assert "ends_on" in problems_in(browser.post(COVER, data=wrong))
    assert "No cover is set." in browser.get(COVER).text


def test_nobody_sets_anothers_and_who_gets_no_cases_sets_none(
    crowd: Crowd, live: Live, boss: str
) -> None:
    fields = {"person": MANAGER, "covered_by": HEAD, **days_from_now(live, 0, 1)}
    assert live.browser(boss).post(COVER, data=fields).status_code == 404
    staff = live.browser(crowd.person())
    assert staff.get(COVER).status_code == 404
    assert staff.post(COVER, data=fields).status_code == 404
    assert audited(live, "cover_set", MANAGER) == []


def test_who_manages_somebody_sets_their_cover(live: Live, boss: str) -> None:
    fields = {"person": boss, "covered_by": MANAGER, **days_from_now(live, 10, 12)}
    browser: httpx.Client = live.browser(HEAD)
    assert browser.post(COVER, data=fields).status_code == 303
    assert len(audited(live, "cover_set", boss)) == 1


def test_nobody_is_offered_to_cover_for_themselves(live: Live, boss: str) -> None:
    page = live.browser(boss).get(COVER).text
    assert f'<option value="{HEAD}">' in page
    assert f'<option value="{boss}">' not in page
