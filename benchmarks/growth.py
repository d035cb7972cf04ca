"""How search grows with the number of passages, from a thousand to a million."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np

from benchmarks.figures import percentile
from benchmarks.measure import BenchmarkError, Measure, last_line, progress
from benchmarks.mixture import GROUP, MEMBERS, Mixture
from benchmarks.report import table
from knowledge.evidence import split_labels
from knowledge.library import Clause, Library, Topic
from knowledge.vectors import EXACT_UP_TO, VectorIndex
from nlu.encoder import SentenceEncoder
from nlu.paths import ROOT, encoder_folder

CACHE = ROOT / ".build" / "bench" / "growth"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WANTED = 10
SEED = 20230901
_AT_A_TIME = 50_000

NOTE = (
    "Aim at 1,000,000: p95 at most 10 ms, recall@10 at least 0.98 of an exact search. One thread; "
    "{queries:,} searches in a process that holds nothing but the index.\n\n"
    "The passages are generated (seed {seed}): unit vectors of {dimension} numbers, in clusters of "
    "{members} on average and of uneven size, with groups of {group} close ones in them. Between "
    "clusters and within them the vectors vary as those of the project’s {phrases:,} training "
    "phrases do between and within their {targets} clauses and topics, and nearest neighbours are "
    "as near as theirs. A query is one more member of a group."
)


@dataclass(frozen=True)
class Grown:
    """One size's figures: seconds, milliseconds, MiB, and the share of the exact ten found."""

    number: int
    build: float
    p50: float
    p95: float
    memory: float
    recall: float


@dataclass(frozen=True)
class Searched:
    """What ``growth_search`` prints."""

    times: list[float]
    found: list[list[int]]
    memory: float


def run(options: argparse.Namespace) -> str:
    """The table, a line for each size."""
    faiss.omp_set_num_threads(1)
    progress("encoding the training phrases, to learn how text is spread")
    library = Library.load(ROOT / "knowledge")
    targets: list[Clause | Topic] = [*library.clauses, *library.topics]
    phrases, labels = split_labels([target.asked_as for target in targets])
    mixture = Mixture.fit(SentenceEncoder(encoder_folder(), threads=2).encode(phrases), labels)
    grown = []
    for number in options.sizes:
        progress(f"{number:,} passages")
        grown.append(_grow(mixture, number, options.queries))
    rows = [
        (
            f"{each.number:,}",
            "exact" if each.number <= EXACT_UP_TO else "4-bit codes, then vectors",
            f"{each.build:.1f}",
            f"{each.memory:.0f}",
            f"{each.p50:.2f}",
            f"{each.p95:.2f}",
            f"{each.recall:.3f}",
        )
        for each in grown
    ]
    heading = (
        "passages",
        "index",
        "build, s",
        "memory, MiB",
        "search p50, ms",
        "p95, ms",
        "recall@10",
    )
    return (
        table(heading, rows)
        + "\n\n"
        + NOTE.format(
            queries=options.queries,
            seed=SEED,
            dimension=len(mixture.mean),
            members=MEMBERS,
            group=GROUP,
            phrases=len(phrases),
            targets=len(targets),
        )
    )


def exact(passages: np.ndarray, queries: np.ndarray, count: int) -> np.ndarray:
    """Positions of the ``count`` nearest passages of each query, in no order."""
    best = np.full((len(queries), count), -np.inf, dtype=np.float32)
    places = np.zeros((len(queries), count), dtype=np.int64)
    for start in range(0, len(passages), _AT_A_TIME):
        cosines = queries @ passages[start : start + _AT_A_TIME].T
        here = np.broadcast_to(np.arange(start, start + cosines.shape[1]), cosines.shape)
        both, all_places = np.hstack([best, cosines]), np.hstack([places, here])
        kept = np.argpartition(-both, count - 1, axis=1)[:, :count]
        best = np.take_along_axis(both, kept, axis=1)
        places = np.take_along_axis(all_places, kept, axis=1)
    return places


def recall(found: list[list[int]], wanted: np.ndarray) -> float:
    """The share, from 0 to 1, of the wanted positions that were found."""
    pairs = zip(found, wanted.tolist(), strict=True)
    return sum(len(set(mine) & set(right)) for mine, right in pairs) / wanted.size


def _grow(mixture: Mixture, number: int, queries: int) -> Grown:
    passages, asked = mixture.draw(number, queries, SEED)
    wanted = exact(passages, asked, WANTED)
    CACHE.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        began = time.perf_counter()
        index = VectorIndex.build(passages)
        seconds = time.perf_counter() - began
        index.save(scratch / "index")
        np.save(scratch / "queries.npy", asked)
        # The child's memory is measured, not ours, but the machine should have room for it.
        del index, passages
        searched = _searched(scratch)
    finally:
        shutil.rmtree(scratch)
    return Grown(
        number=number,
        build=seconds,
        p50=percentile(searched.times, 0.5),
        p95=percentile(searched.times, 0.95),
        memory=searched.memory,
        recall=recall(searched.found, wanted),
    )


def _searched(folder: Path) -> Searched:
    done = subprocess.run(
        [
            sys.executable, "-m", "benchmarks.growth_search",
            str(folder / "index"), str(folder / "queries.npy"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise BenchmarkError(f"The search failed: {last_line(done.stderr)}")
    return Searched(**json.loads(done.stdout))


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of passages")
    group.add_argument("--queries", type=int, default=1000, help="searches at each size (1000)")


MEASURE = Measure("growth", "Growth", run, _options)
