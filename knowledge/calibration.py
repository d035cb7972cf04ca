"""From evidence to a decision: fitted by cross-validation on the training phrases alone.

Each training phrase is judged by a witness that has not seen it. Half of the not-covered topics are
held out whole, so that the decision is fitted on questions about things the knowledge does not
name, too: the commonest case in life.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from knowledge.evidence import FEATURES, Evidence, Witness, witness

FOLDS = 5
_SEED = 20230901
# A covered question refused is worse than a near miss answered with a rule from the guidance,
# cited: the reader sees what the rule is about. How many times worse:
_COST_OF_WRONG_REFUSAL = 2.0
# Topics overlap; naming a neighbour ("chargers" for "charging cables") is right enough.
_SAME_TOPIC = 0.5  # the cosine of two topics' names
_NAMED_RIGHTLY = 0.6


@dataclass(frozen=True)
class Calibration:
    """How evidence becomes the chance, 0 to 1, that the guidance covers a question.

    ``weights`` and ``bias`` belong to the raw features; ``answer_from`` is the chance from which a
    question is answered; below ``near_from`` in likeness a question has nothing to do with
    anything we know; from the score ``name_from`` on the likeliest topic may be named.
    The rest are the shares found in cross-validation: ``refused_wrongly`` of covered phrases,
    ``refused_rightly`` of known topics' phrases, ``refused_unknown`` of topics held out whole, and
    ``right_section`` of covered phrases whose likeliest clause stands in the right section.
    """

    weights: tuple[float, ...]
    bias: float
    answer_from: float
    near_from: float
    name_from: float
    refused_wrongly: float
    refused_rightly: float
    refused_unknown: float
    right_section: float

    def chance(self, evidence: Evidence) -> float:
        """The chance that the guidance covers the question."""
        logit = float(np.dot(self.weights, evidence.features)) + self.bias
        return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))

    def save(self, path: Path) -> None:
        """Writes the calibration as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Reads what ``save`` wrote."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**data, "weights": tuple(data["weights"])})


@dataclass(frozen=True)
class Phrases:
    """The training phrases' vectors and targets, and the anchors (see ``evidence.witness``).

    The first ``targets`` anchors are the targets' names, in order.
    """

    vectors: np.ndarray
    labels: np.ndarray
    anchors: np.ndarray
    anchor_labels: np.ndarray
    targets: int
    clauses: int

    def learn(self, rows: np.ndarray, without: np.ndarray) -> Witness:
        """A witness that knows these rows only, and nothing of the targets ``without``."""
        kept = ~np.isin(self.anchor_labels, without)
        return witness(
            self.vectors[rows],
            self.labels[rows],
            (self.anchors[kept], self.anchor_labels[kept]),
            self.targets,
            self.clauses,
        )


def calibrate(phrases: Phrases, sections: Sequence[str]) -> Calibration:
    """Cross-validates and fits. ``sections`` holds the section of each clause."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    folds, unknown = _folds(phrases)
    features = np.zeros((len(phrases.labels), len(FEATURES)))
    likeness = np.zeros(len(phrases.labels))
    best = np.zeros(len(phrases.labels), dtype=int)
    winner = np.zeros(len(phrases.labels), dtype=int)
    strength = np.zeros(len(phrases.labels))

    def judge_of(fold: int) -> Witness:
        held = np.flatnonzero(folds == fold)
        hidden = np.unique(phrases.labels[held][unknown[held]])
        return phrases.learn(np.flatnonzero(folds != fold), hidden)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        judges = list(pool.map(judge_of, range(FOLDS)))
    for fold, judge in enumerate(judges):
        held = np.flatnonzero(folds == fold)
        for row in held:
            evidence = judge.hear(phrases.vectors[row])
            features[row] = evidence.features
            likeness[row] = evidence.likeness
            best[row] = int(evidence.scores[: phrases.clauses].argmax())
            winner[row] = int(evidence.scores.argmax())
            strength[row] = float(evidence.scores.max())
    covered = phrases.labels < phrases.clauses
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(max_iter=1000).fit(scaler.transform(features), covered)
    chances = model.predict_proba(scaler.transform(features))[:, 1]
    threshold = _threshold(chances, covered)
    weights = model.coef_[0] / scaler.scale_
    refused = chances < threshold
    own = np.array([sections[label] for label in phrases.labels[covered]])
    found = np.array([sections[label] for label in best[covered]])
    return Calibration(
        weights=tuple(float(weight) for weight in weights),
        bias=float(model.intercept_[0] - np.dot(weights, scaler.mean_)),
        answer_from=threshold,
        name_from=_name_from(strength[~covered], _same_topic(phrases, winner)[~covered]),
        near_from=float(np.quantile(likeness[covered], 0.005)),
        refused_wrongly=float(refused[covered].mean()),
        refused_rightly=float(refused[~covered & ~unknown].mean()),
        refused_unknown=float(refused[unknown].mean()),
        right_section=float((own == found).mean()),
    )


def _folds(phrases: Phrases) -> tuple[np.ndarray, np.ndarray]:
    """The fold of each phrase, and whether its whole topic is held out with it."""
    chooser = np.random.default_rng(_SEED)
    folds = np.zeros(len(phrases.labels), dtype=int)
    unknown = np.zeros(len(phrases.labels), dtype=bool)
    for target in range(phrases.targets):
        rows = np.flatnonzero(phrases.labels == target)
        if target >= phrases.clauses and target % 2:
            folds[rows] = chooser.integers(FOLDS)
            unknown[rows] = True
        else:
            folds[rows] = (chooser.permutation(len(rows)) + chooser.integers(FOLDS)) % FOLDS
    return folds, unknown


def _threshold(chances: np.ndarray, covered: np.ndarray) -> float:
    """The chance from which answering costs least, wrong refusals weighing more."""
    candidates = np.linspace(0.05, 0.95, 91)
    costs = [
        _COST_OF_WRONG_REFUSAL * (chances[covered] < each).mean()
        + (chances[~covered] >= each).mean()
        for each in candidates
    ]
    return float(candidates[int(np.argmin(costs))])


def _same_topic(phrases: Phrases, winner: np.ndarray) -> np.ndarray:
    names = phrases.anchors[: phrases.targets]
    likeness = np.einsum("ij,ij->i", names[winner], names[phrases.labels])
    same: np.ndarray = (likeness >= _SAME_TOPIC) & (winner >= phrases.clauses)
    return same


def _name_from(strength: np.ndarray, right: np.ndarray) -> float:
    """The score from which at least _NAMED_RIGHTLY of the topics named are right."""
    order = np.argsort(-strength)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= _NAMED_RIGHTLY)
    return float(strength[order][enough[-1]]) if len(enough) else 1.0
