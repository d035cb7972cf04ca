"""A person's visit to the pages in a real Chromium, and what every page must stand."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page

from bot.credentials import Kind
from tests.bot.crowd import Crowd

PHONE = {"width": 320, "height": 568}
AXE = Axe()


class Visit:
    """One person at one device. `errors` is what the browser's console complained of."""

    def __init__(self, crowd: Crowd, context: BrowserContext, email: str) -> None:
        self.crowd = crowd
        self.stub = crowd.stub
        self.email = email
        self.context = context
        self.errors: list[str] = []
        self.page = context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.box = self.page.get_by_label("Your question or message")
        self.log = self.page.get_by_role("log")

    def _note(self, message: object) -> None:
        if getattr(message, "type", "") in {"error", "warning"}:
            self.errors.append(getattr(message, "text", ""))

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.crowd.live.url + path)
        return self.page

    def say(self, words: str) -> None:
        self.box.fill(words)
        self.box.press("Enter")

    def sign_in_cookie(self) -> None:
        live = self.crowd.live
        cookie = {"name": live.gateway.sign_in.cookie.name, "url": live.url}
        self.context.add_cookies([{**cookie, "value": live.secret(Kind.SESSION, self.email)}])  # type: ignore[list-item]

    def heard(self) -> list[str]:
        """What Rasa was sent from this person."""
        return self.crowd.heard(self.email)

    def spoken(self) -> list[str]:
        """The conversation's words, in order."""
        return self.log.locator(".message[data-id] .message__body").all_inner_texts()

    def message(self, words: str) -> Locator:
        return self.log.locator(".message").filter(has_text=words)


def assert_accessible(page: Page) -> None:
    result = AXE.run(page)
    assert result.response["passes"]
    assert result.violations_count == 0, result.generate_report()


def assert_no_sideways_scroll(page: Page) -> None:
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
