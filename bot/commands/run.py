"""`assistant run`: the whole assistant on this machine."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from cases.faults import Fault

if TYPE_CHECKING:
    from bot.settings import Settings
    from cases.database import Database

app = typer.Typer()
console = Console(highlight=False)

DEMONSTRATION = ("staff@example.org", "starter@example.org", "manager@example.org")
LINKS_LAST = timedelta(hours=24)


@app.command()
def run() -> None:
    """Starts the assistant and keeps it running. Ctrl-C stops it."""
    from bot.launcher import Launcher
    from bot.settings import read_settings
    from cases.database import Database

    os.umask(0o077)
    settings = read_settings()
    console.print(f"Starting the {settings.organisation.name} staff assistant.", markup=False)

    _learn(settings)

    def ready() -> None:
        database = Database(settings.database_url)
        try:
            _print_links(settings, database)
        finally:
            database.close()

    asyncio.run(
        Launcher(
            settings, lambda words: console.print(f"  {words}", markup=False, soft_wrap=True), ready
        ).run()
    )
    console.print("Stopped.")


def _learn(settings: Settings) -> None:
    """Learns from changed knowledge before anything starts, in a process that ends afterwards."""
    from knowledge.faults import KnowledgeError
    from knowledge.shelf import is_learnt

    try:
        if is_learnt(settings.root, settings.build):
            return
    except KnowledgeError as error:
        raise Fault(str(error), "Mend each place named, then start again.") from error
    console.print("  The knowledge has changed: learning from it takes a minute or two.")
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "knowledge", "build"], cwd=settings.root, check=False
    )
    if done.returncode != 0:
        raise Fault("The knowledge could not be learnt.", "The line above says why.")


def _print_links(settings: Settings, database: Database) -> None:
    from bot.credentials import Kind
    from bot.sign_in import SignIn
    from cases.directory import Directory

    console.print(f"\nOpen {settings.public_url}", markup=False, soft_wrap=True)
    directory = Directory(settings.organisation.people)
    sign_in = SignIn(database, directory)
    people = [directory.find(email) for email in DEMONSTRATION]
    if settings.organisation.demonstration and any(people):
        console.print("\nSign in with one of these links. Each works once, within 24 hours.")
        for person in filter(None, people):
            secret = sign_in.make_now(Kind.LINK, person, LINKS_LAST)
            link = f"{settings.public_url}/sign-in/{secret}"
            console.print(
                f"  {person.name} ({person.email})\n    {link}", markup=False, soft_wrap=True
            )
    console.print("\nStop with Ctrl-C.")
