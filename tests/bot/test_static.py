from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.static import StaticPages

pytestmark = pytest.mark.anyio


def client(folder: Path) -> httpx.AsyncClient:
    app = FastAPI()
    app.mount("/static", StaticPages(folder))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver")


async def test_a_file_with_a_version_is_kept_for_good_and_another_is_asked_about(
    tmp_path: Path,
) -> None:
    static, secret = tmp_path / "static", tmp_path / "secret"
    static.mkdir()
    (static / "app.css").write_text("body {}")
    secret.write_text("secret")
    browser = client(static)
    kept = await browser.get("/static/app.css?v=1")
    assert "immutable" in kept.headers["Cache-Control"]
    assert (await browser.get("/static/app.css")).headers["Cache-Control"] == "no-cache"
    assert (await browser.get("/static/%2e%2e/secret")).status_code == 404


async def test_files_that_set_up_has_not_made_are_not_found(tmp_path: Path) -> None:
    assert (await client(tmp_path / "later").get("/static/app.css")).status_code == 404
