"""`/health` (alive and ready, told apart) and `/metrics`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from bot import metrics
from bot.conversations import Conversations
from bot.notices import store
from bot.rasa import Rasa
from cases.database import Database

GOOD_FOR_SECONDS = 1.0
NO_STORE = {"Cache-Control": "no-store"}


class Health:
    """Whether the parts that an answer needs are there.

    A finding is good for a second, so asking costs little.
    """

    def __init__(
        self, database: Database, rasa: Rasa, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._rasa = rasa
        self._clock = clock
        self._found: tuple[float, dict[str, bool]] | None = None

    async def parts(self) -> dict[str, bool]:
        """`database`, `rasa` and `actions`: whether each answers."""
        if self._found is None or self._clock() - self._found[0] >= GOOD_FOR_SECONDS:
            database, rasa, actions = await asyncio.gather(
                self._database_answers(), self._rasa.ready(), self._rasa.actions_ready()
            )
            parts = {"database": database, "rasa": rasa, "actions": actions}
            self._found = (self._clock(), parts)
        return self._found[1]

    async def notices(self) -> dict[str, int]:
        """How many notices are `waiting` to be sent, and how many `failed`."""
        return await self._database.read(store.count)

    async def _database_answers(self) -> bool:
        try:
            await self._database.read(lambda c: c.execute(text("SELECT 1")).scalar())
        except SQLAlchemyError:
            return False
        return True


def router(health: Health, conversations: Conversations) -> APIRouter:
    """The routes. They tell nothing of people or their words, so anybody may ask."""
    routes = APIRouter()

    @routes.get("/health")
    @routes.get("/health/ready")
    async def ready() -> Response:
        parts = await health.parts()
        everything = all(parts.values())
        body = {
            "status": "ready" if everything else "alive",
            "alive": True,
            "ready": everything,
            "parts": parts,
        }
        return JSONResponse(body, status_code=200 if everything else 503, headers=NO_STORE)

    @routes.get("/health/live")
    async def live() -> Response:
        return JSONResponse({"status": "alive", "alive": True}, headers=NO_STORE)

    @routes.get("/metrics")
    async def tell() -> Response:
        metrics.kept.set(await conversations.count("kept"))
        for state, number in (await health.notices()).items():
            metrics.notices.labels(state).set(number)
        return Response(
            generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST, **NO_STORE}
        )

    return routes
