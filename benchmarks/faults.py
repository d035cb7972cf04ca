"""Kills processes while requests are filed and told of, and counts what was lost or doubled.

The real assistant runs (`assistant run`) with a data folder and a port of its own. In each run some
members of staff send a form at once; at a random moment between that and the last notice one of the
three processes is killed (SIGKILL); the launcher starts it again, as ever.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import shutil
import signal
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import httpx

from benchmarks.fault_counting import Became, Books
from benchmarks.insistent import Insistent, button
from benchmarks.measure import BenchmarkError, Measure, progress
from benchmarks.memory import PROC, family
from benchmarks.post_office import PostOffice
from benchmarks.processes import Running
from benchmarks.report import table
from bot.credentials import Kind
from bot.settings import Settings, read_settings
from bot.sign_in import SignIn
from bot.stack import free_ports
from cases.database import Database
from cases.directory import Directory
from nlu.paths import ROOT

CACHE = ROOT / ".build" / "bench" / "faults"
PEOPLE = ("staff@example.org", "starter@example.org", "manager@example.org")
START, SKIP, SEND = "put a question to the guidance owner", "Skip this", "Send it"
PROCESSES = {"action server": "actions.server", "Rasa server": "bin/rasa", "gateway": "bot.serve"}
SPAN_SECONDS = 1.6
"""Between sending a form and the last notice of it, when nothing happens meanwhile."""

NOTICES = 3
"""A letter to whoever asks; a letter and a message to whoever answers."""

SETTLED_SECONDS = 300.0
LOOK_SECONDS = 0.25
TOKEN_LASTS = timedelta(days=1)
NONE = Became(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Run:
    """One kill.

    What was killed, how many notices were still to come, how many forms got no reply at all, and
    how many seconds it took until everybody had been told.
    """

    killed: str
    left: int
    unanswered: int
    seconds: float
    asked: tuple[str, ...]


def add_options(parser: argparse._ArgumentGroup) -> None:
    """How often, and for how long at most."""
    parser.add_argument("--runs", type=int, default=200, help="how many kills (200)")
    parser.add_argument("--minutes", type=float, default=150, help="no new run after this (150)")
    parser.add_argument("--seed", type=int, default=None, help="for the same moments again")


def run(options: argparse.Namespace) -> str:
    """The table."""
    shutil.rmtree(CACHE, ignore_errors=True)
    CACHE.mkdir(parents=True)
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    with PostOffice().open() as post_office:
        environment = _environment(post_office)
        settings = read_settings({**os.environ, **environment}, ROOT)
        command = (ROOT / ".venv" / "bin" / "assistant", "run")
        with Running(
            "assistant", command, environment,
            folder=CACHE, port=settings.port, path="/health/ready",
        ) as running:  # fmt: skip
            progress(f"ready after {running.until_ready():.0f} s; the seed is {seed}")
            books = Books(settings, post_office)
            try:
                runs = _runs(options, settings, running, books, random.Random(seed))  # noqa: S311
                return _report(runs, books, post_office)
            finally:
                books.close()


def _environment(post_office: PostOffice) -> dict[str, str]:
    (port,) = free_ports(1)
    return {
        "ASSISTANT_VAR": str(CACHE / "var"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SMTP_URL": post_office.url,
        "MAIL_FROM": "assistant@example.org",
        "DATABASE_URL": "",
    }


def _runs(
    options: argparse.Namespace,
    settings: Settings,
    running: Running,
    books: Books,
    chance: random.Random,
) -> list[Run]:
    clients = [Insistent(f"http://127.0.0.1:{running.port}", each) for each in _tokens(settings)]
    began = time.monotonic()
    runs: list[Run] = []
    try:
        while len(runs) < options.runs and time.monotonic() - began < options.minutes * 60:
            runs.append(_one(clients, running, books, chance))
            last = runs[-1]
            progress(
                f"{len(runs)}: {last.killed} killed with {last.left} notices open; "
                f"all told after {last.seconds:.0f} s"
            )
    finally:
        for client in clients:
            client.close()
    return runs


def _one(clients: list[Insistent], running: Running, books: Books, chance: random.Random) -> Run:
    """One run. The forms are filled in before, so that all are sent at once."""
    asked = tuple(f"May we {secrets.token_hex(8)} in the hall?" for _ in clients)
    with ThreadPoolExecutor(len(clients)) as people:
        payloads = list(people.map(fill_in, clients, asked))
        name = chance.choice(sorted(PROCESSES))
        # More of the early moments: the filing itself is the shorter part.
        moment = SPAN_SECONDS * chance.random() ** 2
        began = time.monotonic()
        sending = [
            people.submit(client.say, payload)
            for client, payload in zip(clients, payloads, strict=True)
        ]
        time.sleep(moment)
        left = books.open_notices() + NOTICES * sum(not each.done() for each in sending)
        kill(running.pid, PROCESSES[name])
        unanswered = sum(isinstance(each.exception(), BenchmarkError) for each in sending)
    while books.open_notices() and time.monotonic() - began < SETTLED_SECONDS:
        time.sleep(LOOK_SECONDS)
    seconds = time.monotonic() - began
    _until_ready(running)
    return Run(name, left, unanswered, seconds, asked)


def fill_in(client: Insistent, words: str) -> str:
    """Fills the form in up to its summary; the payload of the button that sends it.

    Raises:
        BenchmarkError: the conversation goes another way.
    """
    replies = client.say(START)
    replies = client.say(words)
    skip = button(replies, SKIP)
    send = button(client.say(skip), SEND) if skip else None
    if send is None:
        raise BenchmarkError(f"The form did not come to its summary: {replies[-1].get('text')}")
    return send


def kill(launcher: int, word: str) -> None:
    """Ends the launcher's own child whose command line has this word, as a crash would.

    Raises:
        BenchmarkError: there is none.
    """
    for pid in family(launcher):
        try:
            stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8")
            command = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        parent = int(stat.rpartition(")")[2].split()[1])
        if parent == launcher and word in command:
            os.kill(pid, signal.SIGKILL)
            return
    raise BenchmarkError(f"There is no process to kill ({word}).")


def _until_ready(running: Running) -> None:
    """Waits until everything serves again, and so that the next kill meets a whole assistant."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLED_SECONDS:
        try:
            address = f"http://127.0.0.1:{running.port}/health/ready"
            if httpx.get(address, timeout=5, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass  # the gateway itself is being started again
        time.sleep(LOOK_SECONDS)
    raise BenchmarkError("What was killed did not come back.")


def _tokens(settings: Settings) -> list[str]:
    """A bearer token for each of the people."""
    directory = Directory(settings.organisation.people)
    database = Database(settings.database_url)
    try:
        sign_in = SignIn(database, directory)
        found = [directory.find(email) for email in PEOPLE]
        return [sign_in.make_now(Kind.TOKEN, each, TOKEN_LASTS) for each in found if each]
    finally:
        database.close()


def report(runs: Sequence[Run], became: Mapping[str, Became], again: int) -> str:
    """The figures by what was killed, and together."""
    rows = []
    for name in (*sorted(became), "together"):
        of = [each for each in runs if name in {each.killed, "together"}]
        found = became[name] if name in became else sum(became.values(), NONE)
        seconds = [each.seconds for each in of]
        rows.append(
            (
                name,
                str(len(of)),
                str(sum(each.left > 0 for each in of)),
                str(found.requests),
                str(sum(each.unanswered for each in of)),
                str(found.cases_lost),
                str(found.cases_doubled),
                str(found.notices),
                str(found.notices_lost),
                str(found.notices_twice),
                f"{statistics.median(seconds):.0f}" if seconds else "–",
                f"{max(seconds):.0f}" if seconds else "–",
            )
        )
    heading = (
        "killed", "runs", "in mid-work", "forms sent", "unanswered", "cases lost", "doubled",
        "notices", "lost", "seen twice", "median s", "longest s",
    )  # fmt: skip
    return (
        f"{table(heading, rows)}\n\n"
        "“In mid-work”: when the process was killed, a form was still being sent or a notice was "
        "not yet out. “s”: from sending the forms until every notice was out. The mail server "
        f"was sent {again} letters a second time, which it knew by their message id."
    )


def _report(runs: Sequence[Run], books: Books, post_office: PostOffice) -> str:
    asked: dict[str, list[str]] = defaultdict(list)
    for each in runs:
        asked[each.killed] += each.asked
    became = {name: books.became(words) for name, words in asked.items()}
    return report(runs, became, post_office.again)


MEASURE = Measure("faults", "Killed processes", run, add_options, by_default=False)
