"""``python -m benchmarks [NAME…]``: takes the measures and writes them to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import answers, cases, encoders, faults, folder_fit, folders, growth, page, speed
from benchmarks.machine import load_average, provenance
from benchmarks.measure import BenchmarkError, Measure
from benchmarks.report import ReportError, write_block
from nlu.paths import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
MEASURES: tuple[Measure, ...] = (
    answers.MEASURE,
    encoders.MEASURE,
    folders.MEASURE,
    folder_fit.MEASURE,
    speed.MEASURE,
    growth.MEASURE,
    page.MEASURE,
    cases.MEASURE,
    faults.MEASURE,
)


def parser() -> argparse.ArgumentParser:
    """The command line; every measure adds its own options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    made.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"any of: {', '.join(each.name for each in MEASURES)}; without one, all but "
        f"{', '.join(each.name for each in MEASURES if not each.by_default)}",
    )
    made.add_argument("--page", type=Path, default=PAGE, help="where to write (docs/benchmarks.md)")
    for each in MEASURES:
        each.add_options(made.add_argument_group(each.name))
    return made


def main(arguments: Sequence[str]) -> int:
    """Takes the measures; the exit code."""
    options = parser().parse_args(arguments)
    known = {each.name: each for each in MEASURES}
    if unknown := [name for name in options.names if name not in known]:
        print(f"There is no measure '{unknown[0]}'. There are: {', '.join(known)}.")
        return 2
    chosen = [known[name] for name in options.names] or [
        each for each in MEASURES if each.by_default
    ]
    load = load_average()
    for each in chosen:
        print(f"{each.name}: {each.title}", flush=True)
        began = time.monotonic()
        try:
            figures = each.run(options)
            content = f"{provenance(arguments, load)}\n\n{figures}"
            write_block(options.page, each.name, each.title, content)
        except (BenchmarkError, ReportError) as fault:
            print(f"{each.name}: {fault}", file=sys.stderr)
            return 1
        print(f"{figures}\n  ({time.monotonic() - began:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
