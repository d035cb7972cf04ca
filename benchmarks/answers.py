"""How often the guidance's right section is found, and what it does not cover refused."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.baselines import NAMES, Baselines, decide
from benchmarks.figures import percent
from benchmarks.measure import BenchmarkError, Measure, progress
from benchmarks.report import table
from knowledge.documents import DocumentError, document_files, fingerprint_of, read_document
from knowledge.evaluate import Example, Judgement, Score, evaluate, read_examples
from knowledge.library import Clause, Library, Topic
from knowledge.retriever import Retriever
from knowledge.shelf import ENCODER_FOLDER
from nlu.encoder import SentenceEncoder
from nlu.paths import ROOT

EVALUATION = ROOT / "tests" / "evaluation"
OURS = "this assistant"
AIMS = ("aim", "≥ 95 %", "", "≤ 3 %", "≥ 90 %", "", "≤ 8 %", "≥ 97 %", "≥ 85 %")
HEADING = (
    "", "plain: right first", "in three", "refused", "hurried: right first", "in three", "refused",
    "far: refused", "near: refused",
)  # fmt: skip

NOTE = (
    "“Right” counts answered questions alone, “in three” the first three sections. The baselines "
    "search {source}; each refuses below the threshold with the best balanced accuracy on these "
    "very questions, which favours them. The assistant’s thresholds come from its training phrases."
)


@dataclass(frozen=True)
class Found:
    """What the assistant made of a question; whether it asked back which rule was meant."""

    judgement: Judgement
    asked_back: bool


def examples() -> list[Example]:
    """The evaluation set: written before tuning, never trained on."""
    files = (EVALUATION / "covered.jsonl", EVALUATION / "not_covered.jsonl")
    return [example for file in files for example in read_examples(file)]


def found(retriever: Retriever, question: str, previous: str | None = None) -> Found:
    """The assistant's answer to a question, with the sections it ranks first."""
    hearing = retriever.hear(question, previous)
    status = retriever.decide(hearing).status
    # Sections are ranked as the baselines' are: each by the best of what stands in it.
    sections = tuple(dict.fromkeys(clause.section for clause in hearing.ranking))[:3]
    return Found(Judgement(status == "answered", sections), status == "unsure")


def scores_of(retriever: Retriever, asked: Sequence[Example]) -> list[Score]:
    """The assistant's own scores, by kind of question."""
    return evaluate(asked, lambda question: found(retriever, question).judgement)


def row(name: str, scores: Sequence[Score]) -> tuple[str, ...]:
    """One system's line of the table."""
    by_kind = {score.kind: score for score in scores}
    covered = (by_kind[kind] for kind in ("plain", "hurried"))
    return (
        name,
        *(
            percent(share)
            for score in covered
            for share in (score.recall_1, score.recall_3, score.refused)
        ),
        *(percent(by_kind[kind].refused) for kind in ("far", "near")),
    )


def run(options: argparse.Namespace) -> str:
    """The table of the assistant and the baselines, and how follow-ups fare."""
    asked = examples()
    build = ROOT / ".build"
    progress("opening the knowledge")
    retriever = Retriever.open(ROOT, build)
    texts, sections, source = _paragraphs(retriever.library, options.document)
    progress(f"{len(asked)} questions to the assistant and to the baselines")
    baselines = Baselines(texts, sections, SentenceEncoder(build / ENCODER_FOLDER))
    ours = {each.question: found(retriever, each.question) for each in asked}
    heard = {each.question: baselines.hear(each.question) for each in asked}
    answerable = {each.question: bool(each.sections) for each in asked}

    decided = {OURS: {question: each.judgement for question, each in ours.items()}}
    for name in NAMES:
        mine = {question: each[name] for question, each in heard.items()}
        decided[name] = decide(mine, answerable).judged
    rows = [row(name, evaluate(asked, each.__getitem__)) for name, each in decided.items()]
    return "\n\n".join(
        (
            _counts(asked, retriever.library),
            table(HEADING, [AIMS, *rows]),
            NOTE.format(source=source),
            "The order of sections alone, if nobody refused:",
            _order(asked, decided),
            _asked_back(asked, ours),
            _follow_ups(retriever),
        )
    )


def _paragraphs(library: Library, document: Path | None) -> tuple[list[str], list[str], str]:
    """The baselines' texts and their sections, and in words what they are."""
    folder = ROOT / "knowledge" / "official"
    files = [each for each in document_files(folder) if each.name != "README.md"]
    try:
        read = [
            each for file in ([document] if document else files) for each in read_document(file)
        ]
    except DocumentError as fault:
        raise BenchmarkError(str(fault)) from fault
    if read:
        source = f"the {len(read)} paragraphs of the official document, each with its heading"
        return (
            [f"{each.heading}. {each.text}" for each in read],
            [each.section for each in read],
            source,
        )
    source = (
        f"the {len(library.clauses)} clauses’ own words (title and rule, without the phrases they "
        "are asked in), for the official document is not in `knowledge/official`"
    )
    texts = [f"{each.title}. {each.says}" for each in library.clauses]
    return texts, [each.section for each in library.clauses], source


def _counts(asked: Sequence[Example], library: Library) -> str:
    kinds = ("plain", "hurried", "far", "near")
    number = {kind: sum(each.kind == kind for each in asked) for kind in kinds}
    return (
        f"{number['plain'] + number['hurried']} questions that the guidance covers "
        f"({number['plain']} plainly worded, {number['hurried']} hurried) and "
        f"{number['far'] + number['near']} that it does not ({number['far']} far from it, "
        f"{number['near']} near misses), written before tuning. "
        f"Word for word among the training phrases: {_shared(asked, library)} of them."
    )


def _shared(asked: Sequence[Example], library: Library) -> int:
    """How many of the questions are training phrases too, but for case and punctuation."""
    entries: list[Clause | Topic] = [*library.clauses, *library.topics]
    trained = {fingerprint_of(phrase) for entry in entries for phrase in entry.asked_as}
    return sum(fingerprint_of(each.question) in trained for each in asked)


def _order(asked: Sequence[Example], decided: Mapping[str, Mapping[str, Judgement]]) -> str:
    covered = [each for each in asked if each.sections]
    rows = []
    for name, each in decided.items():
        always = {text: Judgement(True, judged.sections) for text, judged in each.items()}
        by_kind = {score.kind: score for score in evaluate(covered, always.__getitem__)}
        shares = [
            share
            for score in (by_kind["plain"], by_kind["hurried"])
            for share in (score.recall_1, score.recall_3)
        ]
        rows.append((name, *(percent(share) for share in shares)))
    return table(("", "plain: right first", "in three", "hurried: right first", "in three"), rows)


def _asked_back(asked: Sequence[Example], ours: Mapping[str, Found]) -> str:
    def share(kind: str) -> str:
        of_kind = [ours[each.question] for each in asked if each.kind == kind]
        return percent(sum(each.asked_back for each in of_kind) / len(of_kind))

    return (
        "Counted as refused, though the assistant asks which rule was meant: "
        f"{share('plain')} of plain, {share('hurried')} of hurried, {share('far')} of far and "
        f"{share('near')} of near questions."
    )


def _follow_ups(retriever: Retriever) -> str:
    lines = (EVALUATION / "follow_ups.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line) for line in lines if line.strip()]
    rows = []
    for name, remembers in (("with the question before", True), ("alone", False)):
        judged = [
            found(retriever, each["then"], each["first"] if remembers else None).judgement
            for each in pairs
        ]
        shares = [
            sum(
                one.answered
                and any(section in pair["sections"] for section in one.sections[:places])
                for one, pair in zip(judged, pairs, strict=True)
            )
            / len(pairs)
            for places in (1, 3)
        ]
        refused = sum(not one.answered for one in judged) / len(pairs)
        rows.append((name, *(percent(share) for share in (*shares, refused))))
    return table((f"{len(pairs)} follow-ups", "right first", "in three", "refused"), rows)


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--document",
        type=Path,
        help="the official document, for the baselines (else what is in knowledge/official)",
    )


MEASURE = Measure("answers", "Answers and refusals", run, _options)
