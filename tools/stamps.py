"""Content stamps: what a step was made from, so that only a change makes it run again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

# Made by running or editing the project: never a reason to build again.
PASSED_OVER = {"__pycache__", ".DS_Store"}


def files_under(*paths: Path) -> Iterator[Path]:
    """The files at and below ``paths``, in a fixed order; a missing path yields none."""
    for path in paths:
        if path.is_dir():
            for entry in sorted(path.iterdir()):
                if entry.name not in PASSED_OVER:
                    yield from files_under(entry)
        elif path.is_file():
            yield path


def digest_of(root: Path, files: Iterable[Path], facts: Iterable[str] = ()) -> str:
    """SHA-256, in hexadecimal, over ``files`` (name below ``root``, content) and ``facts``.

    The same files under another root give the same digest.
    """
    digest = hashlib.sha256()
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()}\0{content}\n".encode())
    for fact in facts:
        # Files' lines hold a NUL after the name; a fact's line starts with one.
        digest.update(f"\0{fact}\n".encode())
    return digest.hexdigest()


class Stamps:
    """The stamps of finished steps, one small file a step in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, step: str) -> str | None:
        """The digest that ``step`` was last finished with; None when it never was."""
        try:
            return self._path(step).read_text(encoding="ascii")
        except FileNotFoundError:
            return None

    def write(self, step: str, digest: str) -> None:
        """Records that ``step`` is finished: whole or, if interrupted, not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._path(step).with_suffix(".new")
        unfinished.write_text(digest, encoding="ascii")
        unfinished.replace(self._path(step))

    def remove(self, step: str) -> None:
        """Forgets ``step``; nothing happens when it has no stamp."""
        self._path(step).unlink(missing_ok=True)

    def _path(self, step: str) -> Path:
        return self._folder / f"{step}.sha256"
