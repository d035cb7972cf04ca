from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.baselines import BM25, ENCODER, FUSED, Baselines, Heard, decide
from bot.settings import ROOT
from nlu.encoder import SentenceEncoder

TEXTS = [
    "Leave. Five days may be carried over.",
    "Keys. They are kept at the front desk.",
    "Keys. Lost ones are charged for.",
]


@pytest.fixture(scope="module")
def baselines() -> Baselines:
    encoder = SentenceEncoder(Path(ROOT / ".build" / "encoder"))
    return Baselines(TEXTS, ["leave", "keys", "keys"], encoder)


def test_each_baseline_orders_sections_by_their_best_paragraph(baselines: Baselines) -> None:
    heard = baselines.hear("how many holidays may I carry over into next year?")
    assert set(heard) == {BM25, ENCODER, FUSED}
    assert all(each.sections == ("leave", "keys") for each in heard.values())
    assert heard[FUSED].signals[1:] == (*heard[BM25].signals, *heard[ENCODER].signals)


def test_a_baseline_refuses_by_the_signal_and_threshold_that_suit_it_best() -> None:
    heard = {
        "covered": Heard(("1",), (0.5, 0.9)),
        "covered too": Heard(("2",), (0.5, 0.8)),
        "far": Heard(("3",), (0.5, 0.2)),
    }
    answerable = {"covered": True, "covered too": True, "far": False}
    decided = decide(heard, answerable)
    assert decided.threshold.accuracy == 1
    assert decided.told_apart == 1
    assert {question: each.answered for question, each in decided.judged.items()} == answerable
    assert decided.judged["covered too"].sections == ("2",)
