"""A member of staff who does not give up: every message is sent, under its id, until it is taken.

So does the web page: what a broken connection lost is sent again, and is still one message.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

import httpx

from benchmarks.measure import BenchmarkError

PATIENCE_SECONDS = 240.0
LOOK_SECONDS = 0.25


class Insistent:
    """One person's conversation over the REST API."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()

    def say(self, words: str) -> list[dict[str, Any]]:
        """The replies to `words` (or to the button whose payload they are), however late.

        Raises:
            BenchmarkError: there was none in `PATIENCE_SECONDS`.
        """
        body = {"message": words, "id": secrets.token_hex(16)}
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            try:
                answer = self._client.post("/api/messages", json=body)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.is_success:
                replies: list[dict[str, Any]] = answer.json()
                return replies
            if answer is not None and answer.status_code not in {429, 503}:
                raise BenchmarkError(f"A message was answered with status {answer.status_code}.")
            time.sleep(LOOK_SECONDS)
        raise BenchmarkError("A message was never answered.")

    def conversation(self) -> list[dict[str, Any]]:
        """All that was said, what was pushed included."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["id"] if found else 1
            answer = self._client.get("/api/messages", params={"after": after, "limit": 200})
            answer.raise_for_status()
            more = answer.json()
            found += more
            if not more:
                return found


def button(replies: list[dict[str, Any]], title: str) -> str | None:
    """The payload of the last button with this title; None where there is none."""
    found = [
        each["payload"]
        for reply in replies
        for each in reply.get("buttons") or []
        if each["title"] == title
    ]
    return str(found[-1]) if found else None
