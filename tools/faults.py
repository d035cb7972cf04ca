"""What can go wrong in set-up, said in one line that names the missing thing and the cure."""

from __future__ import annotations

import re


class SetupError(Exception):
    """Set-up cannot go on; the message is one line for the person who ran it."""


UNREACHABLE = (
    "Temporary failure in name resolution",
    "Network is unreachable",
    "Failed to establish a new connection",
    "Max retries exceeded",
    "Connection refused",
    "dns error",
    "error sending request",
    "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH",
)
SHORTAGES: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|ENOSPC",
        "the disk is full: set-up needs about 6 GB here and as much again for the package caches",
    ),
    (
        r"ensurepip is not available|No module named '?(?:venv|ensurepip)",
        "this Python cannot make environments: install Debian's package python3-venv",
    ),
    (
        "|".join(UNREACHABLE),
        "the package index could not be reached: check the network and any mirror's settings",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "the package index has no {what} for this Python and this machine",
    ),
    (
        r"Because (?P<what>\S+) was not found in the package registry",
        "the package index has no {what}",
    ),
    (r"npm (?:error|ERR!) code ETARGET", "the npm registry lacks a version that is pinned"),
    (r"Permission denied|EACCES", "a file of the project may not be written: check its owner"),
    (r"MemoryError|Cannot allocate memory|^Killed", "memory ran out: 4 GB should be free"),
)
# Our own command line marks a fault with a cross.
LINE_OF_ERROR = re.compile(r"^(?:✗|(?:ERROR|error|Error|npm error|\w[\w.]*(?:Error|Exception))\b)")


def reason_in(output: str) -> str:
    """The reason of a failure, in one line, found in what the failed program printed."""
    for pattern, reason in SHORTAGES:
        if found := re.search(pattern, output, re.MULTILINE):
            return reason.format(**found.groupdict())
    lines = [line.strip() for line in output.splitlines() if line.strip().strip("✗ .")]
    telling = [line for line in lines if LINE_OF_ERROR.match(line)] or lines
    return telling[-1].strip("✗ .") if telling else "it printed nothing"
