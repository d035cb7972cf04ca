"""Which sentence encoder earns its place: all-MiniLM-L6-v2 against all-mpnet-base-v2."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.answers import examples, scores_of
from benchmarks.figures import percent
from benchmarks.measure import BenchmarkError, Measure, last_line, progress
from benchmarks.report import table
from knowledge.retriever import Retriever
from knowledge.shelf import ENCODER_FOLDER
from nlu import export as export_module
from nlu import models as models_module
from nlu.encoder import DESCRIPTION_FILE, MODEL_FILE
from nlu.export import export
from nlu.models import LARGE, SMALL, ModelError, find_model, sha256_of
from nlu.paths import ROOT

CACHE = ROOT / ".build" / "bench" / "encoders"
Maker = Callable[[Path], None]
HEADING = (
    "", "plain: right first", "refused", "hurried: right first", "refused", "far: refused",
    "near: refused", "ms a question", "p95", "memory, MiB", "file, MiB",
)  # fmt: skip


def _export(model: str) -> Maker:
    return lambda folder: export(model, folder)


def _whole(model: str) -> Maker:
    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            # Named by its path, a model is exported as it is.
            export(str(find_model(model, Path(scratch))), folder)

    return make


def _eight_bits(source: str) -> Maker:
    def make(folder: Path) -> None:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        whole = _made(source)
        unfinished = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(whole, unfinished)
        logging.getLogger().setLevel(logging.ERROR)  # it advises steps that are not wanted here
        quantize_dynamic(
            str(whole / MODEL_FILE), str(unfinished / MODEL_FILE), weight_type=QuantType.QInt8
        )
        described = unfinished / DESCRIPTION_FILE
        description = json.loads(described.read_text(encoding="utf-8"))
        description["fingerprint"] = sha256_of(unfinished / MODEL_FILE)[:16]
        described.write_text(json.dumps(description), encoding="utf-8")
        unfinished.rename(folder)

    return make


# By the name of its folder: what it is called in the table, and how it is made.
ENCODERS: dict[str, tuple[str, Maker]] = {
    "small": ("MiniLM", _export(SMALL)),
    "small-8": ("MiniLM, 8 bits", _eight_bits("small")),
    "large-whole": ("mpnet", _whole(LARGE)),
    "large-8": ("mpnet, 8 bits", _eight_bits("large-whole")),
    "large": ("mpnet, 8 bits but for some layers (`encoder: large`)", _export(LARGE)),
}


def run(options: argparse.Namespace) -> str:
    """The table: the same knowledge, learnt anew with each encoder."""
    asked = examples()
    rows = []
    for name in options.only or ENCODERS:
        title, _ = ENCODERS[name]
        folder = _made(name)
        progress(f"{title}: learning the knowledge, then {len(asked)} questions")
        scores = scores_of(Retriever.open(ROOT, folder.parent), asked)
        by_kind = {score.kind: score for score in scores}
        figures = _cost(folder)
        rows.append(
            (
                title,
                percent(by_kind["plain"].recall_1),
                percent(by_kind["plain"].refused),
                percent(by_kind["hurried"].recall_1),
                percent(by_kind["hurried"].refused),
                percent(by_kind["far"].refused),
                percent(by_kind["near"].refused),
                f"{figures['p50']:.1f}",
                f"{figures['p95']:.1f}",
                f"{figures['memory']:.0f}",
                f"{figures['file']:.0f}",
            )
        )
    return table(HEADING, rows) + (
        "\n\nThe questions are those of the measure `answers`; milliseconds are for encoding one "
        "of them, median and 95th percentile, on one thread, in a process of its own."
    )


def _made(name: str) -> Path:
    """The folder of an encoder, made now unless this very code has made it before."""
    digest = hashlib.sha256()
    for code in (export_module, models_module):
        digest.update(Path(str(code.__file__)).read_bytes())
    folder = CACHE / digest.hexdigest()[:8] / name / ENCODER_FOLDER
    if not (folder / DESCRIPTION_FILE).is_file():
        title, make = ENCODERS[name]
        progress(f"{title}: exporting it")
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            make(folder)
        except ModelError as fault:
            raise BenchmarkError(str(fault)) from fault
    return folder


def _cost(folder: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.encoder_cost", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"The cost could not be taken: {last_line(done.stderr)}")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--only", nargs="+", choices=list(ENCODERS), help="some of the encoders")


MEASURE = Measure("encoders", "MiniLM against mpnet", run, _options, by_default=False)
