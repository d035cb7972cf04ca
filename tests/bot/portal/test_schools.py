from __future__ import annotations

import httpx
import pytest

from cases.organisation import School
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.managing import (
    ADMINISTRATOR,
    audited,
    declared,
    file_of,
    post_form,
    problems_in,
)

EDIT = "/portal/schools/edit"


@pytest.fixture
def browser(live: Live) -> httpx.Client:
    return live.browser(ADMINISTRATOR)


def school(crowd: Crowd, name: str) -> School | None:
    return next((each for each in declared(crowd).schools if each.name == name), None)


def test_a_school_is_added_changed_and_taken_out(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    name = "Hill school: the “annexe”"
    sent = post_form(
        browser, EDIT, name=name, kind="school", also="the hill\n\n annexe ", headteacher="",
        email="Hill@example.org", do="save",
    )  # fmt: skip
    assert sent.headers["location"] == "/portal/schools?done=added"
    assert school(crowd, name) == School(
        name, "school", ("the hill", "annexe"), None, "hill@example.org"
    )
    assert "Hill school" in browser.get("/portal/schools?done=added").text

    address = f"{EDIT}?{httpx.QueryParams({'school': name})}"
    assert ">the hill\nannexe</textarea>" in browser.get(address).text
    sent = post_form(browser, address, name="Hill group", kind="group", also="", do="save")
    assert sent.headers["location"] == "/portal/schools?done=changed"
    assert school(crowd, name) is None
    assert school(crowd, "Hill group") == School("Hill group", "group")

    sent = post_form(browser, f"{EDIT}?school=Hill+group", do="remove")
    assert sent.headers["location"] == "/portal/schools?done=removed"
    assert school(crowd, "Hill group") is None
    assert audited(live, "school_removed", "Hill group") == [(ADMINISTRATOR, {})]


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    crowd: Crowd, browser: httpx.Client
) -> None:
    before = file_of(crowd).read_bytes()
    sent = post_form(
        browser, EDIT, name="The band", kind="castle", also="one\nOne", email="nothing",
        headteacher="x" * 201,
    )  # fmt: skip
    assert sent.status_code == 422
    assert set(problems_in(sent)) == {"name", "kind", "also", "email", "headteacher"}
    assert 'value="The band"' in sent.text
    sent = post_form(browser, EDIT, name="", kind="school", also="youth band")
    assert set(problems_in(sent)) == {"name", "also"}
    assert file_of(crowd).read_bytes() == before


def test_a_school_that_is_not_there_has_no_form(browser: httpx.Client) -> None:
    assert browser.get(f"{EDIT}?school=Nowhere").status_code == 404
