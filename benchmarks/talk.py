"""Talks to a bot over HTTP on loopback and takes the time."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.measure import BenchmarkError

PATIENCE_SECONDS = 60


class Talker:
    """One conversation over one kept connection, by posting ``body_of(words)`` to ``path``."""

    def __init__(
        self,
        port: int,
        path: str,
        body_of: Callable[[str], dict[str, str]],
        headers: dict[str, str] | None = None,
    ) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self._path = path
        self._body_of = body_of
        self._headers = {"Content-Type": "application/json", **(headers or {})}

    def say(self, words: str) -> list[dict[str, Any]]:
        """The replies to ``words``.

        Raises:
            BenchmarkError: the answer is not a success.
        """
        body = json.dumps(self._body_of(words))
        self._connection.request("POST", self._path, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise BenchmarkError(f"A message was answered with status {answer.status}.")
        replies: list[dict[str, Any]] = json.loads(content)
        return replies

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def with_assistant(port: int, token: str) -> Talker:
    """A conversation of the token's owner with the assistant."""
    headers = {"Authorization": f"Bearer {token}"}
    return Talker(port, "/api/messages", lambda words: {"message": words}, headers)


def with_starter(port: int, sender: str) -> Talker:
    """A conversation of ``sender`` with the starter bot."""
    return Talker(
        port, "/webhooks/rest/webhook", lambda words: {"sender": sender, "message": words}
    )


def converse(talker: Talker, messages: Iterable[str]) -> tuple[list[float], list[bool]]:
    """Says one message after the other.

    Milliseconds of each, and whether its reply carried a citation.
    """
    times, cited = [], []
    for words in messages:
        began = time.perf_counter()
        replies = talker.say(words)
        times.append((time.perf_counter() - began) * 1000)
        cited.append(any(reply.get("custom", {}).get("citations") for reply in replies))
    return times, cited


def rate(talkers: Sequence[Talker], messages: Sequence[str], seconds: float) -> float:
    """Messages answered a second, when every talker says the next as soon as it has a reply.

    Raises:
        BenchmarkError: a message failed.
    """
    counts = [0] * len(talkers)
    failures: list[Exception] = []
    gate = threading.Barrier(len(talkers) + 1)
    deadline = [0.0]

    def keep_talking(place: int) -> None:
        # Each starts elsewhere, so that they do not all say the same at once.
        start = place * len(messages) // len(talkers)
        gate.wait()
        for words in itertools.islice(itertools.cycle(messages), start, None):
            if failures or time.monotonic() >= deadline[0]:
                return
            try:
                talkers[place].say(words)
            except (BenchmarkError, OSError, http.client.HTTPException, ValueError) as fault:
                failures.append(fault)
                return
            counts[place] += 1

    threads = [threading.Thread(target=keep_talking, args=(each,)) for each in range(len(talkers))]
    for thread in threads:
        thread.start()
    deadline[0] = time.monotonic() + seconds
    began = time.perf_counter()
    gate.wait()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    if failures:
        raise BenchmarkError(f"A conversation broke off: {failures[0]}")
    return sum(counts) / elapsed
