from __future__ import annotations

import httpx
import pytest

from bot.credentials import Kind
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, filed
from tests.bot.portal.managing import (
    ADMINISTRATOR,
    HEAD,
    MANAGER,
    audited,
    look_again,
    person_of,
    post_form,
    problems_in,
    stamp_of,
)


@pytest.fixture
def browser(live: Live) -> httpx.Client:
    return live.browser(ADMINISTRATOR)


def leave(email: str) -> str:
    return f"/portal/people/leave?person={email}"


def manager_of_some(crowd: Crowd, live: Live, browser: httpx.Client) -> tuple[str, str]:
    """Somebody who manages somebody else, whose cases therefore come to them."""
    boss, report = crowd.person(), crowd.person()
    for email, roles, manager in (
        (boss, ["staff", "line_manager"], HEAD),
        (report, ["staff"], boss),
    ):
        address = f"/portal/people/edit?person={email}"
        sent = post_form(browser, address, name="Teacher", roles=roles, line_manager=manager)
        assert sent.status_code == 303
    look_again(live)
    return boss, report


def test_a_leaver_is_out_and_their_cases_and_people_have_somebody_else(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    boss, report = manager_of_some(crowd, live, browser)
    case = filed(live, "cyberbullying_report", report)
    assert case.handler == boss
    session = live.secret(Kind.SESSION, boss)
    page = browser.get(leave(boss)).text
    assert "Teacher leaves" in page
    assert report in page
    assert case.reference not in page
    refused = post_form(browser, leave(boss), successor="")
    assert problems_in(refused) == {"successor": "Choose who takes over."}
    assert person_of(crowd, boss) is not None

    sent = post_form(browser, leave(boss), successor=MANAGER)
    assert sent.headers["location"] == "/portal/people?done=left"
    assert person_of(crowd, boss) is None
    managed = person_of(crowd, report)
    assert managed is not None
    assert managed.line_manager == MANAGER
    look_again(live)
    assert case_now(live, case, MANAGER).handler == MANAGER
    gone = live.browser()
    gone.cookies.set(live.gateway.sign_in.cookie.name, session)
    assert gone.get("/portal/mine").headers["location"].startswith("/sign-in")
    assert audited(live, "person_left", boss) == [(ADMINISTRATOR, {"successor": MANAGER})]
    assert audited(live, "case_handed_over", case.reference) == [
        (ADMINISTRATOR, {"from": boss, "to": MANAGER})
    ]
    assert browser.get(f"/portal/cases/{case.reference}").status_code == 404


def test_whoever_has_nothing_in_hand_just_leaves(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    email = crowd.person()
    assert post_form(browser, leave(email), successor="").status_code == 303
    assert person_of(crowd, email) is None
    assert browser.get(leave(email)).status_code == 404


def test_who_was_taken_out_by_hand_is_shown_with_their_cases(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    boss, report = manager_of_some(crowd, live, browser)
    case = filed(live, "cyberbullying_report", report)
    post_form(
        browser, f"/portal/people/edit?person={report}", name="Teacher", roles=["staff"],
        line_manager=MANAGER,
    )  # fmt: skip
    file = crowd.settings.organisation_file
    kept = file.read_text(encoding="utf-8")
    start = kept.index(f"  - email: {boss}")
    end = kept.find("  - email:", start + 5)
    file.write_text(kept[:start] + (kept[end:] if end > 0 else ""), encoding="utf-8")
    look_again(live)
    assert f"{boss}</a>: 1 case" in browser.get("/portal/people").text
    sent = post_form(browser, leave(boss), successor=HEAD)
    assert sent.headers["location"] == "/portal/people?done=handed-over"
    assert case_now(live, case, HEAD).handler == HEAD
    assert boss not in browser.get("/portal/people").text


def test_a_case_goes_past_whom_it_concerns(crowd: Crowd, live: Live, browser: httpx.Client) -> None:
    boss, report = manager_of_some(crowd, live, browser)
    case = filed(live, "cyberbullying_report", report)
    office, handler = live.gateway.office, live.gateway.directory.find(boss)
    assert handler is not None
    live.gateway.database.write_now(
        lambda c: office.name_concerned(c, case.reference, handler, MANAGER)
    )
    assert post_form(browser, leave(boss), successor=MANAGER).status_code == 303
    assert case_now(live, case, report).handler not in {boss, MANAGER, report}
    assert live.browser(MANAGER).get(f"/portal/cases/{case.reference}").status_code == 404


def test_who_stands_in_a_role_that_is_wanted_does_not_just_go(
    crowd: Crowd, browser: httpx.Client
) -> None:
    lead = "safeguarding@example.org"
    sent = post_form(browser, leave(lead), successor=HEAD)
    assert sent.status_code == 422
    assert "nobody has the role safeguarding_lead" in problems_in(sent)["main"]
    assert person_of(crowd, lead) is not None


def test_nobody_takes_themselves_out(crowd: Crowd, browser: httpx.Client) -> None:
    assert browser.get(leave(ADMINISTRATOR)).status_code == 422
    stamp = stamp_of(browser.get(leave(crowd.person())).text)
    sent = browser.post(leave(ADMINISTRATOR), data={"stamp": stamp, "successor": HEAD})
    assert sent.status_code == 422
    assert person_of(crowd, ADMINISTRATOR) is not None
