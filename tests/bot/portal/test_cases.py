from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from bot.credentials import Kind
from bot.portal.cases import MISTYPED, NOTHING, UNKNOWN
from cases.model import Case
from cases.reference import new_reference
from cases.tables import case_file
from tests.bot.live import Live
from tests.bot.portal.filing import filed, path_of

Search = Callable[..., httpx.Response]


def make_overdue(live: Live, case: Case, days: float) -> None:
    past = live.gateway.office.context.now() - timedelta(days=days)
    live.gateway.database.write_now(
        lambda c: c.execute(update(case_file).where(case_file.c.id == case.id).values(due_at=past))
    )


@pytest.fixture
def searched(manager: httpx.Client) -> Search:
    def search(words: str, **more: str) -> httpx.Response:
        return manager.get("/portal", params={"q": words, **more})

    return search


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(live: Live) -> None:
    case = filed(live, "filming_permission")
    stranger = live.browser()
    to_sign_in = stranger.get(path_of(case))
    assert to_sign_in.headers["location"] == f"/sign-in?next={path_of(case)}"
    assert "not yours" not in stranger.get(to_sign_in.headers["location"]).text
    link = live.secret(Kind.LINK, "manager@example.org")
    signed_in = stranger.post(f"/sign-in/{link}")
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, path_of(case))
    assert stranger.get(path_of(case)).status_code == 200
    assert stranger.get("/portal/mine").status_code == 200


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/portal/../x y", ""])
def test_signing_in_leads_to_no_other_site(live: Live, wanted: str) -> None:
    link = live.secret(Kind.LINK, "manager@example.org")
    signed_in = live.browser().post(f"/sign-in/{link}", params={"next": wanted})
    assert signed_in.headers["location"] == "/"


def test_the_header_leads_to_what_a_person_may_use(live: Live, reporter: str) -> None:
    def links(email: str) -> str:
        page = live.browser(email).get("/").text
        return page[page.index("<nav") : page.index("</nav>")]

    assert "My requests" in links(reporter)
    assert "My cases" not in links(reporter)
    assert "Manage" not in links(reporter)
    assert "My cases" in links("manager@example.org")
    assert "Manage" in links("owner@example.org")
    assert 'aria-current="page">Chat' in links(reporter)


def test_whoever_handles_nothing_is_led_to_their_own_requests(live: Live, reporter: str) -> None:
    answer = live.browser(reporter).get("/portal")
    assert (answer.status_code, answer.headers["location"]) == (303, "/portal/mine")


def test_what_is_due_first_comes_first_and_what_is_overdue_says_so(
    live: Live, manager: httpx.Client
) -> None:
    later, late, latest = (filed(live, "filming_permission") for _ in range(3))
    make_overdue(live, late, 2)
    make_overdue(live, latest, 0.0001)
    page = manager.get("/portal").text
    places = [page.index(path_of(case)) for case in (late, latest, later)]
    assert places == sorted(places)
    assert "Overdue: was due 2 days ago" in page
    assert "overdue</span>" in page
    overdue = manager.get("/portal", params={"show": "overdue"}).text
    assert late.reference in overdue
    assert later.reference not in overdue


def test_a_reference_leads_straight_to_its_case(live: Live, searched: Search) -> None:
    case = filed(live, "work_email_private_use")
    for typed in (case.reference, case.reference.lower().replace("-", " ")):
        answer = searched(typed)
        assert (answer.status_code, answer.headers["location"]) == (303, path_of(case))


def test_a_reference_with_a_slip_in_it_is_told_apart(live: Live, searched: Search) -> None:
    case = filed(live, "work_email_private_use")
    last = "2" if case.reference[-1] != "2" else "3"
    assert MISTYPED in searched(case.reference[:-1] + last).text
    assert NOTHING in searched("no such thing").text


def test_nobody_learns_by_searching_whether_another_case_is_there(
    live: Live, searched: Search
) -> None:
    hidden = filed(live, "online_safety_concern", "starter@example.org")
    found, invented = searched(hidden.reference), searched(new_reference())
    assert UNKNOWN in found.text
    assert UNKNOWN in invented.text


def test_words_find_cases_by_who_sent_them_and_what_they_are(
    live: Live, manager: httpx.Client, searched: Search
) -> None:
    case = filed(live, "work_email_private_use", "starter@example.org")
    assert case.reference in searched("New starter").text
    assert case.reference in searched("privately").text
    assert case.reference not in searched("film").text


def test_filters_that_make_no_sense_are_passed_over(manager: httpx.Client) -> None:
    odd = {"show": "x", "procedure": "x", "order": "x", "part": "x", "page": "99x"}
    assert manager.get("/portal", params=odd).status_code == 200


def test_senior_leaders_see_permissions_of_others_and_no_reports(live: Live) -> None:
    permission = filed(live, "work_email_private_use")
    report = filed(live, "online_safety_concern")
    head = live.browser("head@example.org")
    everything = head.get("/portal", params={"part": "all", "show": "all"}).text
    assert permission.reference in everything
    assert report.reference not in everything


def test_a_long_list_has_pages(live: Live) -> None:
    sent = [filed(live, "guidance_question", "head@example.org").reference for _ in range(21)]
    owner = live.browser("owner@example.org")
    first = owner.get("/portal", params={"order": "newest"}).text
    assert "1 to 20 of" in first
    second = owner.get("/portal", params={"order": "newest", "page": "2"}).text
    assert sent[-1] in first
    assert sent[0] not in first
    assert sent[0] in second
