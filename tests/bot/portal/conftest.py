"""What the portal's tests share: a gateway for each module, and people that nobody has met yet."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.bot.crowd import Crowd, gathered
from tests.bot.live import Live


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with gathered(tmp_path_factory.mktemp("portal")) as crowd:
        yield crowd


@pytest.fixture
def live(crowd: Crowd) -> Live:
    return crowd.live


@pytest.fixture
def reporter(crowd: Crowd) -> str:
    """Somebody who has sent nothing yet."""
    return crowd.person()


@pytest.fixture
def manager(live: Live) -> httpx.Client:
    """The senior manager's browser."""
    return live.browser("manager@example.org")
