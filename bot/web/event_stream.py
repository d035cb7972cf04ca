"""Server-sent events as text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from bot import metrics

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 2_000


def event_text(event: str, data: str, number: int | None = None) -> str:
    """One event. `number` is its id, where it is to be taken up again after it."""
    lines = [f"id: {number}"] if number is not None else []
    lines.append(f"event: {event}")
    lines += [f"data: {line}" for line in data.splitlines() or [""]]
    return "\n".join(lines) + "\n\n"


async def beating(events: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """The events, with a comment now and then so that a dead connection is noticed."""
    metrics.streams.inc()
    coming: asyncio.Task[str | None] | None = None
    try:
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        while True:
            coming = coming or asyncio.create_task(_next(events))
            done, _ = await asyncio.wait({coming}, timeout=HEARTBEAT_SECONDS)
            if not done:
                yield ": still here\n\n"
                continue
            event, coming = coming.result(), None
            if event is None:
                return
            yield event
    finally:
        metrics.streams.dec()
        if coming is not None:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        await events.aclose()


async def _next(events: AsyncGenerator[str]) -> str | None:
    return await anext(events, None)
