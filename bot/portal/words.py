"""How the portal says dates, states and what is due: plain words, British time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.model import OPEN, Case

ZONE = ZoneInfo("Europe/London")
SOON = timedelta(days=1)

STATES = {
    "submitted": "Not opened yet",
    "acknowledged": "Being looked at",
    "more_information": "A question is open",
    "decided": "Decided",
    "resolved": "Resolved",
    "withdrawn": "Withdrawn",
    "closed": "Closed",
}
OUTCOMES = {
    "approved": "Approved",
    "declined": "Declined",
    "resolved": "Resolved",
    "withdrawn": "Withdrawn",
}
COLOURS = {
    "Approved": "green",
    "Declined": "red",
    "Resolved": "green",
    "Withdrawn": "grey",
    "Closed": "grey",
    "A question is open": "purple",
    "Being looked at": "turquoise",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on a coloured ground. The colour says nothing that the word does not."""

    words: str
    colour: str


@dataclass(frozen=True, slots=True)
class Due:
    """When something is wanted, in words. `urgency` is late, soon or later."""

    words: str
    urgency: str
    moment: str


def day(value: date | datetime | None) -> str:
    """Such as 'Friday 4 December 2026'; nothing for None."""
    if value is None:
        return ""
    local = value.astimezone(ZONE) if isinstance(value, datetime) else value
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def short_day(value: date | datetime | None) -> str:
    """Such as '4 December 2026'; nothing for None."""
    return day(value).partition(" ")[2]


def moment(value: datetime | None) -> str:
    """Such as 'Friday 4 December 2026 at 09:30'; nothing for None."""
    if value is None:
        return ""
    return f"{day(value)} at {value.astimezone(ZONE):%H:%M}"


def state(case: Case) -> Tag:
    """Where a case stands: its outcome once it has one, even after it was closed."""
    words = OUTCOMES[case.outcome] if case.outcome else STATES[case.state]
    return Tag(words, COLOURS.get(words, "blue"))


def due(case: Case, now: datetime) -> Due | None:
    """When a decision is wanted; None when the case waits for none."""
    if case.state not in OPEN:
        return None
    left = case.due_at - now
    at = f"{case.due_at.astimezone(ZONE):%H:%M}"
    days = (case.due_at.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
    if left < timedelta():
        words, urgency = f"Overdue: was due {_late(days, at)}", "late"
    elif days == 0:
        words, urgency = f"Due today by {at}", "soon"
    elif days == 1:
        words, urgency = f"Due tomorrow by {at}", "soon"
    else:
        words, urgency = f"Due {day(case.due_at)}", "soon" if left < SOON else "later"
    return Due(words, urgency, case.due_at.isoformat())


def _late(days: int, at: str) -> str:
    if days == 0:
        return f"today at {at}"
    if days == -1:
        return "yesterday"
    return f"{-days} days ago"


def size(number: int) -> str:
    """A file's size, such as '320 kB'."""
    if number < 1_000:
        return f"{number} bytes"
    if number < 1_000_000:
        return f"{round(number / 1_000)} kB"
    return f"{number / 1_000_000:.1f} MB"
