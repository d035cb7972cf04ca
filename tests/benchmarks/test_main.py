from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.measure import BenchmarkError, Measure


def run_quick(_options: Namespace) -> str:
    return "12 ms"


def run_broken(_options: Namespace) -> str:
    raise BenchmarkError("The bot did not start.")


@pytest.fixture(autouse=True)
def measures(monkeypatch: pytest.MonkeyPatch) -> None:
    made = (
        Measure("quick", "Quick", run_quick),
        Measure("slow", "Slow", run_quick, by_default=False),
        Measure("broken", "Broken", run_broken, by_default=False),
    )
    monkeypatch.setattr(command, "MEASURES", made)


def test_without_names_the_measures_by_default_are_taken(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    assert command.main(["--page", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "<!-- quick -->\n`.venv/bin/python -m benchmarks" in text
    assert "12 ms\n<!-- end of quick -->" in text
    assert "slow" not in text
    assert str(tmp_path) not in text


def test_a_name_takes_that_measure_alone(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    assert command.main(["slow", "--page", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "## Slow" in text
    assert "## Quick" not in text


def test_an_unknown_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["quik"]) == 2
    assert "There is no measure 'quik'" in capsys.readouterr().out


def test_a_measure_that_fails_says_why_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "benchmarks.md"
    assert command.main(["broken", "--page", str(page)]) == 1
    assert capsys.readouterr().err == "broken: The bot did not start.\n"
    assert not page.exists()
