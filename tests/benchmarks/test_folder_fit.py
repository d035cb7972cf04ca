from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.folder_fit import Phrases, fit_chance, fit_weights, write_figures
from benchmarks.measure import BenchmarkError


def test_fitted_figures_take_the_place_of_the_old(tmp_path: Path) -> None:
    module = tmp_path / "passages.py"
    module.write_text('A = 1\nWEIGHTS = {"paragraph": 1.0}\nprint(WEIGHTS)\n', encoding="utf-8")
    write_figures(module, "WEIGHTS", {"paragraph": 1.0, "section": 0.5})
    assert module.read_text(encoding="utf-8") == (
        'A = 1\nWEIGHTS = {"paragraph": 1.0, "section": 0.5}\nprint(WEIGHTS)\n'
    )
    with pytest.raises(BenchmarkError, match=r"passages\.py"):
        write_figures(module, "CHANCE", {"bias": 0.0})


def phrases(informative: int) -> Phrases:
    """A hundred phrases over six paragraphs in four sections; one feature tells the right one."""
    chooser = np.random.default_rng(1)
    features = chooser.uniform(0, 0.4, size=(100, 6, 4)).astype(np.float32)
    starts = np.array([0, 2, 3, 5])
    section = np.concatenate([np.arange(60) % 4, np.full(40, -1)])
    for row in range(60):
        features[row, starts[section[row]], informative] = 0.9
    return Phrases(features, starts, section)


def test_words_weigh_nothing_where_vectors_tell_all() -> None:
    weights = fit_weights(phrases(informative=0))
    assert weights == {"paragraph": 1.0, "section": 0.0, "words": 0.0, "section words": 0.0}


def test_words_weigh_where_they_tell() -> None:
    assert fit_weights(phrases(informative=2))["words"] > 0.2


def test_a_near_paragraph_makes_an_answer_likelier() -> None:
    fitted = fit_chance(
        phrases(informative=0),
        {"paragraph": 1.0, "section": 0.0, "words": 0.0, "section words": 0.0},
    )
    assert fitted["cosine"] > 0
    assert fitted["bias"] + fitted["cosine"] * 0.9 + fitted["lead"] * 0.5 > 0
    assert fitted["bias"] + fitted["cosine"] * 0.2 < 0
