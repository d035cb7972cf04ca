from __future__ import annotations

import csv
from io import StringIO

import pytest

from bot.portal.spreadsheet import csv_response, guarded


@pytest.mark.parametrize("words", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_cell_is_taken_for_a_formula(words: str) -> None:
    assert guarded(words) == f"'{words}"


@pytest.mark.parametrize("cell", ["words", "a=b", "", 4, -4, 1.5])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert guarded(cell) == cell


def test_the_file_is_read_by_spreadsheets_as_it_is_meant() -> None:
    answer = csv_response("f.csv", [("Łódź", "=1"), (None, 'a "b", c')])
    text = bytes(answer.body).decode("utf-8")
    assert text.startswith("\ufeff")
    assert list(csv.reader(StringIO(text[1:]))) == [["Łódź", "'=1"], ["", 'a "b", c']]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="f.csv"'
