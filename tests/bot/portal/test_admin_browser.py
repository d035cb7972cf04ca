"""The pages under "Manage" in a real browser: on a phone, by keyboard, for a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from cases.tables import notice
from tests.bot.crowd import Crowd
from tests.bot.portal.filing import filed
from tests.bot.portal.managing import ADMINISTRATOR, HEAD, MANAGER, look_again, person_of
from tests.bot.portal.test_register import approved, overdue
from tests.bot.visits import Visit, assert_accessible, assert_no_sideways_scroll

pytest_plugins = ["tests.bot.browser_fixtures"]
pytestmark = pytest.mark.browser

PAGES = [
    "people",
    "people/new",
    "people/edit?person=staff@example.org",
    "people/leave?person=manager@example.org",
    "people/import",
    "schools",
    "schools/edit?school=Central+music+centre",
    "terms",
    "terms/edit?term=autumn+term+2026",
    "cover",
    "register",
    "figures",
    "undelivered",
    "audit?verify=yes",
]
Visitor = Callable[..., Visit]


def checked(page: Page) -> Page:
    """What every page must stand, at a phone's width."""
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    return page


@pytest.fixture
def administrator(visitor: Visitor) -> Visit:
    return visitor(email=ADMINISTRATOR)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_on_a_phone(administrator: Visit, path: str) -> None:
    page = checked(administrator.open(f"/portal/{path}"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Manage")).to_be_visible()


def test_pages_with_something_on_them_are_accessible_too(visitor: Visitor, crowd: Crowd) -> None:
    live = crowd.live
    case = approved(live, crowd.person())
    overdue(live, case)
    approved(live, crowd.person())
    filed(live, "confidentiality_concern", crowd.person())
    live.gateway.database.write_now(
        lambda c: c.execute(
            update(notice)
            .where(notice.c.case_id == case.id)
            .values(state="failed", fault="The mailbox is full.", tries=3)
        )
    )
    manager = visitor(email=MANAGER)
    page = checked(manager.open("/portal/register"))
    expect(page.get_by_text("Overdue: to be destroyed by")).to_be_visible()
    page = checked(manager.open("/portal/figures"))
    expect(page.get_by_role("img", name="Cases that came in, by month")).to_be_visible()
    expect(page.get_by_role("img", name="Working days to a decision")).to_be_visible()
    page = checked(visitor(email=ADMINISTRATOR).open("/portal/undelivered"))
    expect(page.get_by_text("The mailbox is full.").first).to_be_visible()


def test_somebody_is_added_by_keyboard_alone(administrator: Visit, crowd: Crowd) -> None:
    page = administrator.open("/portal/people/new")
    page.get_by_label("Work e-mail address").focus()
    page.keyboard.type("by-keyboard@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("Keyboard player")
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Member of staff")).to_be_focused()
    expect(page.get_by_role("checkbox", name="Member of staff")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("Line manager").last.focus()
    page.keyboard.type("Line manager")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("They can sign in now.")
    checked(page)
    added = person_of(crowd, "by-keyboard@example.org")
    assert added is not None
    assert (added.roles, added.line_manager) == (("staff", "new_starter"), MANAGER)


def test_what_is_wrong_leads_to_its_field(administrator: Visit) -> None:
    page = administrator.open("/portal/people/new")
    page.get_by_label("Name").fill("Kept name")
    page.get_by_role("button", name="Save").click()
    problem = page.get_by_role("link", name="Enter an e-mail address")
    expect(problem).to_be_visible()
    checked(page)
    problem.click()
    expect(page.get_by_label("Work e-mail address")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Kept name")
    administrator.errors.clear()


def test_a_list_is_looked_at_and_then_done_without_javascript(
    visitor: Visitor, crowd: Crowd, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email,name\nlisted@example.org,Listed\nbad,Row\n", encoding="utf-8")
    visit = visitor(email=ADMINISTRATOR, java_script_enabled=False)
    page = visit.open("/portal/people/import")
    page.get_by_label("List").set_input_files(file)
    page.get_by_role("button", name="Look at what it would do").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 3: 'bad' is not an e-mail address.")
    visit.errors.clear()
    file.write_text("email,name\nlisted@example.org,Listed\n", encoding="utf-8")
    page.get_by_role("link", name="Send another list").click()
    page.get_by_label("List").set_input_files(file)
    page.get_by_role("button", name="Look at what it would do").click()
    expect(page.get_by_text("1 would be added")).to_be_visible()
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Do this now").click()
    expect(page.get_by_role("status")).to_contain_text("taken over")
    assert person_of(crowd, "listed@example.org") is not None


def test_what_a_list_would_do_is_accessible(administrator: Visit, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    for text in (
        "email,name\nnobody-yet@example.org,New\nstaff@example.org,Another\n",
        "email,name\nbad,Row\n",
    ):
        file.write_text(text, encoding="utf-8")
        page = administrator.open("/portal/people/import")
        page.get_by_label("List").set_input_files(file)
        page.get_by_role("button", name="Look at what it would do").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What the list would do")
        checked(page)
    administrator.errors.clear()


def test_cover_is_set_on_a_phone(visitor: Visitor, crowd: Crowd) -> None:
    email = crowd.person()
    administrator = visitor(email=ADMINISTRATOR)
    page = administrator.open(f"/portal/people/edit?person={email}")
    page.get_by_label("Name").fill("Cover band leader")
    page.get_by_role("checkbox", name="Line manager").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Changed.")
    look_again(crowd.live)
    page = visitor(email=email).open("/portal/cover")
    page.get_by_label("Who covers").select_option(HEAD)
    page.get_by_label("First day").fill("1/12/2099")
    page.get_by_label("Last day").fill("5/12/2099")
    page.get_by_role("button", name="Set cover").click()
    expect(
        page.get_by_role("heading", name="Head of ArtForms covers for Cover band")
    ).to_be_visible()
    expect(page.get_by_text("Tuesday 1 December 2099 to Saturday 5 December 2099")).to_be_visible()
    checked(page)


def test_the_charts_keep_their_words_large_and_inside(visitor: Visitor, crowd: Crowd) -> None:
    approved(crowd.live, crowd.person())
    page = visitor(email=MANAGER).open("/portal/figures?months=36")
    sizes = page.evaluate(
        """[...document.querySelectorAll('.chart__picture')].map(svg => {
            const box = svg.getBoundingClientRect();
            const words = [...svg.querySelectorAll('text')].map(t => t.getBoundingClientRect());
            return [Math.max(...words.map(w => w.right)) - box.right,
                    Math.min(...words.map(w => w.height))];
        })"""
    )
    assert len(sizes) == 2
    for over, height in sizes:
        assert over <= 0.5
        assert height >= 10
