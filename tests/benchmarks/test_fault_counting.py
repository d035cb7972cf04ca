from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from benchmarks.fault_counting import Became, Books
from benchmarks.post_office import PostOffice
from cases.database import Database
from cases.model import Answer
from tests.bot.notice_world import World

pytest_plugins = ["tests.bot.notice_fixtures"]
pytestmark = pytest.mark.anyio


def question(words: str) -> dict[str, Answer]:
    return {"question": Answer(words, words)}


@pytest.fixture
def books(world: World, post_office: PostOffice, database: Database) -> Iterator[Books]:
    settings = dataclasses.replace(world.settings, database_url=database.url)
    made = Books(settings, post_office)
    yield made
    made.close()


async def test_what_arrived_once_is_neither_lost_nor_doubled(world: World, books: Books) -> None:
    world.file("guidance_question", question("one"))
    assert books.open_notices() == 3
    await world.deliver_all()
    assert books.open_notices() == 0
    assert books.became(["one"]) == Became(1, 0, 0, 3, 0, 0)


async def test_what_never_became_a_case_is_lost(world: World, books: Books) -> None:
    world.file("guidance_question", question("one"))
    await world.deliver_all()
    assert books.became(["one", "two"]) == Became(2, 1, 0, 3, 0, 0)


async def test_a_form_filed_twice_is_doubled(world: World, books: Books) -> None:
    for _ in range(2):
        world.file("guidance_question", question("one"))
    await world.deliver_all()
    assert books.became(["one"]).cases_doubled == 1


async def test_a_notice_that_was_not_delivered_is_lost(
    world: World, books: Books, post_office: PostOffice
) -> None:
    world.file("guidance_question", question("one"))
    await world.deliver_all()
    post_office.known.clear()
    assert books.became(["one"]) == Became(1, 0, 0, 3, 2, 0)


async def test_a_letter_under_two_message_ids_is_seen_twice(
    world: World, books: Books, post_office: PostOffice
) -> None:
    world.file("guidance_question", question("one"))
    await world.deliver_all()
    post_office.letters.append(post_office.letters[0])
    assert books.became(["one"]).notices_twice == 1
