"""What the tests of the pages under "Manage" share."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
from sqlalchemy import select

from cases.directory import Person
from cases.organisation import Organisation, read_organisation
from cases.tables import audit
from tests.bot.crowd import Crowd
from tests.bot.live import Live

ADMINISTRATOR = "owner@example.org"
MANAGER = "manager@example.org"
HEAD = "head@example.org"


def file_of(crowd: Crowd) -> Path:
    return crowd.settings.organisation_file


def declared(crowd: Crowd) -> Organisation:
    return read_organisation(file_of(crowd))


def person_of(crowd: Crowd, email: str) -> Person | None:
    return next((each for each in declared(crowd).people if each.email == email), None)


def stamp_of(page: str) -> str:
    found = re.search(r'name="stamp" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def post_form(client: httpx.Client, address: str, **fields: object) -> httpx.Response:
    """Opens the form at this address and sends it with these fields."""
    stamp = stamp_of(client.get(address).text)
    return client.post(address, data={"stamp": stamp, **fields})


def problems_in(answer: httpx.Response) -> dict[str, str]:
    """The error summary: words by the id they lead to. Each leads to something on the page."""
    found = re.findall(r'<li><a href="#([\w-]+)">([^<]+)</a></li>', answer.text)
    for field, _ in found:
        assert f'id="{field}"' in answer.text, field
    return {field: unescape(words) for field, words in found}


def audited(live: Live, action: str, subject: str) -> list[tuple[str, dict[str, object]]]:
    """Who did this to it, and the details."""
    query = select(audit).where(audit.c.action == action, audit.c.subject == subject)
    rows = live.gateway.database.read_now(lambda c: c.execute(query).all())
    return [(row.actor, row.detail) for row in rows]


def look_again(live: Live) -> None:
    """The directory reads its file at its next use, as it does within a second by itself."""
    live.gateway.directory._looked = float("-inf")
