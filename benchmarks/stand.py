"""The assistant as it is measured: a folder of its own, a crowd in its directory, its tokens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.crowded import settings_of
from benchmarks.processes import Running
from bot.credentials import Kind
from bot.settings import ORGANISATION_FILE
from bot.sign_in import SignIn
from bot.stack import free_ports
from cases.database import Database
from cases.directory import Directory, Person
from nlu.paths import ROOT

PERSON = """
  - email: person-{0}@example.org
    name: Member of staff
    roles: [staff]
"""
TOKEN_LASTS = timedelta(hours=2)


def prepare(folder: Path, people: int) -> None:
    """Makes ``folder`` ready to be the assistant's, with ``people`` in its directory."""
    declared = (ROOT / ORGANISATION_FILE).read_text(encoding="utf-8")
    crowd = "".join(PERSON.format(number) for number in range(people))
    (folder / ORGANISATION_FILE).write_text(declared.rstrip() + crowd, encoding="utf-8")


def start(folder: Path) -> Running:
    """Starts all three processes on a free port of loopback."""
    (port,) = free_ports(1)
    environment = {
        "ASSISTANT_VAR": str(folder / "var"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    command = (sys.executable, "-m", "benchmarks.crowded", str(folder))
    return Running(
        "assistant", command, environment, folder=folder, port=port, path="/health/ready"
    )


def tokens(folder: Path) -> list[str]:
    """A fresh bearer token for each of the crowd, in order. The assistant must be running."""
    with _sign_in(folder) as (sign_in, crowd):
        return [sign_in.make_now(Kind.TOKEN, each, TOKEN_LASTS) for each in crowd]


def session_cookie(folder: Path) -> str:
    """A signed-in browser's cookie, of the first of the crowd. The assistant must be running."""
    with _sign_in(folder) as (sign_in, crowd):
        return f"{sign_in.cookie.name}={sign_in.make_now(Kind.SESSION, crowd[0], TOKEN_LASTS)}"


@contextmanager
def _sign_in(folder: Path) -> Iterator[tuple[SignIn, list[Person]]]:
    settings = settings_of(folder, {"ASSISTANT_VAR": str(folder / "var")})
    directory = Directory(settings.organisation.people)
    database = Database(settings.database_url)
    try:
        crowd = [each for each in directory if each.email.startswith("person-")]
        yield SignIn(database, directory), crowd
    finally:
        database.close()
