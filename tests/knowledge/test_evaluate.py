from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.settings import ROOT
from knowledge.evaluate import (
    EvaluationError,
    Example,
    Judgement,
    evaluate,
    read_examples,
    table_of,
)
from knowledge.library import Library


def test_scores_count_first_place_three_places_and_refusals() -> None:
    answers = {
        "a": Judgement(True, ("5", "4")),
        "b": Judgement(True, ("4", "9", "5")),
        "c": Judgement(False, ("5",)),
        "d": Judgement(True, ("1",)),
        "e": Judgement(False, ()),
    }
    examples = [
        *(Example(name, ("5",), "plain") for name in "abc"),
        *(Example(name, (), "far") for name in "de"),
    ]
    covered, other = evaluate(examples, answers.__getitem__)
    assert (covered.recall_1, covered.recall_3, covered.refused) == (1 / 3, 2 / 3, 1 / 3)
    assert (other.recall_1, other.refused) == (None, 0.5)
    assert table_of([covered, other])[1] == ("covered, plain", "3", "33.3 %", "66.7 %", "33.3 %")


@pytest.mark.parametrize(
    "line", ["not json", '{"question": "x"}', '{"question": 1, "sections": []}']
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"question": "x", "sections": []}\n\n' + line, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"set\.jsonl:3"):
        read_examples(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_examples(tmp_path / "none.jsonl")


def test_no_evaluation_question_is_a_training_phrase() -> None:
    library = Library.load(ROOT / "knowledge")
    trained = {_bare(p) for e in (*library.clauses, *library.topics) for p in e.asked_as}
    for name in ("covered.jsonl", "not_covered.jsonl"):
        lines = (ROOT / "tests" / "evaluation" / name).read_text(encoding="utf-8").splitlines()
        asked = {_bare(json.loads(line)["question"]) for line in lines}
        assert not asked & trained


def _bare(phrase: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", phrase.lower())
