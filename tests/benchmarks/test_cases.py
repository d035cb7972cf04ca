from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import cases, stand
from benchmarks.cases_fill import fill
from benchmarks.cases_pages import Browser, times_of, visits
from benchmarks.cases_rows import Bulk
from benchmarks.crowded import settings_of
from benchmarks.measure import BenchmarkError
from bot.credentials import Kind
from cases.database import Database
from tests.bot.live import Live

CHANCE = random.Random(1)  # noqa: S311 - which pages to open
BUSY = "person-0@example.org"
CROWD = tuple(f"person-{number}@example.org" for number in range(6))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("cases")
    stand.prepare(folder, len(CROWD))
    settings = settings_of(folder, {"ASSISTANT_VAR": str(folder / "var")})
    made = Live(settings)
    gateway = made.gateway
    fill(gateway.database, Bulk(gateway.office.context, CROWD), 300)
    yield made
    made.stop()


def browser_of(live: Live, email: str) -> Browser:
    cookie = f"{live.gateway.sign_in.cookie.name}={live.secret(Kind.SESSION, email)}"
    return Browser(int(live.url.rpartition(":")[2]), cookie)


def test_every_page_that_is_timed_is_there(live: Live) -> None:
    asked = live.gateway.database.read_now(lambda c: visits(c, BUSY, CHANCE))
    assert len({each.title for each in asked}) == len(asked)
    for visit in asked:
        browser = browser_of(live, visit.person)
        times = times_of(browser, visit, 1)
        browser.close()
        assert len(times) == 1
        assert times[0] > 0


def test_a_page_that_is_not_theirs_ends_the_measure(live: Live) -> None:
    browser = browser_of(live, "staff@example.org")
    with pytest.raises(BenchmarkError, match="status 404"):
        browser.get("/portal/figures")
    with pytest.raises(BenchmarkError, match="status 303"):
        browser.get("/portal")  # it leads elsewhere
    browser.close()


def test_too_few_cases_are_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    with pytest.raises(BenchmarkError, match="too few cases"):
        database.read_now(lambda c: visits(c, BUSY, CHANCE))
    database.close()


def test_the_table_has_a_line_for_each_page_and_three_figures_for_each_database() -> None:
    measured = {"SQLite": {"a page": [1.0, 2.0, 30.4]}, "PostgreSQL": {"a page": [4.0]}}
    assert cases.figures_of("page, ms", measured).splitlines() == [
        "| page, ms | SQLite p50 | p95 | longest | PostgreSQL p50 | p95 | longest |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| a page | 2 | 30 | 30 | 4 | 4 | 4 |",
    ]


def test_the_number_of_cases_is_to_choose() -> None:
    parser = argparse.ArgumentParser()
    cases.MEASURE.add_options(parser.add_argument_group("cases"))
    assert parser.parse_args([]).count == 100_000
    chosen = parser.parse_args(["--count", "5000", "--databases", "SQLite"])
    assert (chosen.count, chosen.databases) == (5000, ["SQLite"])
