"""Who may open which of the pages under "Manage"."""

from __future__ import annotations

import pytest

from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.managing import ADMINISTRATOR, MANAGER

FOR_ADMINISTRATORS = [
    "people",
    "people/new",
    "people/edit?person=staff@example.org",
    "people/leave?person=staff@example.org",
    "people/import",
    "schools",
    "schools/edit",
    "terms",
    "terms/edit",
    "undelivered",
    "audit",
]
FOR_HANDLERS = ["cover", "figures", "figures.csv"]
FOR_ALL = ["register"]
EVERY = FOR_ADMINISTRATORS + FOR_HANDLERS + FOR_ALL
POSTED = [
    "people/new",
    "people/edit?person=staff@example.org",
    "people/leave?person=staff@example.org",
    "people/import",
    "schools/edit",
    "terms/edit",
    "undelivered",
]


@pytest.mark.parametrize("page", EVERY)
def test_whoever_is_not_signed_in_is_sent_to_do_so(live: Live, page: str) -> None:
    answer = live.browser().get(f"/portal/{page}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/portal/")


@pytest.mark.parametrize("page", FOR_ADMINISTRATORS)
def test_only_administrators_manage(crowd: Crowd, live: Live, page: str) -> None:
    assert live.browser(ADMINISTRATOR).get(f"/portal/{page}").status_code == 200
    for other in (MANAGER, crowd.person()):
        answer = live.browser(other).get(f"/portal/{page}")
        assert answer.status_code == 404
        assert "There is nothing at this address for you" in answer.text


@pytest.mark.parametrize("page", POSTED)
def test_nobody_else_changes_anything(crowd: Crowd, live: Live, page: str) -> None:
    before = crowd.settings.organisation_file.read_bytes()
    fields = {"email": "x@example.org", "name": "X", "roles": "staff", "do": "remove"}
    answer = live.browser(MANAGER).post(f"/portal/{page}", data=fields)
    assert answer.status_code == 404
    assert live.browser().post(f"/portal/{page}", data=fields).status_code == 303
    assert crowd.settings.organisation_file.read_bytes() == before


@pytest.mark.parametrize("page", FOR_HANDLERS + FOR_ALL)
def test_those_who_decide_have_cover_figures_and_the_register(live: Live, page: str) -> None:
    assert live.browser(MANAGER).get(f"/portal/{page}").status_code == 200


def test_each_sees_the_links_that_lead_somewhere(crowd: Crowd, live: Live) -> None:
    for email, first in (
        (ADMINISTRATOR, "/portal/people"),
        (MANAGER, "/portal/cover"),
        (crowd.person(), "/portal/register"),
    ):
        browser = live.browser(email)
        assert browser.get("/portal/manage").headers["location"] == first
        page = browser.get(first).text
        nav = page[page.index('aria-label="Manage"') : page.index("<h1")]
        for address in [part.split('"')[0] for part in nav.split('href="')[1:]]:
            assert browser.get(address).status_code == 200, (email, address)
        assert f'href="{first}" aria-current="page"' in nav


def test_a_form_from_another_site_is_refused(live: Live) -> None:
    browser = live.browser(ADMINISTRATOR)
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert browser.post("/portal/people/new", data={}).status_code == 403
