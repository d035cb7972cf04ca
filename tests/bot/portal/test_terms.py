from __future__ import annotations

from datetime import date

import httpx
import pytest

from cases.organisation import Term
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

EDIT = "/portal/terms/edit"


@pytest.fixture
def browser(live: Live) -> httpx.Client:
    return live.browser(ADMINISTRATOR)


def term(crowd: Crowd, name: str) -> Term | None:
    return next((each for each in declared(crowd).terms if each.name == name), None)


def test_a_term_is_added_in_its_place_changed_and_taken_out(
    crowd: Crowd, live: Live, browser: httpx.Client
) -> None:
    name = "holiday course 2027"
    sent = post_form(browser, EDIT, name=name, starts="26/7/2027", ends="6 8 2027", do="save")
    assert sent.headers["location"] == "/portal/terms?done=added"
    names = [each.name for each in declared(crowd).terms]
    assert names.index(name) == names.index("summer term 2027") + 1
    page = browser.get("/portal/terms").text
    assert "26 July 2027 to 6 August 2027" in page

    address = f"{EDIT}?term=holiday+course+2027"
    assert 'value="26/7/2027"' in browser.get(address).text
    sent = post_form(
        browser, address, name=name, starts="2027-07-26", ends="13/8/2027",
        half_starts="31/7/2027", half_ends="1/8/2027", do="save",
    )  # fmt: skip
    assert sent.status_code == 303
    half = (date(2027, 7, 31), date(2027, 8, 1))
    assert term(crowd, name) == Term(name, date(2027, 7, 26), date(2027, 8, 13), half)

    assert post_form(browser, address, do="remove").status_code == 303
    assert term(crowd, name) is None
    assert audited(live, "term_removed", name) == [(ADMINISTRATOR, {})]


WRONG = [
    ({"name": "", "starts": "", "ends": "31/2/2030"}, {"name", "starts", "ends"}),
    ({"name": "Autumn term 2026", "starts": "1/9/2030", "ends": "2/9/2030"}, {"name"}),
    ({"name": "x", "starts": "2/9/2030", "ends": "1/9/2030"}, {"ends"}),
    ({"name": "x", "starts": "1/9/2026", "ends": "2/9/2026"}, {"starts"}),
    ({"name": "x", "starts": "1/9/2030", "ends": "9/9/2030", "half_ends": "4"},
     {"half_starts", "half_ends"}),
    ({"name": "x", "starts": "1/9/2030", "ends": "9/9/2030", "half_starts": "8/9/2030",
      "half_ends": "10/9/2030"}, {"half_starts"}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "fields"), WRONG)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    crowd: Crowd, browser: httpx.Client, typed: dict[str, str], fields: set[str]
) -> None:
    before = file_of(crowd).read_bytes()
    sent = post_form(browser, EDIT, **typed, do="save")
    assert sent.status_code == 422
    assert set(problems_in(sent)) == fields
    for value in typed.values():
        assert f'value="{value}"' in sent.text
    assert file_of(crowd).read_bytes() == before
