from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.report import ReportError, table, with_block, write_block

PAGE = """# Benchmarks

Words of ours.

## Speed

<!-- speed -->
old
<!-- end of speed -->

What was tried.

## Growth

<!-- growth -->
10 ms
<!-- end of growth -->
"""


def test_only_the_block_of_the_measure_changes() -> None:
    changed = with_block(PAGE, "speed", "Speed", "new \\1 figures\n")
    assert changed == PAGE.replace("old", "new \\1 figures")


def test_a_measure_without_a_block_gets_one_at_the_end() -> None:
    changed = with_block(PAGE, "page", "First load", "99 kB")
    assert changed.startswith(PAGE.rstrip())
    assert changed.endswith("\n\n## First load\n\n<!-- page -->\n99 kB\n<!-- end of page -->\n")
    again = with_block(changed, "page", "First load", "98 kB")
    assert again == changed.replace("99 kB", "98 kB")


@pytest.mark.parametrize(
    "broken",
    [
        PAGE.replace("<!-- end of speed -->", ""),
        PAGE.replace("<!-- speed -->", "<!-- end of speed -->"),
        PAGE + "<!-- speed -->",
    ],
)
def test_marks_that_are_no_pair_are_told(broken: str) -> None:
    with pytest.raises(ReportError, match="<!-- speed -->"):
        with_block(broken, "speed", "Speed", "new")


def test_a_new_page_is_made_in_its_folder(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "benchmarks.md"
    write_block(page, "speed", "Speed", "38 ms")
    write_block(page, "growth", "Growth", "5 ms")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n")
    assert text.index("38 ms") < text.index("5 ms")
    assert [file.name for file in page.parent.iterdir()] == ["benchmarks.md"]


def test_tables_put_words_left_and_figures_right() -> None:
    assert table(("system", "p50"), [("ours", "12"), ("theirs", "34")]) == (
        "| system | p50 |\n| --- | ---: |\n| ours | 12 |\n| theirs | 34 |"
    )
