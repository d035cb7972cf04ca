"""Renders the server's pages from `bot/web/templates`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from starlette.responses import HTMLResponse

TEMPLATES = Path(__file__).resolve().parent / "web" / "templates"


class Pages:
    """Every page is escaped, is never cached, and is given the organisation's name.

    `filters` are what templates may call on a value, beside Jinja's own.
    """

    def __init__(
        self,
        organisation: str,
        templates: Path = TEMPLATES,
        filters: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        # govuk-frontend's macros read attributes of parameters that were not given.
        self._environment = Environment(
            loader=FileSystemLoader(templates), autoescape=True, undefined=ChainableUndefined
        )
        self._environment.globals["organisation"] = organisation
        self._environment.filters.update(filters or {})

    def render(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """The page as a response."""
        body = self._environment.get_template(template).render(**context)
        return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
