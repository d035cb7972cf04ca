"""What every measure offers to the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass


class BenchmarkError(RuntimeError):
    """A measure cannot be taken; the message says why, in one line."""


def no_options(_parser: argparse._ArgumentGroup) -> None:
    """For a measure that takes none."""


@dataclass(frozen=True)
class Measure:
    """``run(options)`` measures and returns Markdown; ``add_options`` declares what it may be told.

    Unless ``by_default``, it is run only when named.
    """

    name: str
    title: str
    run: Callable[[argparse.Namespace], str]
    add_options: Callable[[argparse._ArgumentGroup], None] = no_options
    by_default: bool = True


def last_line(output: str) -> str:
    """What a program said last: of a traceback, the error itself."""
    lines = output.strip().splitlines()
    return lines[-1].strip()[:300] if lines else "it said nothing"


def progress(words: str) -> None:
    """Tells the person who waits how far it is."""
    print(f"  {words}", flush=True)
