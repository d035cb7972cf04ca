from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge import vectors
from knowledge.vectors import VectorIndex


def unit(number: int, dimension: int = 16) -> np.ndarray:
    rows = np.random.default_rng(7).normal(size=(number, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_nearest_come_first_with_their_cosines() -> None:
    rows = unit(50)
    cosines, positions = VectorIndex.build(rows).search(rows[7], 5)
    assert positions[0] == 7
    assert cosines[0] == pytest.approx(1, abs=1e-5)
    assert list(cosines) == sorted(cosines, reverse=True)
    assert len(VectorIndex.build(rows).search(rows[7], 500)[1]) == 50


def test_a_large_index_finds_nearly_what_an_exact_one_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = unit(6000)
    exact = VectorIndex.build(rows)
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    large = VectorIndex.build(rows)
    shared = [
        len(set(exact.search(row, 10)[1]) & set(large.search(row, 10)[1])) / 10
        for row in rows[:100]
    ]
    assert np.mean(shared) > 0.95


def test_an_index_kept_in_a_file_is_the_same(tmp_path: Path) -> None:
    rows = unit(40)
    index = VectorIndex.build(rows)
    index.save(tmp_path / "x.faiss")
    again = VectorIndex.load(tmp_path / "x.faiss")
    assert len(again) == 40
    assert [path.name for path in tmp_path.iterdir()] == ["x.faiss"]
    np.testing.assert_array_equal(again.search(rows[3], 4)[1], index.search(rows[3], 4)[1])


def test_a_large_index_kept_in_a_file_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    rows = unit(1000)
    index = VectorIndex.build(rows)
    index.save(tmp_path / "x.faiss")
    again = VectorIndex.load(tmp_path / "x.faiss")
    assert again.search(rows[7], 1)[1].tolist() == [7]
    np.testing.assert_array_equal(again.search(rows[3], 20)[1], index.search(rows[3], 20)[1])
    assert len(again.search(rows[3], 5000)[1]) == 1000
