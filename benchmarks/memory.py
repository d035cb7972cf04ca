"""Memory that processes hold, as Linux counts it."""

from __future__ import annotations

from pathlib import Path

PROC = Path("/proc")


def resident() -> int:
    """The resident memory of the process that asks, in bytes."""
    return _kilobytes(PROC / "self" / "smaps_rollup", "Rss") * 1024


def family(pid: int) -> list[int]:
    """The process ``pid`` and every process that it or its children started, still running."""
    parents: dict[int, int] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text(encoding="utf-8")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            # The name stands in brackets and may hold anything; the parent is the second after it.
            parents[int(folder.name)] = int(status.rpartition(")")[2].split()[1])
    members = [pid]
    for member in members:
        members += [child for child, parent in parents.items() if parent == member]
    return members


def of_family(pid: int) -> tuple[float, float]:
    """Resident and proportional memory of ``family(pid)``, summed, in MiB.

    Resident memory counts a page that processes share once for each; proportional memory once.
    """
    files = [PROC / str(member) / "smaps_rollup" for member in family(pid)]
    rss = sum(_kilobytes(file, "Rss") for file in files)
    pss = sum(_kilobytes(file, "Pss") for file in files)
    return rss / 1024, pss / 1024


def _kilobytes(file: Path, field: str) -> int:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
