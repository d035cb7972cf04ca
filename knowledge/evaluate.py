"""How well questions are answered and refused, against sections given by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.retriever import Retriever


class EvaluationError(ValueError):
    """The questions cannot be read; the message names file, line and what is wanted."""


@dataclass(frozen=True)
class Example:
    """A question, the sections that answer it (none: it should be refused), and its kind."""

    question: str
    sections: tuple[str, ...]
    kind: str = "all"


@dataclass(frozen=True)
class Judgement:
    """What a system made of a question: whether it answered, and sections, the likeliest first."""

    answered: bool
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1 over the questions of one kind.

    For covered questions ``recall_1`` and ``recall_3`` count those answered from a right section
    at first place and within three; ``refused`` counts those not answered. For questions that are
    not covered ``refused`` is the right outcome and recall is None.
    """

    kind: str
    covered: bool
    questions: int
    recall_1: float | None
    recall_3: float | None
    refused: float


def read_examples(path: Path) -> list[Example]:
    """Reads JSON lines with ``question``, ``sections`` and, if wanted, ``kind``.

    Raises:
        EvaluationError: the file is missing or a line is not of that form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        raise EvaluationError(f"{path} cannot be read: {fault.strerror}.") from fault
    examples = [
        _example(f"{path.name}:{number}", line)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not examples:
        raise EvaluationError(f"{path.name} holds no questions.")
    return examples


def _example(place: str, line: str) -> Example:
    try:
        data = json.loads(line)
        question, sections = data["question"], data["sections"]
    except (ValueError, KeyError, TypeError) as fault:
        raise EvaluationError(
            f'{place}: an object such as {{"question": "…", "sections": ["5"]}} is wanted.'
        ) from fault
    if not isinstance(question, str) or not isinstance(sections, list):
        raise EvaluationError(f"{place}: 'question' should be text and 'sections' a list.")
    return Example(question, tuple(str(each) for each in sections), str(data.get("kind", "all")))


def judge(retriever: Retriever, question: str) -> Judgement:
    """The assistant's own judgement of a question."""
    hearing = retriever.hear(question)
    answer = retriever.decide(hearing)
    return Judgement(
        answered=answer.status == "answered",
        sections=tuple(clause.section for clause in hearing.ranking[:3]),
    )


def evaluate(examples: Iterable[Example], ask: Callable[[str], Judgement]) -> list[Score]:
    """Scores by kind, covered questions first."""
    groups: dict[tuple[bool, str], list[tuple[Example, Judgement]]] = {}
    for example in examples:
        key = (not example.sections, example.kind)
        groups.setdefault(key, []).append((example, ask(example.question)))
    return [
        _score(kind, not refusable, pairs) for (refusable, kind), pairs in sorted(groups.items())
    ]


def _score(kind: str, covered: bool, pairs: Sequence[tuple[Example, Judgement]]) -> Score:
    def share(test: Callable[[Example, Judgement], bool]) -> float:
        return sum(test(*pair) for pair in pairs) / len(pairs)

    def found(places: int) -> float | None:
        if not covered:
            return None
        return share(
            lambda example, judged: (
                judged.answered
                and any(section in example.sections for section in judged.sections[:places])
            )
        )

    refused = share(lambda _, judged: not judged.answered)
    return Score(kind, covered, len(pairs), found(1), found(3), refused)


def table_of(scores: Iterable[Score]) -> list[tuple[str, ...]]:
    """Rows for a person: a heading, then one row a kind of question."""
    rows: list[tuple[str, ...]] = [
        ("questions", "number", "right first", "right in three", "refused")
    ]
    for score in scores:
        name = f"{'covered' if score.covered else 'not covered'}, {score.kind}"
        rows.append(
            (
                name,
                str(score.questions),
                _percent(score.recall_1),
                _percent(score.recall_3),
                _percent(score.refused),
            )
        )
    return rows


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def as_data(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """The scores as plain data for JSON."""
    return [score.__dict__ for score in scores]
