"""`/portal/figures`: how many cases, how long they took, what is overdue: of what one may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.portal import cards, charts
from bot.portal.charts import Chart, Stack
from bot.portal.forms import number
from bot.portal.manage import FIGURES, Manage
from bot.portal.shared import NOT_HERE, Portal
from bot.portal.spreadsheet import csv_response
from cases import figures
from cases.directory import Person
from cases.figures import Figures, Line, Month
from cases.model import CaseError

PERIODS = {3: "The last 3 months", 12: "The last 12 months", 36: "The last 3 years"}
USUAL = 12
KINDS = (("chart__permission", "Permissions"), ("chart__report", "Reports"))
TIMES = (
    ("chart__median", "Half are decided within this time"),
    ("chart__ninetieth", "Nine of ten are decided within this time"),
)
HEADINGS = (
    "Procedure",
    "Came in",
    "Open",
    "Overdue",
    "Decided",
    "Decided late",
    "Median, working days",
    "90th percentile, working days",
)


class FiguresPage:
    """The handlers."""

    def __init__(self, portal: Portal, manage: Manage) -> None:
        self._portal = portal
        self._manage = manage

    async def show(self, request: Request, person: Person) -> Response:
        """Charts, with the same in tables."""
        found, months = await self._figures(request, person)
        return await self._manage.page(
            person,
            "portal/admin_figures.html",
            own=FIGURES,
            figures=found,
            by_month=since_first(found),
            months=months,
            periods=list(PERIODS.items()),
            titles={line.procedure: self._title(line) for line in found.lines},
            days=days,
            arrivals=arrivals(found),
            times=self._times(found),
        )

    async def save(self, request: Request, person: Person) -> Response:
        """The same as a file for a spreadsheet."""
        found, _ = await self._figures(request, person)
        lines = [*found.lines, found.all]
        rows: list[tuple[object, ...]] = [
            ("From", found.since.isoformat(), "to", found.until.isoformat()),
            (),
            HEADINGS,
            *(self._row(line) for line in lines),
            (),
            ("Month", "Permissions", "Reports"),
            *((f"{each.first:%Y-%m}", each.permissions, each.reports) for each in found.months),
        ]
        return csv_response(f"figures-{found.until.isoformat()}.csv", rows)

    async def _figures(self, request: Request, person: Person) -> tuple[Figures, int]:
        if not await self._manage.handles(person):
            raise CaseError(404, NOT_HERE)
        asked = number(request.query_params.get("months"))
        months = asked if asked in PERIODS else USUAL
        context = self._manage.context
        since = months_before(context.today(), months)
        return await self._portal.read(lambda c: figures.figures(context, c, person, since)), months

    def _title(self, line: Line) -> str:
        if not line.procedure:
            return "All"
        return cards.title_of(self._manage.context.procedures, line.procedure)

    def _row(self, line: Line) -> tuple[object, ...]:
        return (
            self._title(line),
            line.cases,
            line.open,
            line.overdue,
            line.decided,
            line.late,
            line.median_days,
            line.ninetieth_days,
        )

    def _times(self, found: Figures) -> Chart | None:
        rows = []
        for line in found.lines:
            if line.median_days is not None and line.ninetieth_days is not None:
                rest = max(line.ninetieth_days - line.median_days, 0)
                value = f"{days(line.median_days)} to {days(line.ninetieth_days)}"
                parts = (("chart__median", line.median_days), ("chart__ninetieth", rest))
                rows.append(Stack(_short(self._title(line)), parts, value))
        if not rows:
            return None
        return charts.labelled_above(
            "chart-times",
            "Working days to a decision",
            f"For each of {len(rows)} procedures, within how many working days half and nine of "
            "ten were decided. The table below has the numbers.",
            rows,
            TIMES,
        )


def add(app: FastAPI, portal: Portal, manage: Manage) -> None:
    """Adds the pages."""
    pages = FiguresPage(portal, manage)
    portal.route(app, FIGURES, pages.show, "GET")
    portal.route(app, f"{FIGURES}.csv", pages.save, "GET")


def arrivals(found: Figures) -> Chart:
    """How many permissions and reports came in, month by month."""
    rows = [
        Stack(
            f"{each.first:%b %Y}",
            (("chart__permission", each.permissions), ("chart__report", each.reports)),
            str(each.permissions + each.reports),
        )
        for each in since_first(found)
    ]
    most = max(found.months, key=lambda each: each.permissions + each.reports)
    busiest = (
        f"Most came in {most.first:%B %Y}: {most.permissions + most.reports}."
        if found.all.cases
        else "None came in."
    )
    return charts.stacked(
        "chart-arrivals",
        "Cases that came in, by month",
        f"{found.all.cases} cases in {len(found.months)} months. {busiest} "
        "The table below has the numbers.",
        rows,
        KINDS,
    )


def since_first(found: Figures) -> Sequence[Month]:
    """The months without the empty ones at the beginning; the last one is always there."""
    first = (n for n, each in enumerate(found.months) if each.permissions or each.reports)
    return found.months[next(first, len(found.months) - 1) :]


def days(value: float | None) -> str:
    """A number of days without needless decimals; a dash for none."""
    if value is None:
        return "–"
    return f"{value:.1f}".removesuffix(".0")


def months_before(day: date, count: int) -> date:
    """The first day of the month `count` - 1 months before this day's: whole months are counted."""
    month = day.year * 12 + day.month - count
    return date(month // 12, month % 12 + 1, 1)


def _short(title: str) -> str:
    """A title that fits above a bar."""
    return title if len(title) <= 44 else f"{title[:43].rstrip()}…"
