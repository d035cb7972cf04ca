"""The portal in a real Chromium, on the smallest phone: every page, by thumb and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.model import Case
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import case_now, filed, path_of
from tests.bot.visits import Visit, assert_accessible, assert_no_sideways_scroll

pytest_plugins = ["tests.bot.browser_fixtures"]
pytestmark = pytest.mark.browser

HANDLER = "manager@example.org"
Visitor = Callable[..., Visit]


@pytest.fixture
def reporter(crowd: Crowd) -> str:
    return crowd.person()


@pytest.fixture
def case(live: Live, reporter: str) -> Case:
    return filed(live, "filming_permission", reporter, consent="later", one_to_one=True)


def check(page: Page) -> None:
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def tick_all(page: Page) -> None:
    for box in page.locator("#decision-form input[type=checkbox]").all():
        box.check()


def test_a_manager_decides_on_a_phone(
    live: Live, visitor: Visitor, reporter: str, case: Case
) -> None:
    page = visitor(email=HANDLER).open("/portal")
    check(page)
    page.get_by_role("link", name=case.reference).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Permission to film or take pictures")
    check(page)
    page.get_by_text("Guardians' consent before any picture", exact=True).click()
    expect(page.get_by_text("Get written, explicit consent")).to_be_visible()
    page.get_by_role("link", name="Decide", exact=True).click()
    expect(page.get_by_role("heading", name="Your decision")).to_be_in_viewport()
    tick_all(page)
    expect(page.locator("#ticked")).to_have_text("Ticks saved.")
    page.get_by_label("Approve", exact=True).check()
    page.get_by_label("Conditions").fill("The door stays open")
    page.get_by_role("button", name="Send the decision").click()
    expect(page.get_by_role("status").first).to_contain_text("Approved.")
    check(page)
    decided = case_now(live, case, HANDLER)
    assert decided.outcome == "approved"
    assert "The door stays open" in decided.conditions


def test_a_tick_is_saved_at_once_and_does_not_make_the_page_old(
    live: Live, visitor: Visitor, case: Case
) -> None:
    page = visitor(email=HANDLER).open(path_of(case))
    first = page.locator("#decision-form input[type=checkbox]").first
    first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#ticked")).to_have_text("Ticks saved.")
    expect(first).to_be_focused()
    assert case_now(live, case, HANDLER).checks[0].ticked
    page.get_by_label("Decline", exact=True).check()
    page.get_by_label("Reason, or your question").fill("Not this term.")
    page.get_by_role("button", name="Send the decision").click()
    expect(page.get_by_role("status").first).to_contain_text("Declined.")


def test_what_is_wrong_is_said_first_and_leads_to_its_field(visitor: Visitor, case: Case) -> None:
    visit = visitor(email=HANDLER)
    page = visit.open(path_of(case))
    page.get_by_label("Decline", exact=True).check()
    page.get_by_role("button", name="Send the decision").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Please give a reason.")
    check(page)
    summary.get_by_role("link").click()
    expect(page.get_by_label("Reason, or your question")).to_be_focused()
    expect(page.get_by_label("Decline", exact=True)).to_be_checked()
    visit.errors.clear()  # the browser notes the 422 itself


def test_it_works_without_javascript(
    live: Live, visitor: Visitor, reporter: str, case: Case
) -> None:
    page = visitor(email=HANDLER, java_script_enabled=False).open(path_of(case))
    page.locator("#decision-form input[type=checkbox]").first.check()
    page.get_by_role("button", name="Only save the ticks").click()
    expect(page.get_by_role("status").first).to_have_text("Ticks saved.")
    page.get_by_label("Ask for more information").check()
    page.get_by_label("Reason, or your question").fill("Which hall?")
    page.get_by_role("button", name="Send the decision").click()
    mine = visitor(email=reporter, java_script_enabled=False).open("/portal/mine")
    mine.get_by_role("link", name=case.reference).click()
    expect(mine.get_by_text("Which hall?").first).to_be_visible()
    mine.get_by_label("Your answer").fill("The big one")
    mine.get_by_label("Files, if they help").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"The plan"}
    )
    mine.get_by_role("button", name="Send your answer").click()
    expect(mine.get_by_role("status").first).to_have_text("Your answer is on its way.")
    answered = case_now(live, case, HANDLER)
    assert answered.state == "acknowledged"
    assert [each.name for each in answered.attachments] == ["plan.txt"]


def test_the_reporters_pages(live: Live, visitor: Visitor, reporter: str, case: Case) -> None:
    page = visitor(email=reporter).open("/portal/mine")
    check(page)
    page.get_by_role("link", name=case.reference).click()
    check(page)
    page.get_by_label("Written consent").check()
    page.get_by_label("Choose files").set_input_files(
        {"name": "consent.txt", "mimeType": "text/plain", "buffer": b"We agree."}
    )
    page.get_by_role("button", name="Add files").click()
    expect(page.get_by_role("link", name="consent.txt")).to_be_visible()
    page.get_by_text("I do not need this any more").click()
    check(page)
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("status").first).to_have_text("Withdrawn.")
    check(page)
    page.get_by_role("link", name="Receipt to print").click()
    check(page)


def test_every_part_of_a_decided_case(
    live: Live, visitor: Visitor, reporter: str, case: Case
) -> None:
    person = live.gateway.directory.find(HANDLER)
    assert person is not None
    ids = [each.id for each in case.checks]
    live.gateway.database.write_now(
        lambda c: live.gateway.office.decide(c, case.reference, person, "approve", checks=ids)
    )
    page = visitor(email=HANDLER).open(path_of(case))
    for summary in page.locator("details > summary").all():
        summary.click()
    check(page)
    mine = visitor(email=reporter).open(path_of(case))
    mine.get_by_role("button", name="Make a link").click()
    link = mine.get_by_label("The link", exact=True).input_value()
    check(mine)
    school = visitor(signed_in=False).open("/proof/" + link.rpartition("/")[2])
    expect(school.get_by_role("heading", level=1)).to_have_text("Approved")
    check(school)


@pytest.mark.parametrize("procedure", ["online_safety_concern", "personal_device_permission"])
def test_other_procedures_pages(live: Live, visitor: Visitor, procedure: str) -> None:
    sent = filed(live, procedure)
    for email in {sent.reporter, sent.handler}:
        check(visitor(email=email).open(path_of(sent)))


def test_a_page_that_is_not_there(visitor: Visitor, reporter: str) -> None:
    visit = visitor(email=reporter)
    page = visit.open("/portal/cases/none")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    check(page)
    visit.errors.clear()  # the browser notes the 404 itself


def test_a_wide_screen_and_one_enlarged_four_times(visitor: Visitor, case: Case) -> None:
    for viewport in ({"width": 1280, "height": 900}, {"width": 320, "height": 256}):
        check(visitor(email=HANDLER, viewport=viewport).open(path_of(case)))
