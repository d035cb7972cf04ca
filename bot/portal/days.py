"""Days as people type them into a form, day first."""

from __future__ import annotations

import re
from datetime import date

SEVERAL = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})")
EXAMPLE = "like 4/12/2026"


def day_from(words: str) -> date | None:
    """The day of '4/12/2026', '4 12 2026' or '2026-12-04' (what a browser's date box sends).

    None for anything else, and for days there are not.
    """
    text = words.strip()
    try:
        if found := SEVERAL.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def typed(day: date | None) -> str:
    """A day as it stands in a box of a form."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""
