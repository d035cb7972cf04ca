"""Where figures go: each measure has a marked block of its own in ``docs/benchmarks.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

OPENING = "# Benchmarks\n\nWhat stands between two marks is written by the command it names.\n"


class ReportError(ValueError):
    """The page cannot be written to; the message says why."""


def write_block(page: Path, name: str, title: str, content: str) -> None:
    """Puts ``content`` in the block ``name`` of ``page``; everything else on the page stays.

    A page without that block gets one at its end, under the heading ``title``.

    Raises:
        ReportError: the marks on the page are not a pair.
    """
    text = page.read_text(encoding="utf-8") if page.is_file() else OPENING
    page.parent.mkdir(parents=True, exist_ok=True)
    unfinished = page.with_suffix(".part")
    unfinished.write_text(with_block(text, name, title, content), encoding="utf-8")
    unfinished.replace(page)


def with_block(text: str, name: str, title: str, content: str) -> str:
    """``text`` with the block ``name`` holding ``content``; see ``write_block``."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    block = f"{start}\n{content.strip()}\n{end}"
    if start not in text and end not in text:
        return f"{text.rstrip()}\n\n## {title}\n\n{block}\n"
    found = re.findall(re.escape(start) + ".*?" + re.escape(end), text, re.DOTALL)
    if len(found) != 1 or text.count(start) != 1 or text.count(end) != 1:
        raise ReportError(f"The page should hold '{start}' once and, after it, '{end}' once.")
    return text.replace(found[0], block)


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column is words, the others are figures."""
    lines = [heading, ["---", *("---:" for _ in heading[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
