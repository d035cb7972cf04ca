"""A real Chromium and visits to the pages in it.

For tests with `pytest_plugins = ["tests.bot.browser_fixtures"]`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.bot.crowd import Crowd, gathered
from tests.bot.visits import PHONE, Visit


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with gathered(tmp_path_factory.mktemp("browser")) as crowd:
        yield crowd


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(crowd: Crowd, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Makes visits, signed in unless told otherwise. No console may have complained at the end."""
    visits: list[Visit] = []

    def visit(*, signed_in: bool = True, email: str | None = None, **options: object) -> Visit:
        context = chromium.new_context(**{"viewport": PHONE, **options})  # type: ignore[arg-type]
        made = Visit(crowd, context, email or crowd.person())
        if signed_in:
            made.sign_in_cookie()
        visits.append(made)
        return made

    yield visit
    for made in visits:
        made.context.close()
    assert [error for made in visits for error in made.errors] == []


@pytest.fixture
def chat(visitor: Callable[..., Visit]) -> Visit:
    made = visitor()
    made.open()
    return made
