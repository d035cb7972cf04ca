from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.intent_model import IntentModel, gated


def unit(*rows: list[float]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


PHRASES = unit([1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0.1, 0.9, 0], [0, 0.1, 1], [0.1, 0, 1])
INTENTS = ["greet", "greet", "thank", "thank", "ask", "ask"]


@pytest.fixture
def model() -> IntentModel:
    return IntentModel.fit(PHRASES, INTENTS, "print", 50)


@pytest.mark.parametrize(("phrase", "intent"), list(zip(PHRASES, INTENTS, strict=True)))
def test_a_known_phrase_has_its_intent(model: IntentModel, phrase: np.ndarray, intent: str) -> None:
    ranking = model.rank(phrase)
    assert ranking[0][0] == intent
    assert sorted(name for name, _ in ranking) == ["ask", "greet", "thank"]
    assert all(0 <= score <= 1 for _, score in ranking)


def test_likeness_counts_beside_probability(model: IntentModel) -> None:
    # Far from every phrase the regression may still be sure; the score is not.
    near, far = unit([1, 0.05, 0])[0], unit([1, 0, -3])[0]
    assert model.rank(near)[0][1] > 0.8
    assert dict(model.rank(far))["greet"] < 0.4


def test_the_order_of_phrases_does_not_matter(model: IntentModel) -> None:
    order = np.array([5, 0, 3, 1, 4, 2])
    other = IntentModel.fit(PHRASES[order], [INTENTS[place] for place in order], "print", 50)
    for phrase in PHRASES:
        names, scores = zip(*model.rank(phrase), strict=True)
        same_names, same_scores = zip(*other.rank(phrase), strict=True)
        assert names == same_names
        np.testing.assert_allclose(scores, same_scores, atol=1e-4)


def test_two_intents_work_and_one_is_refused() -> None:
    two = IntentModel.fit(PHRASES[:4], INTENTS[:4], "print", 50)
    assert two.rank(PHRASES[0])[0][0] == "greet"
    assert two.rank(PHRASES[2])[0][0] == "thank"
    with pytest.raises(ValueError, match="at least two"):
        IntentModel.fit(PHRASES[:2], INTENTS[:2], "print", 50)


def test_a_saved_model_is_the_same_when_loaded(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    assert loaded.fingerprint == "print"
    assert loaded.names == model.names
    for phrase in PHRASES:
        assert loaded.rank(phrase) == model.rank(phrase)


@pytest.mark.parametrize(
    ("best", "score", "first"),
    [
        ("greet", 0.7, "greet"),
        ("greet", 0.5, "greet"),
        ("greet", 0.49, "ask"),
        ("start_procedure", 0.6, "ask"),
        ("start_procedure", 0.65, "start_procedure"),
        ("ask", 0.1, "ask"),
    ],
)
def test_the_gate_lets_pass_what_is_like_enough(best: str, score: float, first: str) -> None:
    ranking = [(best, score), ("skip", 0.05)]
    if best != "ask":
        ranking.append(("ask", 0.01))
    result = gated(ranking, 0.5, "ask", {"start_procedure": 0.65})
    assert result[0][0] == first
    assert sorted(name for name, _ in result) == sorted(name for name, _ in ranking)
