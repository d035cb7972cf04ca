"""The portal: cases and requests, for those who decide them and those who made them.

One module a group of pages; each offers `add(app, portal)` (`bot.portal.shared`).
"""

from __future__ import annotations

from importlib import import_module

from fastapi import FastAPI

from bot.portal.shared import Portal
from bot.services import Services

PARTS = ("cases", "mine", "case_page", "case_files", "receipt", "proof", "admin")


def mount(app: FastAPI, services: Services) -> None:
    """Adds every page of the portal to the application."""
    portal = Portal(services)
    for part in PARTS:
        import_module(f"bot.portal.{part}").add(app, portal)
