"""The machine that figures were taken on: what matters to them, and nothing that names it."""

from __future__ import annotations

import os
import platform
import re
import shlex
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nlu.paths import ROOT

VERSION = "import platform; print(platform.python_version())"


def provenance(command: Sequence[str], load: float) -> str:
    """One line: the command, the day and the machine; ``load`` is the load average at the start."""
    words = [Path(word).name if "/" in word else word for word in command]
    busy = "" if load < 0.5 else f" Load average at the start {load:.1f}: other work was running."
    return (
        f"`.venv/bin/python -m benchmarks {shlex.join(words)}`, {datetime.now(UTC):%d %B %Y}: "
        f"{os.cpu_count()} cores ({_processor()}), {_memory():.0f} GiB of memory, "
        f"Python {platform.python_version()} and {_rasa_python()} (Rasa).{busy}"
    )


def load_average() -> float:
    """How many processes wanted to run, in the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except FileNotFoundError:
        return platform.machine()
    facts = dict(re.findall(r"^([^\t\n]+)\t*: (.+)$", text, re.MULTILINE))
    name = facts.get("model name", platform.machine())
    family = facts.get("cpu family")
    return f"{name}, family {family}" if family else name


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _rasa_python() -> str:
    python = ROOT / ".venv-rasa" / "bin" / "python"
    try:
        done = subprocess.run([python, "-c", VERSION], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "none"
    return done.stdout.strip()
