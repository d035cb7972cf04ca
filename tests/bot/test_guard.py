from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.types import Receive, Scope, Send

from bot import errors
from bot.guard import LARGEST_BODY, Guard
from bot.settings import Settings, read_settings

pytestmark = pytest.mark.anyio
PUBLIC = "https://assistant.example.org"


@pytest.fixture
def secure(root: Any) -> Settings:
    return read_settings({"PUBLIC_URL": PUBLIC}, root)


def client(settings: Settings, **headers: str) -> httpx.AsyncClient:
    app = FastAPI()
    app.add_exception_handler(errors.ApiError, errors.on_api_error)

    @app.post("/form")
    @app.post("/api/form")
    @app.post("/channels/form")
    async def form(request: Request) -> int:
        return len(await request.body())

    @app.get("/page")
    @app.get("/health")
    async def page() -> str:
        return "page"

    app.add_middleware(Guard, settings=settings)
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url=PUBLIC, headers=headers)


async def test_every_answer_has_the_security_headers(secure: Settings) -> None:
    for path in ("/page", "/nothing"):
        headers = (await client(secure).get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "max-age" in headers["Strict-Transport-Security"]
    refused = await client(secure, Host="evil.example.org").get("/page")
    assert refused.headers["X-Content-Type-Options"] == "nosniff"


async def test_only_https_is_told_to_stay_https(settings: Settings) -> None:
    answer = await client(settings, Host="testserver").get("/page")
    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("assistant.example.org", 200),
        ("ASSISTANT.example.org:443", 200),
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("evil.example.org", 421),
        ("assistant.example.org.evil.org", 421),
        ("[bad", 421),
        ("", 421),
    ],
)
async def test_only_our_own_hosts_are_answered(secure: Settings, host: str, status: int) -> None:
    assert (await client(secure, Host=host).get("/page")).status_code == status


async def test_health_may_be_asked_by_address(secure: Settings) -> None:
    assert (await client(secure, Host="10.0.0.7:8080").get("/health")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": PUBLIC}, 200),
        ({"Authorization": "Bearer x"}, 200),
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": PUBLIC}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://[bad"}, 403),
    ],
)
async def test_forms_are_taken_from_our_own_pages_only(
    secure: Settings, headers: dict[str, str], status: int
) -> None:
    assert (await client(secure, **headers).post("/form")).status_code == status


async def test_programs_and_webhooks_prove_themselves_in_their_own_way(secure: Settings) -> None:
    for path in ("/api/form", "/channels/form"):
        assert (await client(secure).post(path, content=b"abc")).json() == 3


async def test_a_cookie_on_the_rest_interface_counts_from_our_own_pages_only(
    secure: Settings,
) -> None:
    cookie = {"Cookie": "__Host-session=x"}
    assert (await client(secure, **cookie).post("/api/form")).status_code == 403
    ours = client(secure, **cookie, Origin=PUBLIC)
    assert (await ours.post("/api/form")).status_code == 200


async def test_a_body_has_a_largest_size(secure: Settings) -> None:
    largest, more = b"a" * LARGEST_BODY, b"a" * (LARGEST_BODY + 1)
    assert (await client(secure).post("/api/form", content=largest)).json() == LARGEST_BODY
    refused = await client(secure).post("/api/form", content=more)
    assert (refused.status_code, refused.json()["error"]) == (413, "too_large")


async def test_where_files_are_taken_a_body_may_be_larger(secure: Settings) -> None:
    organisation = secure.organisation
    most = LARGEST_BODY + organisation.max_files * organisation.max_file_mb * 1024 * 1024
    asked = client(secure, **{"Content-Length": str(most)})
    # Nothing answers at this address: the guard let it pass.
    assert (await asked.post("/api/files")).status_code == 404
    for path, length in (("/api/files", most + 1), ("/api/files/more", LARGEST_BODY + 1)):
        refused = await client(secure, **{"Content-Length": str(length)}).post(path)
        assert refused.status_code == 413


async def test_a_body_that_hides_its_size_is_cut_off(secure: Settings) -> None:
    async def pieces() -> Any:
        for _ in range(LARGEST_BODY // 1000 + 2):
            yield b"a" * 1000

    refused = await client(secure).post("/api/form", content=pieces())
    assert refused.status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "9" * 40])
async def test_an_odd_length_is_refused(secure: Settings, length: str) -> None:
    answer = await client(secure, **{"Content-Length": length}).post("/api/form")
    assert answer.status_code in {400, 413}


async def test_what_is_no_request_passes() -> None:
    seen = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    async def nothing(*_: Any) -> Any:
        return {}

    await Guard(app, settings=read_settings({}))({"type": "lifespan"}, nothing, nothing)
    assert seen == ["lifespan"]
