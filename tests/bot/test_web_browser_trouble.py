"""The chat in a real Chromium when something fails: network, Rasa, session, no JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bot.credentials import revoke
from bot.turns import KEPT
from tests.bot.visits import Visit, assert_accessible, assert_no_sideways_scroll

pytest_plugins = ["tests.bot.browser_fixtures"]
pytestmark = pytest.mark.browser


def test_a_dropped_connection_catches_up_without_doubling(chat: Visit) -> None:
    chat.say("Before")
    expect(chat.log).to_contain_text("You said: Before")
    chat.crowd.cut_connections()
    chat.crowd.live.client(chat.email).post("/api/messages", json={"message": "Meanwhile"})
    expect(chat.log).to_contain_text("You said: Meanwhile")
    chat.say("After")
    expect(chat.log).to_contain_text("You said: After")
    assert chat.spoken() == [
        *("Before", "You said: Before"),
        *("Meanwhile", "You said: Meanwhile"),
        *("After", "You said: After"),
    ]
    chat.errors.clear()


def test_words_that_did_not_get_through_are_back_in_the_box(chat: Visit) -> None:
    chat.context.set_offline(True)
    chat.say("Can I use my own phone?")
    expect(chat.page.locator("#note")).to_contain_text("Your words are still in the box")
    expect(chat.box).to_have_value("Can I use my own phone?")
    expect(chat.log.locator(".message--person")).to_have_count(0)
    assert_accessible(chat.page)
    chat.context.set_offline(False)
    chat.box.press("Enter")
    expect(chat.log).to_contain_text("You said: Can I use my own phone?")
    expect(chat.page.locator("#note")).to_be_empty()
    assert chat.heard() == ["Can I use my own phone?"]
    chat.errors.clear()


def test_a_button_that_did_not_get_through_can_be_pressed_again(chat: Visit) -> None:
    chat.say("Can I film my class?")
    more = chat.page.get_by_role("button", name="More on section 5")
    expect(more).to_be_enabled()
    chat.context.set_offline(True)
    more.click()
    expect(chat.page.locator("#note")).to_contain_text("Press the button again")
    expect(chat.box).to_have_value("")
    chat.context.set_offline(False)
    more.click()
    expect(chat.log).to_contain_text("You pressed /more_on_section")
    chat.errors.clear()


def test_a_message_is_kept_while_rasa_is_gone_and_answered_when_it_is_back(chat: Visit) -> None:
    chat.stub.gone = True
    chat.say("Are you there?")
    expect(chat.page.locator("#note")).to_have_text(KEPT)
    expect(chat.message("Are you there?")).to_contain_text("Kept. The reply will come here.")
    assert_accessible(chat.page)
    chat.page.reload()
    expect(chat.message("Are you there?")).to_contain_text("Kept. The reply will come here.")
    chat.stub.gone = False
    expect(chat.log).to_contain_text("You said: Are you there?", timeout=60_000)
    expect(chat.page.get_by_text("Kept. The reply will come here.")).to_have_count(0)


def test_whoever_is_signed_out_is_told_and_keeps_the_words(chat: Visit) -> None:
    chat.context.clear_cookies()
    chat.say("Half a thought")
    note = chat.page.locator("#note")
    expect(note).to_contain_text("You are signed out.")
    expect(note.get_by_role("link", name="Sign in again")).to_have_attribute("href", "/sign-in")
    expect(chat.box).to_have_value("Half a thought")
    assert_accessible(chat.page)


def test_a_session_ended_elsewhere_is_noticed(chat: Visit) -> None:
    gateway = chat.crowd.live.gateway
    gateway.database.write_now(lambda connection: revoke(connection, chat.email))
    expect(chat.page.locator("#note")).to_contain_text("You are signed out.", timeout=30_000)


def test_without_javascript_it_works_by_post_and_reload(visitor: Callable[..., Visit]) -> None:
    chat = visitor(java_script_enabled=False)
    page = chat.open()
    page.get_by_role("button", name="Can I film my class?").click()
    expect(chat.log).to_contain_text("Use equipment that belongs to work.")
    page.get_by_role("button", name="More on section 5").click()
    expect(chat.log).to_contain_text("You pressed /more_on_section")
    chat.box.fill("Thank you")
    page.get_by_role("button", name="Send").click()
    expect(chat.message("You said: Thank you")).to_be_in_viewport()
    assert_no_sideways_scroll(page)
