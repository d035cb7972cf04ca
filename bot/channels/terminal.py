"""The chat in a terminal: `assistant chat`. It starts the assistant when none is running."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import httpx
from rich.console import Console

from bot import credentials
from bot.channels.terminal_screen import Keyboard, Piped, Screen, terminal_kept
from bot.channels.terminal_talk import NotLetIn, Talk
from bot.credentials import Kind
from bot.settings import Settings, read_settings
from bot.sign_in import SignIn
from bot.stack import local_address
from cases.database import Database
from cases.directory import Directory, Person
from cases.faults import Fault

LOOK_SECONDS = 3.0
TOKEN_LASTS = timedelta(hours=12)


def chat(email: str | None = None, url: str | None = None) -> None:
    """Talks with the assistant until the input ends, as the person with this address.

    Without `email`, as the first person of a demonstration. Without `url`, with this machine's own
    assistant, which is started when it is not running and stopped at the end. ASSISTANT_TOKEN in
    the environment is used in place of a token made here: for an assistant on another machine.

    Raises:
        Fault: nobody has this address, or the assistant cannot be started or reached.
    """
    os.umask(0o077)
    settings = read_settings()
    console = Console(highlight=False)
    try:
        with terminal_kept():
            asyncio.run(_chat(settings, console, email, url))
    except KeyboardInterrupt:
        console.print()


async def _chat(settings: Settings, console: Console, email: str | None, url: str | None) -> None:
    token = os.environ.get("ASSISTANT_TOKEN")
    person = None if token else _person(settings, email)
    if url is not None:
        await _talk(settings, console, _checked(url), person, token)
        return
    address = local_address(settings)
    if await _is_running(address):
        await _talk(settings, console, address, person, token)
        return
    async with _started(settings, console) as stopped:
        talking = asyncio.create_task(_talk(settings, console, address, person, token))
        await asyncio.wait({talking, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if talking.done():
            talking.result()
        else:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)


async def _talk(
    settings: Settings, console: Console, address: str, person: Person | None, token: str | None
) -> None:
    organisation = settings.organisation
    guidance = f"{organisation.guidance_title}, edition {organisation.guidance_edition}"
    lines = Keyboard() if sys.stdin.isatty() else Piped(sys.stdin.fileno())
    with _token_for(settings, person, token) as good:
        headers = {"Authorization": f"Bearer {good}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False) as client:
            try:
                await Talk(client, Screen(console, guidance), lines).run()
            except NotLetIn as fault:
                if token is not None:
                    raise
                raise Fault(
                    f"The assistant at {address} keeps its data elsewhere and does not know you.",
                    "Give its folder in ASSISTANT_VAR, or choose another PORT.",
                ) from fault


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Fault(f"{url} is not a web address.", "Give one such as http://127.0.0.1:8080")
    return url.rstrip("/")


def _person(settings: Settings, email: str | None) -> Person:
    organisation = settings.organisation
    directory = Directory(organisation.people)
    if email is None and organisation.demonstration:
        return next(iter(directory))
    if email is None:
        raise Fault("It is not clear who you are.", "Say so: assistant chat --as YOUR-ADDRESS")
    person = directory.find(email)
    if person is None:
        raise Fault(f"{email} is not in the directory.", "Add the person to organisation.yml.")
    return person


@contextmanager
def _token_for(settings: Settings, person: Person | None, token: str | None) -> Iterator[str]:
    """The token that was given, or one made for this conversation alone."""
    if token is not None or person is None:
        yield token or ""
        return
    database = Database(settings.database_url)
    try:
        database.migrate()
        sign_in = SignIn(database, Directory(settings.organisation.people))
        made = sign_in.make_now(Kind.TOKEN, person, TOKEN_LASTS)
        try:
            yield made
        finally:
            end = partial(credentials.use_up, kind=Kind.TOKEN, secret=made, now=datetime.now(UTC))
            database.write_now(end)
    finally:
        database.close()


async def _is_running(address: str) -> bool:
    async with httpx.AsyncClient(timeout=LOOK_SECONDS, trust_env=False) as client:
        try:
            answer = await client.get(f"{address}/health/live")
        except httpx.HTTPError:
            return False
        return answer.is_success


@asynccontextmanager
async def _started(settings: Settings, console: Console) -> AsyncIterator[asyncio.Task[None]]:
    """Runs the whole assistant; gives the task that ends when it is stopped (Ctrl-C reaches it)."""
    from bot.launcher import Launcher

    def tell(words: str) -> None:
        console.print(f"  {words}", markup=False, style="dim")

    ready = asyncio.Event()
    launcher = Launcher(settings, tell, ready.set)
    console.print(
        "The assistant is not running yet. Starting it; this takes up to a minute.", style="dim"
    )
    running = asyncio.create_task(launcher.run())
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        yield running
    finally:
        waiting.cancel()
        launcher.stop()
        await running
