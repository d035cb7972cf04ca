"""Searches an index kept in a file: ``python -m benchmarks.growth_search INDEX QUERIES``.

Prints JSON: milliseconds of each search, positions found, memory in MiB. In a process of its own,
so that its memory is the index's, and on one thread.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import faiss
import numpy as np

from benchmarks.memory import resident
from knowledge.vectors import VectorIndex

WARM_UP = 20


def main() -> None:
    """Searches for the ten nearest of each query."""
    faiss.omp_set_num_threads(1)
    queries = np.load(sys.argv[2])
    before = resident()
    index = VectorIndex.load(Path(sys.argv[1]))
    for query in queries[:WARM_UP]:
        index.search(query, 10)
    times, found = [], []
    for query in queries:
        began = time.perf_counter()
        _, positions = index.search(query, 10)
        times.append((time.perf_counter() - began) * 1000)
        found.append(positions.tolist())
    memory = (resident() - before) / 2**20
    print(json.dumps({"times": times, "found": found, "memory": memory}))


if __name__ == "__main__":
    main()
