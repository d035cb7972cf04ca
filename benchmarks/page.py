"""What the first load of the chat page weighs, and how long set-up takes."""

from __future__ import annotations

import argparse
import http.client
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from benchmarks import stand
from benchmarks.measure import BenchmarkError, Measure, last_line, progress
from benchmarks.report import table
from nlu.paths import ROOT

CACHE = ROOT / ".build" / "bench" / "page"
LOADED = frozenset({"stylesheet", "icon", "modulepreload", "preload"})
IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;'"]*["']([^"']+)["']""", re.MULTILINE)
STEP = re.compile(r"^\[\d+/\d+\] (?P<title>.+?) … (?:\d+ s )?done \((?P<seconds>[\d.]+) s\)", re.M)
WHOLE = re.compile(r"^Set-up: (?P<what>finished|nothing to do) \((?P<seconds>[\d.]+) s\)", re.M)


@dataclass(frozen=True)
class Loaded:
    """A file of the page: bytes as they came over the connection, headers among them."""

    path: str
    body: int
    headers: int
    text: str


class Needs(HTMLParser):
    """The addresses that a browser loads with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what the tag loads."""
        of = dict(attrs)
        kinds = set((of.get("rel") or "").split())
        address = of.get("href") if tag == "link" and kinds & LOADED else of.get("src")
        if address and tag in {"link", "script", "img"}:
            self.addresses.append(address)


def run(options: argparse.Namespace) -> str:
    """The two tables."""
    progress("set-up, which should find nothing to do")
    again = _set_up_again()
    shutil.rmtree(CACHE, ignore_errors=True)
    CACHE.mkdir(parents=True)
    stand.prepare(CACHE, 1)
    with stand.start(CACHE) as running:
        ready = running.until_ready()
        progress(f"ready after {ready:.1f} s")
        loaded = _first_load(running.port, stand.session_cookie(CACHE))
    return f"{_weights(loaded)}\n\n{_times(options, again, ready)}"


def needs_of(path: str, text: str) -> list[str]:
    """The addresses that a page or a script at ``path`` makes a browser load, without repeats."""
    if urlsplit(path).path.endswith(".js"):
        return [urljoin(path, each) for each in dict.fromkeys(IMPORT.findall(text))]
    parser = Needs()
    parser.feed(text)
    return [urljoin(path, each) for each in dict.fromkeys(parser.addresses)]


def steps_in(output: str) -> list[tuple[str, float]]:
    """The steps that set-up did, and the seconds of each, from what it printed."""
    lines = output.replace("\r", "\n")
    return [(each["title"], float(each["seconds"])) for each in STEP.finditer(lines)]


def whole_in(output: str) -> tuple[bool, float]:
    """Whether set-up had anything to do, and its seconds, from what it printed.

    Raises:
        BenchmarkError: it did not come to its end.
    """
    found = WHOLE.search(output)
    if found is None:
        raise BenchmarkError("Set-up did not come to its end.")
    return found["what"] == "finished", float(found["seconds"])


def _first_load(port: int, cookie: str) -> list[Loaded]:
    """Everything that a browser with an empty cache fetches, once each."""
    loaded: dict[str, Loaded] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        if path not in loaded:
            loaded[path] = _load(port, path, cookie)
            waiting += needs_of(path, loaded[path].text)
    return list(loaded.values())


def _load(port: int, path: str, cookie: str) -> Loaded:
    headers = {
        "Accept-Encoding": "gzip",
        "Cookie": cookie,
        "Sec-Fetch-Site": "same-origin",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise BenchmarkError(f"{path} was answered with status {answer.status}.")
    return Loaded(path, len(body), len(str(answer.headers)), _text(answer, body))


def _text(answer: http.client.HTTPResponse, body: bytes) -> str:
    import gzip

    whole = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
    return whole.decode("utf-8", "replace")


def _weights(loaded: Iterable[Loaded]) -> str:
    files = list(loaded)
    rows = [
        (
            # Without the version that stands in some addresses.
            Path(urlsplit(each.path).path).name or "the page",
            f"{len(each.text.encode()):,}",
            f"{each.body:,}",
            f"{each.headers:,}",
        )
        for each in files
    ]
    total = sum(each.body + each.headers for each in files)
    rows.append(
        (
            "all",
            f"{sum(len(each.text.encode()) for each in files):,}",
            f"{sum(each.body for each in files):,}",
            f"{sum(each.headers for each in files):,}",
        )
    )
    return (
        table(("first load of the chat", "bytes", "compressed", "headers"), rows)
        + f"\n\nOver the connection: {total / 1000:.1f} kB. Aim: at most 150 kB compressed."
    )


def _set_up_again() -> float:
    # By the Python that the environment was made with: were it outdated, set-up would remove it.
    python = Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info)
    began = time.monotonic()
    done = subprocess.run(
        [python, "-m", "tools.setup"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - began
    if done.returncode:
        raise BenchmarkError(f"Set-up failed: {last_line(done.stderr)}")
    if whole_in(done.stdout)[0]:
        raise BenchmarkError("Set-up had something to do. Run this measure again.")
    return seconds


def _times(options: argparse.Namespace, again: float, ready: float) -> str:
    rows: list[tuple[str, str]] = []
    if options.setup_output is not None:
        output = options.setup_output.read_text(encoding="utf-8")
        rows += [(title, f"{seconds:.1f}") for title, seconds in steps_in(output)]
        rows.append(("set-up from nothing, all steps", f"{whole_in(output)[1]:.1f}"))
    if options.from_nothing is not None:
        rows.append(("set-up from nothing, measured by hand", f"{options.from_nothing:.1f}"))
    rows += [
        ("set-up with nothing to do", f"{again:.1f}"),
        ("second `make run`: that, and until all three processes serve", f"{again + ready:.1f}"),
    ]
    return table(("set-up", "seconds"), rows)


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--from-nothing", type=float, metavar="SECONDS", help="set-up from nothing, by hand"
    )
    group.add_argument(
        "--setup-output",
        type=Path,
        metavar="FILE",
        help="what a 'make setup' from nothing printed, for the seconds of its steps",
    )


MEASURE = Measure("page", "First load of the chat, and set-up", run, _options)
