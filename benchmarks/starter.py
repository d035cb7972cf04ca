"""The bot of ``rasa init``, as it comes: its own data, its own configuration, its REST channel."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import yaml

from benchmarks.measure import BenchmarkError, last_line
from benchmarks.processes import Running, seconds_of
from nlu.paths import ROOT

BIN = ROOT / ".venv-rasa" / "bin"
MODEL = "starter"
# What `rasa init --no-prompt` calls before it trains.
MAKE = "from rasa.cli.scaffold import create_initial_project; create_initial_project('.')"
ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def make(folder: Path) -> None:
    """Writes the starter project to ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = subprocess.run(
        [BIN / "python", "-W", "ignore", "-c", MAKE],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"The starter bot could not be made: {last_line(done.stderr)}")


def train(folder: Path) -> float:
    """Trains it; the seconds that took."""
    command = (BIN / "rasa", "train", "--fixed-model-name", MODEL, "--out", "models")
    return seconds_of(command, ENVIRONMENT, folder, folder / "train.log")


def is_trained(folder: Path) -> bool:
    """Whether there is a model."""
    return (folder / "models" / f"{MODEL}.tar.gz").is_file()


def start(folder: Path, port: int) -> Running:
    """Starts it on a loopback port."""
    command = (
        BIN / "rasa", "run",
        "--interface", "127.0.0.1",
        "--port", str(port),
        "--model", f"models/{MODEL}.tar.gz",
    )  # fmt: skip
    return Running("starter bot", command, ENVIRONMENT, folder=folder, port=port, path="/")


def phrases(folder: Path) -> list[str]:
    """What its own training data say to it."""
    data = yaml.safe_load((folder / "data" / "nlu.yml").read_text(encoding="utf-8"))
    return [
        line.removeprefix("- ").strip()
        for intent in data["nlu"]
        for line in intent["examples"].splitlines()
        if line.strip()
    ]
