from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import (
    best_threshold,
    percent,
    percentile,
    reciprocal_rank_fusion,
    told_apart,
)

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)


def test_percentiles_are_values_that_were_measured() -> None:
    times = [float(number) for number in range(100, 0, -1)]
    assert percentile(times, 0.5) == 50
    assert percentile(times, 0.95) == 95
    assert percentile(times, 1) == 100
    assert percentile([7.0], 0.95) == 7
    assert percentile([1.0, 2.0], 0) == 1


@given(NUMBERS, st.floats(0, 1))
def test_so_many_values_do_not_exceed_a_percentile_and_no_smaller_one_will_do(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert sum(value <= found for value in values) >= share * len(values)
    below = [value for value in values if value < found]
    assert not below or len(below) < share * len(values)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 1.5), ([1.0], -0.1)])
def test_no_values_have_no_percentile(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="takes values"):
        percentile(values, share)


def test_fusion_adds_reciprocal_ranks() -> None:
    words, cosines = np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.9, 0.5])
    fused = reciprocal_rank_fusion([words, cosines])
    assert fused[0] == pytest.approx(1 / 61 + 1 / 63)
    assert fused[1] == pytest.approx(1 / 63 + 1 / 61)
    assert fused[2] == pytest.approx(2 / 62)


def test_what_shares_no_word_has_no_place_in_that_ranking() -> None:
    fused = reciprocal_rank_fusion([np.array([0.0, 0.0, 5.0]), np.array([0.3, 0.2, 0.1])])
    assert fused[0] == pytest.approx(1 / 61)
    assert fused.argmax() == 2


def test_the_threshold_between_two_sets() -> None:
    apart = best_threshold([0.8, 0.9, 0.7], [0.1, 0.6])
    assert (apart.value, apart.accuracy) == (0.7, 1.0)
    mixed = best_threshold([0.2, 0.8], [0.5])
    assert mixed.value == 0.8
    assert mixed.accuracy == pytest.approx(0.75)


def test_refusing_everything_can_be_the_best_threshold() -> None:
    upside_down = best_threshold([0.1], [0.9])
    assert upside_down.accuracy == pytest.approx(0.5)
    assert math.isinf(upside_down.value) or upside_down.value <= 0.1


def test_scores_tell_apart_pair_by_pair() -> None:
    assert told_apart([0.9, 0.8], [0.1, 0.2]) == 1
    assert told_apart([0.1], [0.9]) == 0
    assert told_apart([0.5], [0.5]) == 0.5
    assert told_apart([0.9, 0.3], [0.5]) == 0.5


def test_a_share_is_shown_in_hundredths() -> None:
    assert percent(0.9346) == "93.5 %"
    assert percent(None) == ""
