"""The pages under "Manage": people, schools, terms, cover, images, figures, notices, audit."""

from __future__ import annotations

from fastapi import FastAPI

from bot.portal import (
    audit_page,
    cover,
    figures,
    importing,
    leaving,
    people,
    register,
    schools,
    terms,
    undelivered,
)
from bot.portal.manage import Manage
from bot.portal.shared import Portal

PARTS = (
    people,
    leaving,
    importing,
    schools,
    terms,
    cover,
    register,
    figures,
    undelivered,
    audit_page,
)


def add(app: FastAPI, portal: Portal) -> None:
    """Adds them all."""
    manage = Manage(portal)
    for part in PARTS:
        part.add(app, portal, manage)
