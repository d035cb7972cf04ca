from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_an_old_python_is_told_what_is_wanted() -> None:
    done = subprocess.run(
        [ROOT / ".venv-rasa" / "bin" / "python", "-m", "tools.setup"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Set-up needs Python 3.11 or newer, and this is 3.10.")
    assert len(done.stderr.splitlines()) == 1
