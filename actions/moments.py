"""Days and moments as they are said: "Friday 4 December 2026", in British time."""

from __future__ import annotations

from datetime import date, datetime

from cases.calendar import ZONE


def day(moment: datetime | date) -> str:
    """The day, in words."""
    when = moment.astimezone(ZONE) if isinstance(moment, datetime) else moment
    return f"{when:%A} {when.day} {when:%B %Y}"


def deadline(moment: datetime, *, by_hours: bool) -> str:
    """The day; with the hour where hours count."""
    local = moment.astimezone(ZONE)
    return f"{local:%H:%M} on {day(moment)}" if by_hours else day(moment)
