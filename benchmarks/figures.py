"""The arithmetic of the measures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RRF_CONSTANT = 60  # Cormack, Clarke and Büttcher, 2009


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of ``values`` that at least ``share`` (0 to 1) of them do not exceed.

    Raises:
        ValueError: there are no values, or the share is not between 0 and 1.
    """
    if not values or not 0 <= share <= 1:
        raise ValueError("A percentile takes values and a share from 0 to 1.")
    place = max(math.ceil(share * len(values)), 1)
    return sorted(values)[place - 1]


def median(values: Sequence[float]) -> float:
    """The middle value; of an even number of them, the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def reciprocal_rank_fusion(scores: Sequence[np.ndarray]) -> np.ndarray:
    """Joins rankings: for each item, the sum of 1 / (60 + its rank) over the rankings.

    ``scores`` holds one array a ranking, shape (items), higher being better; ranks start at 1. An
    item that a ranking scores nought is not in that ranking.
    """
    joined = np.zeros(len(scores[0]))
    for each in scores:
        order = np.argsort(-each, kind="stable")
        ranks = np.empty(len(each))
        ranks[order] = np.arange(1, len(each) + 1)
        joined += np.where(each > 0, 1 / (RRF_CONSTANT + ranks), 0.0)
    return joined


@dataclass(frozen=True)
class Threshold:
    """From ``value`` on a question is answered; ``accuracy`` is balanced, from 0 to 1."""

    value: float
    accuracy: float


def best_threshold(answerable: Sequence[float], other: Sequence[float]) -> Threshold:
    """The threshold between two sets of scores with the best balanced accuracy on these very sets.

    Balanced accuracy is the mean of two shares: of the answerable that reach the threshold, and of
    the others that do not.
    """
    yes, no = np.sort(np.array(answerable)), np.sort(np.array(other))
    candidates = np.unique(np.concatenate([yes, no, [np.inf]]))
    kept = 1 - np.searchsorted(yes, candidates, side="left") / len(yes)
    refused = np.searchsorted(no, candidates, side="left") / len(no)
    accuracies = (kept + refused) / 2
    best = int(accuracies.argmax())
    return Threshold(float(candidates[best]), float(accuracies[best]))


def told_apart(answerable: Sequence[float], other: Sequence[float]) -> float:
    """The chance, 0 to 1, that an answerable question scores above another; a tie is half a chance.

    Known as the area under the ROC curve; it needs no threshold.
    """
    no = np.sort(np.array(other))
    below = np.searchsorted(no, answerable, side="left")
    not_above = np.searchsorted(no, answerable, side="right")
    return float((below + not_above).mean() / 2 / len(no))


def percent(share: float | None) -> str:
    """A share for people; an empty word for None."""
    return "" if share is None else f"{100 * share:.1f} %"
