"""Bar charts as SVG: where each bar and each word stands. `portal/chart.html` draws them.

A chart is made for a phone's width and grows with the page. All is in attributes and classes: the
pages allow no inline style. Each chart has a title and a description, and a table says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
"""In the chart's own units: pixels on the narrowest screen."""

LABEL = 74
"""Room for the labels beside the bars."""

VALUE = 30
"""Room for the number after the longest bar."""

STEP, THICK = 24, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `kind` is its class, which says how it is filled."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text whose baseline starts at (x, y)."""

    x: float
    y: float
    words: str
    kind: str = "chart__label"


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole chart. `key`: class and meaning of each kind of bar."""

    id: str
    title: str
    description: str
    height: float
    bars: tuple[Bar, ...]
    words: tuple[Word, ...]
    key: tuple[tuple[str, str], ...]
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Stack:
    """A row of a chart: parts one after the other, and what is written behind them."""

    label: str
    parts: tuple[tuple[str, float], ...]
    value: str


def stacked(
    identifier: str,
    title: str,
    description: str,
    rows: Sequence[Stack],
    key: Sequence[tuple[str, str]],
) -> Chart:
    """A row for each stack, its label at the left."""
    scale = _scale(rows, WIDTH - LABEL - VALUE)
    bars: list[Bar] = []
    words: list[Word] = []
    for number, row in enumerate(rows):
        top = number * STEP + (STEP - THICK) / 2
        words.append(Word(0, top + THICK - 4, row.label))
        end = _add_bars(bars, row, LABEL, top, scale)
        words.append(Word(end + 4, top + THICK - 4, row.value, "chart__value"))
    height = max(len(rows), 1) * STEP
    return Chart(identifier, title, description, height, tuple(bars), tuple(words), tuple(key))


def labelled_above(
    identifier: str,
    title: str,
    description: str,
    rows: Sequence[Stack],
    key: Sequence[tuple[str, str]],
) -> Chart:
    """A row for each stack, its label (which may be long) above it."""
    scale = _scale(rows, WIDTH - VALUE * 3)
    bars: list[Bar] = []
    words: list[Word] = []
    for number, row in enumerate(rows):
        top = number * STEP * 2
        words.append(Word(0, top + 16, row.label))
        end = _add_bars(bars, row, 0, top + STEP, scale)
        words.append(Word(end + 4, top + STEP + THICK - 4, row.value, "chart__value"))
    height = max(len(rows), 1) * STEP * 2
    return Chart(identifier, title, description, height, tuple(bars), tuple(words), tuple(key))


def _scale(rows: Sequence[Stack], room: float) -> float:
    longest = max((sum(size for _, size in row.parts) for row in rows), default=0)
    return room / longest if longest else 0


def _add_bars(bars: list[Bar], row: Stack, x: float, y: float, scale: float) -> float:
    for kind, size in row.parts:
        width = round(size * scale, 2)
        if width:
            bars.append(Bar(round(x, 2), y, width, THICK, kind))
        x += width
    return round(x, 2)
