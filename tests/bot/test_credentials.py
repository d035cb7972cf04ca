from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import credentials
from bot.credentials import Kind
from cases.database import Database
from tests.clock import Clock

HOUR = timedelta(hours=1)


def test_a_secret_names_its_person_until_it_expires(database: Database, clock: Clock) -> None:
    def make(kind: Kind) -> str:
        return database.write_now(
            lambda c: credentials.make(c, kind, "a@example.org", HOUR, clock.now())
        )

    def person(kind: Kind, secret: str) -> str | None:
        return database.read_now(lambda c: credentials.person_with(c, kind, secret, clock.now()))

    secret = make(Kind.TOKEN)
    assert person(Kind.TOKEN, secret) == "a@example.org"
    assert person(Kind.SESSION, secret) is None
    clock.move(hours=1)
    assert person(Kind.TOKEN, secret) is None


def test_using_up_works_once(database: Database, clock: Clock) -> None:
    secret = database.write_now(
        lambda c: credentials.make(c, Kind.LINK, "a@example.org", HOUR, clock.now())
    )

    def use_up() -> str | None:
        return database.write_now(lambda c: credentials.use_up(c, Kind.LINK, secret, clock.now()))

    assert [use_up(), use_up()] == ["a@example.org", None]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(guess=st.text(st.characters(codec=None), max_size=300), kind=st.sampled_from(list(Kind)))
def test_no_guess_gets_in(database: Database, clock: Clock, guess: str, kind: Kind) -> None:
    def person() -> str | None:
        return database.write_now(lambda c: credentials.use_up(c, kind, guess, clock.now()))

    assert person() is None
