"""The portal with many cases, and how soon a case that was sent can be read there."""

from __future__ import annotations

import argparse
import gzip
import random
import secrets
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta

from benchmarks import stand
from benchmarks.cases_fill import fill
from benchmarks.cases_pages import Browser, times_of, visits
from benchmarks.cases_postgres import postgres
from benchmarks.cases_rows import DAYS, Bulk
from benchmarks.crowded import settings_of
from benchmarks.faults import PEOPLE, fill_in
from benchmarks.figures import median, percentile
from benchmarks.insistent import Insistent
from benchmarks.measure import BenchmarkError, Measure, progress
from benchmarks.post_office import PostOffice
from benchmarks.processes import Running
from benchmarks.report import table
from bot.credentials import Kind
from bot.settings import Settings
from bot.sign_in import SignIn
from bot.stack import free_ports
from cases.database import Database
from cases.directory import Directory
from cases.office import open_context
from nlu.paths import ROOT

CACHE = ROOT / ".build" / "bench" / "cases"
CROWD = 300
BUSY = "person-0@example.org"
ANSWERS = "owner@example.org"
SEED = 20230901
LASTS = timedelta(hours=4)
DATABASES = ("SQLite", "PostgreSQL")
AIM = 150
TOLD_EVERY = 20_000

Times = Mapping[str, Sequence[float]]

NOTE = (
    "Aim: p95 at most {aim} ms. {count:,} cases that came in during {years} years, one handler "
    "having three of four; {crowd} people in the directory. Whole answers over loopback, one after "
    "the other, {requests} of each page, from different cases each time; the rows are generated "
    "(seed {seed}). PostgreSQL runs on the same machine, with its own settings."
)
SENT_NOTE = (
    "Before it, the last button of the form is pressed in the chat; after it, whoever handles the "
    "case has its page, with the words in it. All three processes run; {sent} forms, one after the "
    "other. The reply is the part until the chat says that it is sent."
)


class Bench:
    """The assistant of one database, with its cases."""

    def __init__(self, database_url: str, smtp_url: str) -> None:
        shutil.rmtree(CACHE, ignore_errors=True)
        CACHE.mkdir(parents=True)
        stand.prepare(CACHE, CROWD)
        (self.port,) = free_ports(1)
        self.environment = {
            "ASSISTANT_VAR": str(CACHE / "var"),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database_url,
            "SMTP_URL": smtp_url,
            "MESSAGES_PER_MINUTE": "100000",
        }
        self.settings: Settings = settings_of(CACHE, self.environment)
        self.directory = Directory(self.settings.organisation.people)
        self.database = Database(self.settings.database_url)

    def fill(self, count: int) -> None:
        """Makes the tables, the keys and the cases."""
        began = time.monotonic()
        self.database.migrate()
        settings = self.settings
        context = open_context(settings.organisation, self.directory, self.database, settings.var)
        crowd = tuple(each.email for each in self.directory if each.email.startswith("person-"))

        def told(done: int) -> None:
            if done % TOLD_EVERY == 0:
                progress(f"{done:,} cases written ({time.monotonic() - began:.0f} s)")

        fill(self.database, Bulk(context, crowd, SEED), count, told)

    def start(self) -> Running:
        """Starts all three processes."""
        command = (sys.executable, "-m", "benchmarks.crowded", str(CACHE))
        return Running(
            "assistant", command, self.environment,
            folder=CACHE, port=self.port, path="/health/ready",
        )  # fmt: skip

    @contextmanager
    def browser(self, email: str) -> Iterator[Browser]:
        """A browser signed in as this person."""
        made = SignIn(self.database, self.directory)
        secret = self._secret(made, Kind.SESSION, email)
        browser = Browser(self.port, f"{made.cookie.name}={secret}")
        try:
            yield browser
        finally:
            browser.close()

    def chat(self, email: str) -> Insistent:
        """A conversation of this person."""
        secret = self._secret(SignIn(self.database, self.directory), Kind.TOKEN, email)
        return Insistent(f"http://127.0.0.1:{self.port}", secret)

    def _secret(self, sign_in: SignIn, kind: Kind, email: str) -> str:
        person = self.directory.find(email)
        if person is None:
            raise BenchmarkError(f"{email} is not in organisation.yml, as in the demonstration.")
        return sign_in.make_now(kind, person, LASTS)


def run(options: argparse.Namespace) -> str:
    """The two tables."""
    pages: dict[str, Times] = {}
    sent: dict[str, Times] = {}
    with PostOffice().open() as post_office:
        for name in options.databases:
            with nullcontext("") if name == "SQLite" else postgres() as address:
                bench = Bench(address, post_office.url)
                try:
                    progress(f"{name}: {options.count:,} cases")
                    bench.fill(options.count)
                    with bench.start() as running:
                        progress(f"ready after {running.until_ready():.0f} s")
                        pages[name] = _pages(bench, options.requests)
                        sent[name] = _sent(bench, options.sent)
                finally:
                    bench.database.close()
    notes = NOTE.format(
        aim=AIM, count=options.count, years=DAYS // 365, crowd=CROWD,
        requests=options.requests, seed=SEED,
    )  # fmt: skip
    return "\n\n".join(
        (
            figures_of("page, ms", pages),
            notes,
            figures_of("from sending to reading, ms", sent),
            SENT_NOTE.format(sent=options.sent),
        )
    )


def figures_of(title: str, measured: Mapping[str, Times]) -> str:
    """A line for each thing timed; for each database its median, 95th percentile and longest."""
    heading = [title]
    for name in measured:
        heading += [f"{name} p50", "p95", "longest"]
    rows = []
    for what in next(iter(measured.values())):
        row = [what]
        for times in measured.values():
            of = times[what]
            row += [f"{each:.0f}" for each in (median(of), percentile(of, 0.95), max(of))]
        rows.append(row)
    return table(heading, rows)


def _pages(bench: Bench, requests: int) -> Times:
    chance = random.Random(SEED)  # noqa: S311 - which pages to open
    found = {}
    for visit in bench.database.read_now(lambda c: visits(c, BUSY, chance)):
        with bench.browser(visit.person) as browser:
            times = times_of(browser, visit, requests)
        found[visit.title] = times
        progress(f"{visit.title}: {median(times):.0f} ms, p95 {percentile(times, 0.95):.0f} ms")
    return found


def _sent(bench: Bench, count: int) -> Times:
    """How long a form that is sent takes to reach the reply, and the page of who handles it."""
    replied, read = [], []
    with bench.browser(ANSWERS) as handler:
        for number in range(count):
            words = f"May we {secrets.token_hex(8)} in the hall?"
            client = bench.chat(PEOPLE[number % len(PEOPLE)])
            try:
                payload = fill_in(client, words)
                began = time.perf_counter()
                replies = client.say(payload)
                replied.append((time.perf_counter() - began) * 1000)
                reference = _reference(replies)
                _, page = handler.get(f"/portal/cases/{reference}")
                read.append((time.perf_counter() - began) * 1000)
            finally:
                client.close()
            if words.encode() not in gzip.decompress(page):
                raise BenchmarkError("A case that was sent is not on its handler's page.")
    return {"the reply in the chat": replied, "the case on its handler’s page": read}


def _reference(replies: Sequence[Mapping[str, object]]) -> str:
    for reply in replies:
        custom = reply.get("custom")
        case = custom.get("case") if isinstance(custom, dict) else None
        if isinstance(case, dict):
            return str(case["reference"])
    raise BenchmarkError("A form that was sent became no case.")


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--count", type=int, default=100_000, help="how many cases (100000)")
    group.add_argument("--requests", type=int, default=100, help="of each page (100)")
    group.add_argument("--sent", type=int, default=30, help="forms sent in the chat (30)")
    group.add_argument(
        "--databases", nargs="+", choices=DATABASES, default=DATABASES, help="which (both)"
    )


MEASURE = Measure("cases", "The portal with many cases", run, _options)
