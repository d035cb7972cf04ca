"""One real Rasa for all tests of the components that run inside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.nlu.running_rasa import RunningRasa


@pytest.fixture(scope="session")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRasa]:
    running = RunningRasa(tmp_path_factory.mktemp("rasa"))
    yield running
    running.close()
