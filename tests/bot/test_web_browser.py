"""The chat in a real Chromium: asking, answers, buttons, history."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.bot.visits import Visit, assert_accessible, assert_no_sideways_scroll

pytest_plugins = ["tests.bot.browser_fixtures"]
pytestmark = pytest.mark.browser


def test_from_suggestion_to_cited_answer(chat: Visit) -> None:
    assert_accessible(chat.page)
    chat.stub.free.clear()
    chat.page.get_by_role("button", name="Can I film my class?").click()
    expect(chat.message("You").last).to_contain_text("Can I film my class?")
    expect(chat.page.locator("#typing")).to_have_text("The assistant is writing")
    assert_accessible(chat.page)
    chat.stub.free.set()
    expect(chat.log).to_contain_text("Use equipment that belongs to work.")
    expect(chat.page.locator("#typing")).to_be_empty()
    assert_accessible(chat.page)
    citation = chat.page.get_by_text("Guidance, section 5: Your own phone or camera")
    expect(citation).to_have_count(1)
    quotation = chat.page.get_by_text("The exact words of the official document stand here.")
    expect(quotation).to_be_hidden()
    citation.click()
    expect(quotation).to_be_in_viewport()
    expect(chat.page.get_by_role("button", name="More on section 5")).to_be_in_viewport()
    assert_accessible(chat.page)


def test_enter_sends_and_shift_enter_makes_a_new_line(chat: Visit) -> None:
    chat.box.fill("First line")
    chat.box.press("Shift+Enter")
    chat.box.press_sequentially("second line")
    expect(chat.box).to_have_value("First line\nsecond line")
    chat.box.press("Enter")
    expect(chat.log).to_contain_text("You said: First line")
    expect(chat.box).to_have_value("")
    expect(chat.box).to_be_focused()
    assert chat.heard() == ["First line\nsecond line"]


def test_what_is_typed_is_shown_as_typed(chat: Visit) -> None:
    words = "<img src=x onerror=alert(1)> **bold** _and_ [a](https://example.org)"
    chat.say(words)
    expect(chat.message("You said:")).to_contain_text(words)
    assert chat.spoken()[0] == words
    chat.page.reload()
    assert chat.spoken()[0] == words
    expect(chat.log.locator("img, strong, b")).to_have_count(0)


def test_links_in_answers_can_be_followed_and_line_breaks_stay(chat: Visit) -> None:
    chat.say("link")
    link = chat.page.get_by_role("link", name="https://example.org/a?b=1&c=2")
    expect(link).to_have_attribute("href", "https://example.org/a?b=1&c=2")
    expect(chat.log.get_by_role("link")).to_have_count(1)
    assert chat.spoken()[1].endswith("not http://example.org.\nA new line.")


def test_an_empty_box_gets_a_kind_line(chat: Visit) -> None:
    chat.say("   ")
    note = chat.page.get_by_role("status").filter(has_text="Write your question first.")
    expect(note).to_be_visible()
    assert_accessible(chat.page)
    chat.box.fill("H")
    expect(note).to_have_count(0)
    assert chat.heard() == []


def test_too_many_words_stay_in_the_box(chat: Visit) -> None:
    words = "long " * 1000
    chat.say(words)
    expect(chat.page.locator("#note")).to_contain_text("4,999 characters")
    expect(chat.box).to_have_value(words)
    assert_no_sideways_scroll(chat.page)


def test_quick_replies_are_pressed_once_and_overtaken(chat: Visit) -> None:
    chat.say("Can I film my class?")
    more = chat.page.get_by_role("button", name="More on section 5")
    other = chat.page.get_by_role("button", name="Ask for permission to film")
    more.focus()
    more.press("Enter")
    expect(chat.log).to_contain_text("You pressed /more_on_section")
    expect(other).to_be_disabled()
    expect(more).to_be_disabled()
    expect(more).to_be_focused()
    expect(more).to_have_accessible_name("More on section 5 (chosen)")
    more.press("Enter")
    chat.say("Can I film my class?")
    expect(more).to_have_count(2)
    expect(more.first).to_be_disabled()
    expect(more.last).to_be_enabled()
    assert_accessible(chat.page)
    assert len(chat.heard()) == 3
    chat.page.reload()
    expect(more.first).to_be_disabled()
    expect(more.first).to_have_accessible_name("More on section 5 (chosen)")
    expect(more.last).to_be_enabled()


def test_the_conversation_is_there_again_on_reload(chat: Visit) -> None:
    chat.say("Can I film my class?")
    expect(chat.log).to_contain_text("Use equipment")
    chat.say("danger")
    expect(chat.log).to_contain_text("call 999")
    expect(chat.log.locator(".message--sending")).to_have_count(0)
    before = chat.spoken()
    chat.page.reload()
    assert chat.spoken() == before
    expect(chat.page.get_by_role("button", name="What can you do?")).to_have_count(0)
    expect(chat.message("call 999").last).to_be_in_viewport()
    assert_accessible(chat.page)


def test_messages_sent_in_a_hurry_stay_in_order(chat: Visit) -> None:
    chat.stub.free.clear()
    for words in ("one", "two", "three"):
        chat.say(words)
    expect(chat.log.locator(".message--person")).to_have_count(3)
    chat.stub.free.set()
    expect(chat.log).to_contain_text("You said: three")
    expect(chat.log.locator(".message--sending")).to_have_count(0)
    assert chat.heard() == ["one", "two", "three"]
    shown = chat.spoken()
    assert sorted(shown) == sorted(
        ["one", "two", "three", "You said: one", "You said: two", "You said: three"]
    )


def test_what_was_said_elsewhere_shows_here(chat: Visit) -> None:
    chat.say("Here")
    expect(chat.log).to_contain_text("You said: Here")
    chat.crowd.live.client(chat.email).post("/api/messages", json={"message": "From my phone"})
    expect(chat.log).to_contain_text("You said: From my phone")
    assert chat.spoken() == ["Here", "You said: Here", "From my phone", "You said: From my phone"]
