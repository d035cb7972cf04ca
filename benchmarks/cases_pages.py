"""The pages of the portal that are timed, and a browser's way of asking for them."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from benchmarks.measure import BenchmarkError
from cases.tables import case_file

MANAGER = "manager@example.org"
WARM_UP = 5
CASE = "/portal/cases/"
CLOSED = "/portal?show=closed&procedure=filming_permission"


@dataclass(frozen=True)
class Visit:
    """A page as somebody asks for it; `paths` are the addresses of a try, asked one by one."""

    title: str
    person: str
    paths: Callable[[], Sequence[str]]


class Browser:
    """A signed-in browser on one kept connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {
            "Accept-Encoding": "gzip",
            "Cookie": cookie,
            "Sec-Fetch-Site": "same-origin",
        }

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and the body, as they came.

        Raises:
            BenchmarkError: it is neither a page nor the way to a case.
        """
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        found = (answer.headers["Location"] or "").startswith(CASE)
        if answer.status != 200 and not (answer.status == 303 and found):
            raise BenchmarkError(f"{path} was answered with status {answer.status}.")
        return answer.status, body

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def visits(connection: Connection, busy: str, chance: random.Random) -> list[Visit]:
    """What is timed. `busy` is the member of staff with most requests."""
    handled = _references(connection, case_file.c.handler == MANAGER)
    withdrawn = _references(
        connection,
        case_file.c.handler == MANAGER,
        case_file.c.procedure == "image_consent_withdrawn",
    )
    own = _references(connection, case_file.c.reporter == busy)

    def of(references: Sequence[str]) -> Callable[[], Sequence[str]]:
        return lambda: [f"/portal/cases/{chance.choice(references)}"]

    def sought() -> Sequence[str]:
        reference = chance.choice(handled)
        return [f"/portal?q={reference}", f"/portal/cases/{reference}"]

    return [
        _plain("/portal: what is open, due first", "/portal"),
        _plain("/portal: a filter (one procedure, what is over)", CLOSED),
        _plain("/portal: everything one may see", "/portal?show=all&part=all&order=newest"),
        Visit("/portal: a search by reference, to its case", MANAGER, sought),
        Visit(
            "/portal: a search by part of a reference",
            MANAGER,
            lambda: [f"/portal?q={chance.choice(handled)[:3]}"],
        ),
        Visit(
            "/portal: a search by person",
            MANAGER,
            lambda: [f"/portal?q=person-{chance.randint(10, 99)}"],
        ),
        Visit("a case, for its handler", MANAGER, of(handled)),
        Visit("a case, for who sent it", busy, of(own)),
        Visit("a consent withdrawn, for its handler", MANAGER, of(withdrawn)),
        Visit("/portal/mine", busy, lambda: ["/portal/mine"]),
        _plain("/portal/figures: 12 months", "/portal/figures"),
        _plain("/portal/figures: 3 years", "/portal/figures?months=36"),
        _plain("/portal/register", "/portal/register"),
    ]


def times_of(browser: Browser, visit: Visit, requests: int) -> list[float]:
    """Milliseconds of each of `requests` tries, one after the other, after a few to warm up."""
    times = []
    for number in range(WARM_UP + requests):
        paths = visit.paths()
        began = time.perf_counter()
        for path in paths:
            browser.get(path)
        if number >= WARM_UP:
            times.append((time.perf_counter() - began) * 1000)
    return times


def _plain(title: str, path: str) -> Visit:
    return Visit(title, MANAGER, lambda: [path])


def _references(connection: Connection, *wanted: ColumnElement[bool]) -> list[str]:
    """References of any cases, old and new, that fit.

    Raises:
        BenchmarkError: there are none.
    """
    found = list(connection.execute(select(case_file.c.reference).where(*wanted)).scalars())
    if not found:
        raise BenchmarkError("There are too few cases: some page has none to show.")
    return found
