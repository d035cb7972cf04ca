"""`/portal/audit`: who did what, for administrators: references and people, never the content.

Of confidential cases an administrator learns neither what they are, nor who handles them, nor who
sent them; of a case that concerns the administrator, nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from sqlalchemy import Connection, and_, exists, false, func, select
from starlette.requests import Request
from starlette.responses import Response

from bot.portal.forms import number
from bot.portal.manage import ADMINISTRATOR, AUDIT, Manage
from bot.portal.shared import Portal
from cases import audit as trail
from cases.directory import Person
from cases.tables import audit, case_file, case_party

PAGE = 50
LONGEST = 120
CONFIDENTIAL = "A confidential case"
WHO_SENT_IT = "Whoever sent it"

HIDDEN = func.coalesce(case_file.c.confidential, false())
"""Whether an entry is about a confidential case."""

SENDER = and_(HIDDEN, func.coalesce(case_file.c.reporter, "") == audit.c.actor)
"""Whether an entry's actor is the one who sent a confidential case."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail, for reading."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


class AuditPage:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """The newest entries, or those that fit; checked as a whole when that is asked for."""
        query = {
            name: request.query_params.get(name, "").strip()[:LONGEST]
            for name in ("actor", "subject", "action")
        }
        before = number(request.query_params.get("before"))
        entries = await self._portal.read(lambda c: read(c, person, query, before))
        actions = await self._portal.read(_actions)
        faults: list[str] | None = None
        if request.query_params.get("verify") == "yes":
            faults = await self._portal.read(trail.verify)
        more = len(entries) > PAGE
        shown = entries[:PAGE]
        kept = {name: value for name, value in query.items() if value}
        older = {**kept, "before": str(shown[-1].number)} if more else None
        return await self._manage.page(
            person,
            "portal/admin_audit.html",
            own=AUDIT,
            entries=shown,
            query=query,
            filtered=bool(kept),
            actions=[("", "Anything"), *((each, in_words(each)) for each in actions)],
            older=f"{AUDIT}?{urlencode(older)}" if older else None,
            newest=f"{AUDIT}?{urlencode(kept)}" if before else None,
            faults=faults,
        )


def read(
    connection: Connection, viewer: Person, query: Mapping[str, str], before: int
) -> list[Entry]:
    """One entry more than a page shows, the newest first; before the number `before` unless 0."""
    concerned = exists().where(
        case_party.c.case_id == case_file.c.id,
        case_party.c.person == viewer.email,
        case_party.c.part == "concerned",
    )
    rows = (
        select(audit, HIDDEN.label("hidden"), SENDER.label("sender"))
        .join_from(audit, case_file, case_file.c.reference == audit.c.subject, isouter=True)
        .where(~concerned)
        .order_by(audit.c.number.desc())
        .limit(PAGE + 1)
    )
    if before:
        rows = rows.where(audit.c.number < before)
    if query["actor"]:
        rows = rows.where(audit.c.actor == query["actor"].lower(), ~SENDER)
    if query["subject"]:
        named = query["subject"]
        rows = rows.where(audit.c.subject.in_([named, named.upper(), named.lower()]))
    if query["action"]:
        rows = rows.where(audit.c.action == query["action"])
    return [
        Entry(
            row.number,
            row.at,
            WHO_SENT_IT if row.sender else row.actor,
            in_words(row.action),
            row.subject,
            CONFIDENTIAL if row.hidden else _detail(row.detail),
        )
        for row in connection.execute(rows)
    ]


def in_words(action: str) -> str:
    """'case_read' as 'Case read'."""
    return action.replace("_", " ").capitalize()


def _detail(detail: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in sorted(detail.items())
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "none"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "none" if value is None else str(value)


def _actions(connection: Connection) -> list[str]:
    query = select(audit.c.action).distinct().order_by(audit.c.action)
    return list(connection.execute(query).scalars())


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the page."""
    pages = AuditPage(portal, manage)
    portal.route(app, AUDIT, pages.show, "GET", roles=(ADMINISTRATOR,))
