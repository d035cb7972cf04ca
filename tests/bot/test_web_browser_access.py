"""The pages in a real Chromium on small screens, by keyboard and by screen reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bot.credentials import Kind
from tests.bot.visits import PHONE, Visit, assert_accessible, assert_no_sideways_scroll

pytest_plugins = ["tests.bot.browser_fixtures"]
pytestmark = pytest.mark.browser

LONG_WORD = "Donaudampfschifffahrt" * 12


def test_a_screen_reader_hears_new_messages(chat: Visit) -> None:
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.log).to_have_accessible_name("Conversation")
    expect(chat.page.locator("#typing")).to_have_role("status")
    expect(chat.page.locator("#note")).to_have_role("status")


def test_a_long_answer_is_shown_from_its_beginning(chat: Visit) -> None:
    chat.say("long")
    expect(chat.page.get_by_text("Paragraph 1 of a long answer.")).to_be_in_viewport()


def test_a_message_that_comes_while_reading_back_does_not_move_the_page(chat: Visit) -> None:
    chat.say("long")
    expect(chat.log).to_contain_text("Paragraph 39 of a long answer.")
    chat.page.evaluate("window.scrollTo(0, 0)")
    expect(chat.page.get_by_role("button", name="New message below")).to_be_hidden()
    chat.crowd.live.client(chat.email).post("/api/messages", json={"message": "Elsewhere"})
    newer = chat.page.get_by_role("button", name="New message below")
    expect(newer).to_be_in_viewport()
    assert chat.page.evaluate("window.scrollY") == 0
    assert_accessible(chat.page)
    newer.click()
    expect(chat.message("You said: Elsewhere")).to_be_in_viewport()
    expect(newer).to_be_hidden()


@pytest.mark.parametrize(
    "viewport",
    [
        pytest.param(PHONE, id="small phone"),
        pytest.param({"width": 640, "height": 400}, id="enlarged twice"),
        pytest.param({"width": 320, "height": 256}, id="enlarged four times"),
    ],
)
def test_nothing_is_wider_than_the_screen(
    visitor: Callable[..., Visit], viewport: dict[str, int]
) -> None:
    chat = visitor(viewport=viewport)
    page = chat.open()
    assert_no_sideways_scroll(page)
    chat.say(LONG_WORD)
    expect(chat.log).to_contain_text(f"You said: {LONG_WORD}")
    chat.say("Can I film my class?")
    page.get_by_text("Guidance, section 5").click()
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_the_keyboard_reaches_the_box_first_and_what_has_the_focus_is_seen(
    visitor: Callable[..., Visit],
) -> None:
    chat = visitor(has_touch=True, is_mobile=True)
    chat.open()
    chat.say("Can I film my class?")
    expect(chat.log).to_contain_text("Use equipment")
    chat.page.reload()
    chat.page.keyboard.press("Tab")
    expect(chat.page.get_by_role("link", name="Skip to your question")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.box).to_be_focused()
    chat.page.keyboard.press("Shift+Tab")
    expect(chat.page.get_by_role("button", name="More on section 5")).to_be_focused()
    focused = "document.activeElement.getBoundingClientRect().bottom"
    composer = "document.getElementById('composer').getBoundingClientRect().top"
    assert chat.page.evaluate(f"{focused} <= {composer}")


def test_whoever_wants_no_motion_gets_none(visitor: Callable[..., Visit]) -> None:
    motion = "getComputedStyle(document.getElementById('typing'), '::after').animationName"
    for wish, name in (("reduce", "none"), ("no-preference", "breathe")):
        chat = visitor(reduced_motion=wish)
        chat.open()
        chat.stub.free.clear()
        chat.say("Hello")
        expect(chat.page.locator("#typing")).not_to_be_empty()
        assert chat.page.evaluate(motion) == name
        chat.stub.free.set()
        expect(chat.log).to_contain_text("You said: Hello")


def test_signing_in_by_link(visitor: Callable[..., Visit]) -> None:
    visit = visitor(signed_in=False)
    secret = visit.crowd.live.secret(Kind.LINK, visit.email)
    page = visit.open(f"/sign-in/{secret}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in as Member of staff")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Sign in").click()
    expect(visit.box).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_used_link_offers_a_new_one(visitor: Callable[..., Visit]) -> None:
    visit = visitor(signed_in=False)
    page = visit.open("/sign-in/used-long-ago")
    assert_accessible(page)
    page.get_by_role("link", name="Ask for a new link").click()
    assert_accessible(page)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your work e-mail address")
    assert_accessible(page)
    page.get_by_label("Work e-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status")).to_contain_text("is on its way")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    visit.errors.clear()


def test_an_address_without_a_page_leads_back_to_the_chat(chat: Visit) -> None:
    page = chat.open("/nowhere")
    assert_accessible(page)
    page.get_by_role("link", name="Go to the chat").click()
    expect(chat.box).to_be_visible()
    chat.errors.clear()
