"""Finding a Python 3.10 for Rasa, which runs on nothing newer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tools.commands import output_of
from tools.faults import SetupError

WANTED = "3.10"
ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"
MISSING = (
    "Python 3.10 is missing, and Rasa needs it: install it so that 'python3.10' runs, or by "
    "'uv python install 3.10' or 'pyenv install 3.10', then start again."
)

Ask = Callable[[Sequence[str | Path]], str | None]


def find_python(uv: Path, ask: Ask = output_of) -> Path:
    """A Python 3.10 that runs: on the PATH, known to uv, under pyenv, or else fetched by uv.

    ``ask`` runs a command and gives what it prints, or None when it fails.

    Raises:
        SetupError: there is none and none could be fetched.
    """
    for candidate in _candidates(uv, ask):
        # A name on the PATH may be pyenv's shim, which refuses to run.
        if ask([candidate, "-c", ASK_VERSION]) == WANTED:
            return candidate
    raise SetupError(MISSING)


def _candidates(uv: Path, ask: Ask) -> Iterator[Path]:
    yield from _on_path()
    # uv gives up at the first name on the PATH that will not run, so pyenv is asked as well.
    if known := ask([uv, "python", "find", WANTED, "--no-python-downloads"]):
        yield Path(known)
    yield from _under_pyenv(ask)
    if ask([uv, "python", "install", WANTED]) is not None:
        managed = ["--managed-python", "--no-python-downloads"]
        if fetched := ask([uv, "python", "find", WANTED, *managed]):
            yield Path(fetched)


def _on_path() -> Iterator[Path]:
    for folder in os.get_exec_path():
        if found := shutil.which(f"python{WANTED}", path=folder):
            yield Path(found)


def _under_pyenv(ask: Ask) -> Iterator[Path]:
    roots = [Path(os.environ["PYENV_ROOT"])] if os.environ.get("PYENV_ROOT") else []
    roots.append(Path.home() / ".pyenv")
    programs = [shutil.which("pyenv"), *(str(root / "bin" / "pyenv") for root in roots)]
    for program in programs:
        if program and (prefix := ask([program, "prefix", WANTED])):
            # Several prefixes are given with colons between them.
            yield from (Path(each) / "bin" / "python" for each in prefix.split(":"))
    for root in roots:
        for version in sorted((root / "versions").glob(f"{WANTED}.*"), reverse=True):
            yield version / "bin" / "python"
