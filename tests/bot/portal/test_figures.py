from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from bot.portal.figures import days, months_before, since_first
from cases.figures import Figures, Line, Month
from tests.bot.crowd import Crowd
from tests.bot.live import Live
from tests.bot.portal.filing import filed
from tests.bot.portal.managing import ADMINISTRATOR, HEAD, MANAGER

FIGURES = "/portal/figures"
NONE = Line("", 0, 0, 0, 0, 0, None, None)


def rows_of(live: Live, email: str) -> list[list[str]]:
    answer = live.browser(email).get(f"{FIGURES}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))


def came_in(live: Live, email: str) -> int:
    return next(int(row[1]) for row in rows_of(live, email) if row[:1] == ["All"])


def test_the_page_and_the_file_count_what_one_may_see(
    crowd: Crowd, live: Live, reporter: str
) -> None:
    before, of_head = came_in(live, MANAGER), came_in(live, HEAD)
    filed(live, "filming_permission", reporter)
    report = filed(live, "confidentiality_concern", reporter)
    mine = 1 + (report.handler == MANAGER)
    assert came_in(live, MANAGER) == before + mine
    assert came_in(live, HEAD) == of_head + 1 + (report.handler == HEAD)
    page = live.browser(MANAGER).get(FIGURES).text
    assert f"<dt>Came in</dt><dd>{before + mine}</dd>" in page
    assert "Permission to film" in page or "film" in page


def test_a_case_that_concerns_the_viewer_is_in_no_number(
    crowd: Crowd, live: Live, reporter: str
) -> None:
    before = live.browser(HEAD).get(f"{FIGURES}.csv").text
    case = filed(live, "filming_permission", reporter)
    office, handler = live.gateway.office, live.gateway.directory.find(case.handler)
    assert handler is not None
    live.gateway.database.write_now(
        lambda c: office.name_concerned(c, case.reference, handler, HEAD)
    )
    assert live.browser(HEAD).get(f"{FIGURES}.csv").text == before


def test_the_charts_are_drawn_for_readers_and_listeners(live: Live, reporter: str) -> None:
    filed(live, "filming_permission", reporter)
    page = live.browser(MANAGER).get(f"{FIGURES}?months=3").text
    drawn = re.findall(r'<svg class="chart__picture".*?</svg>', page, re.DOTALL)
    assert drawn
    picture = ET.fromstring(drawn[0])  # noqa: S314 - our own page
    named = picture.attrib["aria-labelledby"].split()
    told = {each.attrib["id"]: each.text for each in picture if "id" in each.attrib}
    assert picture.attrib["role"] == "img"
    assert told[named[0]] == "Cases that came in, by month"
    assert "in 3 months" in (told[named[1]] or "")
    assert " style=" not in page
    assert page.count('<th scope="row"') >= 2


def test_the_file_tells_months_and_procedures(live: Live, reporter: str) -> None:
    filed(live, "filming_permission", reporter)
    rows = rows_of(live, MANAGER)
    today = live.gateway.office.context.today()
    assert rows[0] == ["From", months_before(today, 12).isoformat(), "to", today.isoformat()]
    assert rows[-1][0] == f"{today:%Y-%m}"
    assert int(rows[-1][1]) >= 1


def test_empty_months_at_the_beginning_are_left_out() -> None:
    def months(*counts: int) -> Figures:
        each = tuple(Month(date(2026, n + 1, 1), count, 0) for n, count in enumerate(counts))
        return Figures(date(2026, 1, 1), date(2026, 6, 1), each, (), NONE)

    assert [each.permissions for each in since_first(months(0, 0, 2, 0, 1))] == [2, 0, 1]
    assert [each.permissions for each in since_first(months(0, 0))] == [0]


def test_whoever_gets_no_cases_has_no_figures(crowd: Crowd, live: Live) -> None:
    staff = live.browser(crowd.person())
    assert staff.get(FIGURES).status_code == 404
    assert staff.get(f"{FIGURES}.csv").status_code == 404
    assert live.browser(ADMINISTRATOR).get(FIGURES).status_code == 200


@pytest.mark.parametrize(
    ("count", "first"),
    [(1, date(2026, 3, 1)), (3, date(2026, 1, 1)), (4, date(2025, 12, 1)), (12, date(2025, 4, 1))],
)
def test_whole_months_are_counted(count: int, first: date) -> None:
    assert months_before(date(2026, 3, 31), count) == first


def test_days_have_no_needless_decimals() -> None:
    assert [days(each) for each in (None, 0, 2.0, 2.5)] == ["–", "0", "2", "2.5"]
