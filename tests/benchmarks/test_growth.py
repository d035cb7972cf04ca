from __future__ import annotations

import numpy as np

from benchmarks.growth import exact, recall
from benchmarks.mixture import Mixture


def vectors(number: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(number, 8)).astype(np.float32)
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_the_exact_nearest_are_those_of_a_plain_search() -> None:
    rows, queries = vectors(300, 1), vectors(5, 2)
    expected = np.argsort(-(queries @ rows.T), axis=1)[:, :10]
    found = exact(rows, queries, 10)
    assert [set(each) for each in found.tolist()] == [set(each) for each in expected.tolist()]


def test_recall_is_the_share_of_the_wanted_that_was_found() -> None:
    wanted = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
    assert recall([[4, 3, 2, 1], [5, 6, 90, 91]], wanted) == 0.75


def test_generated_vectors_are_unit_repeatable_and_clustered() -> None:
    chooser = np.random.default_rng(3)
    centres = vectors(6, 4)
    labels = np.repeat(np.arange(6), 40)
    rows = centres[labels] + 0.2 * chooser.normal(size=(240, 8))
    mixture = Mixture.fit(rows / np.linalg.norm(rows, axis=1, keepdims=True), labels)
    passages, queries = mixture.draw(500, 20, seed=5)
    again, _ = mixture.draw(500, 20, seed=5)
    other, _ = mixture.draw(500, 20, seed=6)
    assert passages.shape == (500, 8)
    assert queries.shape == (20, 8)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(passages, again)
    assert not np.array_equal(passages, other)
    nearest = np.sort(passages @ passages.T, axis=1)[:, -2]
    strangers = np.sort(vectors(500, 7) @ vectors(500, 8).T, axis=1)[:, -2]
    assert np.median(nearest) > np.median(strangers)
