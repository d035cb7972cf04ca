from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.requests import Request

from bot import credentials
from bot.credentials import Kind
from bot.sign_in import SESSION_LASTS, SignIn
from cases.database import Database
from cases.directory import Directory
from tests.bot.conftest import MANAGER, STAFF
from tests.clock import Clock
from tests.counting import count

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


@pytest.fixture
def sign_in(database: Database, directory: Directory, clock: Clock) -> SignIn:
    return SignIn(database, directory, clock=clock.now)


def request(**headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


def with_cookie(sign_in: SignIn, secret: str) -> Request:
    return request(cookie=f"{sign_in.cookie.name}={secret}")


async def test_a_link_signs_in_once(sign_in: SignIn) -> None:
    link = sign_in.make_now(Kind.LINK, STAFF, HOUR)
    assert await sign_in.person_of_link(link) == STAFF
    assert await sign_in.person_of_link(link) == STAFF
    redeemed = await sign_in.redeem(link)
    assert redeemed is not None
    person, session = redeemed
    assert person == STAFF
    assert await sign_in.person_of(with_cookie(sign_in, session)) == STAFF
    assert await sign_in.redeem(link) is None
    assert await sign_in.person_of_link(link) is None


async def test_a_link_used_twice_at_once_signs_in_once(sign_in: SignIn) -> None:
    link = sign_in.make_now(Kind.LINK, STAFF, HOUR)
    redeemed = await asyncio.gather(*(sign_in.redeem(link) for _ in range(5)))
    assert len([one for one in redeemed if one is not None]) == 1


async def test_links_sessions_and_tokens_end(sign_in: SignIn, clock: Clock) -> None:
    link = sign_in.make_now(Kind.LINK, STAFF, HOUR)
    late = sign_in.make_now(Kind.LINK, STAFF, HOUR)
    redeemed = await sign_in.redeem(link)
    assert redeemed is not None
    clock.move(hours=2)
    assert await sign_in.redeem(late) is None
    assert await sign_in.person_of(with_cookie(sign_in, redeemed[1])) == STAFF
    clock.moment += SESSION_LASTS
    assert await sign_in.person_of(with_cookie(sign_in, redeemed[1])) is None


async def test_a_bearer_token_says_who_asks(sign_in: SignIn) -> None:
    token = sign_in.make_now(Kind.TOKEN, STAFF, HOUR)
    assert await sign_in.person_of(request(authorization=f"Bearer {token}")) == STAFF
    assert await sign_in.person_of(request(authorization=f"bearer  {token} ")) == STAFF


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer ", "Bearer", "Basic abc", "", "Bearer " + "x" * 5000]
)
async def test_a_wrong_token_is_nobody_even_beside_a_good_cookie(
    sign_in: SignIn, header: str
) -> None:
    session = sign_in.make_now(Kind.SESSION, STAFF, HOUR)
    asked = request(authorization=header, cookie=f"{sign_in.cookie.name}={session}")
    assert await sign_in.person_of(asked) is None


async def test_each_secret_is_good_for_its_own_purpose_only(sign_in: SignIn) -> None:
    secrets = {kind: sign_in.make_now(kind, STAFF, HOUR) for kind in Kind}
    for kind, secret in secrets.items():
        by_token = await sign_in.person_of(request(authorization=f"Bearer {secret}"))
        by_cookie = await sign_in.person_of(with_cookie(sign_in, secret))
        assert (by_token is not None) == (kind is Kind.TOKEN)
        assert (by_cookie is not None) == (kind is Kind.SESSION)


async def test_somebody_who_left_is_refused_at_once(
    database: Database, sign_in: SignIn, clock: Clock
) -> None:
    link = sign_in.make_now(Kind.LINK, STAFF, HOUR)
    token = sign_in.make_now(Kind.TOKEN, STAFF, HOUR)
    session = sign_in.make_now(Kind.SESSION, STAFF, HOUR)
    after = SignIn(database, Directory([MANAGER]), clock=clock.now)
    assert await after.person_of(request(authorization=f"Bearer {token}")) is None
    assert await after.person_of(with_cookie(after, session)) is None
    assert await after.redeem(link) is None


async def test_signing_out_ends_this_session_only(sign_in: SignIn) -> None:
    here, there = (sign_in.make_now(Kind.SESSION, STAFF, HOUR) for _ in range(2))
    await sign_in.sign_out(with_cookie(sign_in, here))
    assert await sign_in.person_of(with_cookie(sign_in, here)) is None
    assert await sign_in.person_of(with_cookie(sign_in, there)) == STAFF


async def test_revoking_ends_everything_of_one_person(database: Database, sign_in: SignIn) -> None:
    tokens = [sign_in.make_now(kind, STAFF, HOUR) for kind in Kind]
    other = sign_in.make_now(Kind.TOKEN, MANAGER, HOUR)
    assert database.write_now(lambda c: credentials.revoke(c, STAFF.email)) == len(tokens)
    assert await sign_in.person_of(request(authorization=f"Bearer {tokens[2]}")) is None
    assert await sign_in.person_of(request(authorization=f"Bearer {other}")) == MANAGER


async def test_what_has_expired_is_deleted(
    database: Database, sign_in: SignIn, clock: Clock
) -> None:
    sign_in.make_now(Kind.LINK, STAFF, HOUR)
    good = sign_in.make_now(Kind.TOKEN, STAFF, timedelta(days=9))
    clock.move(hours=2)
    assert await sign_in.forget_expired() == 1
    assert count(database, "credential") == 1
    assert await sign_in.person_of(request(authorization=f"Bearer {good}")) == STAFF


async def test_a_secret_has_256_bits_and_is_kept_nowhere(
    database: Database, sign_in: SignIn
) -> None:
    secret = sign_in.make_now(Kind.TOKEN, STAFF, HOUR)
    assert len(secret) == 43
    rows = database.read_now(lambda c: c.execute(text("SELECT * FROM credential")).all())
    assert secret not in str(rows)


async def test_the_cookie_is_tied_to_its_host_where_there_is_https(
    database: Database, directory: Directory
) -> None:
    assert SignIn(database, directory, secure=True).cookie.name.startswith("__Host-")
    assert not SignIn(database, directory).cookie.secure
