"""The gateway's web application: its services are made, wired and mounted here, in one place."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import structlog
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from bot import api, cases_api, errors, health, portal, sign_in_pages, uploads
from bot.care import Care
from bot.channels import web
from bot.conversations import Conversations
from bot.durable import Durable
from bot.feed import Feed
from bot.guard import Guard
from bot.holds import HOLD
from bot.messages import TooMany
from bot.pages import Pages
from bot.rasa import Rasa
from bot.services import Services
from bot.settings import Settings
from bot.sign_in import SignIn
from bot.static import StaticPages
from bot.tracker import Tracker
from bot.turn_store import TurnStore
from bot.turns import Turns, pace
from cases.database import Database
from cases.directory import Directory
from cases.office import Office, open_context
from cases.organisation import read_organisation
from cases.queue import Queue

log = structlog.get_logger(__name__)

LOOK_FOR_LEFT_OVER_SECONDS = 60.0
MOMENT = timedelta(
    seconds=2
)  # a message younger than this may be another gateway's, about to be worked on
CHANNELS = (web,)
# The framework's own tracing would carry addresses and stack traces out of here.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


class Gateway:
    """The services behind the application, from start to stop.

    Raises:
        Fault: the database, the keys or the organisation are not as they should be: nothing is
            served.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.database_url)
        self.database.migrate()
        self.directory = Directory(
            settings.organisation.people,
            settings.organisation_file,
            lambda path: read_organisation(path).people,
        )
        # Refuses keys that are not the database's, and roles that nobody holds.
        context = open_context(settings.organisation, self.directory, self.database, settings.var)
        self.office = Office(context)
        holder = f"{settings.executor}:{os.getpid()}:{secrets.token_hex(4)}"
        self.conversations = Conversations(self.database)
        self.store = TurnStore(holder)
        self.feed = Feed(self.conversations, self.directory)
        self.rasa = Rasa(settings)
        self.tracker = Tracker(settings.tracker_url)
        self.turns = Turns(
            self.database,
            self.store,
            directory=self.directory,
            feed=self.feed,
            rasa=self.rasa,
            tracker=self.tracker,
            limit=pace(settings.messages_per_minute),
        )
        self.sign_in = SignIn(self.database, self.directory, secure=settings.secure)
        self.durable = Durable(self.database, settings.executor)
        self.turns.on_kept = self.durable.keep
        self.care = Care(
            settings,
            self.database,
            self.office,
            conversations=self.conversations,
            tracker=self.tracker,
            turns=self.turns,
            turn_store=self.store,
            feed=self.feed,
            sign_in=self.sign_in,
        )
        self.services = Services(
            settings,
            self.directory,
            self.conversations,
            self.turns,
            self.feed,
            self.sign_in,
            self.database,
            self.office,
        )

    @asynccontextmanager
    async def running(self, _app: FastAPI) -> AsyncIterator[None]:
        """Durable work goes on while this lasts."""
        await self.durable.launch(self.care.hands)
        await self.care.upkeep.forget()
        left_over = asyncio.create_task(self._keep_left_over())
        try:
            yield
        finally:
            left_over.cancel()
            await asyncio.gather(left_over, return_exceptions=True)
            self.feed.close()
            await self.durable.close()
            await self.rasa.close()
            self.tracker.close()
            context = self.office.context
            if isinstance(context.queue, Queue):
                context.queue.close()
            self.database.close()

    async def _keep_left_over(self) -> None:
        """Takes up messages whose gateway died in the middle of their turn.

        At start, then now and then.
        """
        await self.database.write(self.store.holds.let_go_of_the_dead)
        oldest = MOMENT
        while True:
            try:
                await self.database.write(partial(self._keep_waiting, oldest))
            except SQLAlchemyError as error:
                log.warning("left_over_not_read", error=type(error).__name__)
            oldest = HOLD
            await asyncio.sleep(LOOK_FOR_LEFT_OVER_SECONDS)

    def _keep_waiting(self, oldest: timedelta, connection: Connection) -> None:
        ids = self.store.keep_left_over(connection, oldest)
        if ids:
            self.durable.keep(connection, ids)
            log.info("messages_taken_up", count=len(ids))


def create_app(settings: Settings) -> FastAPI:
    """The application. All that it opens is closed when it stops.

    Raises:
        Fault: it cannot work as it is set up.
    """
    gateway = Gateway(settings)
    services = gateway.services
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=NO_TELEMETRY,
        lifespan=gateway.running,
    )
    app.state.gateway = gateway
    app.add_exception_handler(errors.ApiError, errors.on_api_error)
    app.add_exception_handler(HTTPException, errors.on_http_exception)
    app.add_exception_handler(TooMany, errors.on_too_many)
    app.add_exception_handler(Exception, errors.on_any_other)
    app.include_router(api.router(services))
    app.include_router(cases_api.router(services))
    app.include_router(uploads.router(services))
    app.include_router(
        health.router(health.Health(gateway.database, gateway.rasa), services.conversations)
    )
    pages = Pages(settings.organisation.name)
    app.include_router(sign_in_pages.router(services, gateway.durable, pages))
    app.mount("/static", StaticPages(settings.build / "static"), name="static")
    portal.mount(app, services)
    for channel in CHANNELS:
        channel.mount(app, services)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    app.add_middleware(Guard, settings=settings)
    return app
