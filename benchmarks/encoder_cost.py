"""What one encoder costs: ``python -m benchmarks.encoder_cost FOLDER`` prints it as JSON.

In a process of its own, so that nothing else is in its memory.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.figures import percentile
from benchmarks.memory import resident
from knowledge.evaluate import read_examples
from nlu.encoder import SentenceEncoder
from nlu.paths import ROOT

WARM_UP = 20


def cost(folder: Path, questions: list[str]) -> dict[str, float]:
    """Milliseconds a question on one thread (median, 95th percentile) and memory in MiB."""
    before = resident()
    encoder = SentenceEncoder(folder, threads=1)
    for question in questions[:WARM_UP]:
        encoder.encode([question])
    times = []
    for question in questions:
        began = time.perf_counter()
        encoder.encode([question])
        times.append((time.perf_counter() - began) * 1000)
    return {
        "p50": percentile(times, 0.5),
        "p95": percentile(times, 0.95),
        "memory": (resident() - before) / 2**20,
        "file": (folder / "model.onnx").stat().st_size / 2**20,
        "dimension": encoder.dimension,
    }


def main() -> None:
    """Prints the cost of the encoder in the folder named."""
    asked = read_examples(ROOT / "tests" / "evaluation" / "covered.jsonl")
    print(json.dumps(cost(Path(sys.argv[1]), [each.question for each in asked])))


if __name__ == "__main__":
    main()
