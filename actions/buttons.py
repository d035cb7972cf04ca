"""The buttons under a reply. The gateway hands people a token in place of the payload."""

from __future__ import annotations

import json

from actions import wording
from cases.procedures import Procedure

Button = dict[str, str]
LONGEST_TITLE = 60


def button(title: str, intent: str, **values: str) -> Button:
    """A quick reply that stands for ``intent`` with these values."""
    return {"title": _short(title), "payload": f"/{intent}{json.dumps(values) if values else ''}"}


def start(procedure: Procedure) -> Button:
    """Starts a procedure."""
    return button(procedure.title, "start_procedure", procedure=procedure.id)


def more_on(section: str, after: str | None = None) -> Button:
    """Reads out a section; ``after`` is the clause that was read already."""
    values = {"section": section} | ({"clause": after} if after else {})
    return button(wording.MORE_ON_SECTION.format(section=section), "more_on_section", **values)


def section(number: str, title: str) -> Button:
    """Reads out a section from its beginning."""
    return button(f"{number}. {title}", "more_on_section", section=number)


def read_on(section: str, start: int) -> Button:
    """Goes on reading a section from its clause number ``start`` (from 0)."""
    return button(wording.READ_ON, "more_on_section", section=section, start=str(start))


def this_rule(clause_id: str, title: str) -> Button:
    """Reads out one clause."""
    return button(title, "more_on_section", clause=clause_id)


def ask_owner() -> Button:
    """Puts the question to the guidance owner."""
    return button(wording.ASK_OWNER, "ask_owner")


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
