"""Any folder of documents: how often the right section is found, and the rest refused."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.answers import EVALUATION
from benchmarks.baselines import NAMES, Baselines, decide
from benchmarks.figures import percent, told_apart
from benchmarks.measure import BenchmarkError, Measure, progress
from benchmarks.report import table
from knowledge.documents import Paragraph, document_files, read_document
from knowledge.evaluate import Judgement
from knowledge.folder_answer import answer_from
from knowledge.passages import Passages
from nlu.encoder import SentenceEncoder
from nlu.paths import ROOT

HANDBOOK = EVALUATION / "handbook"
CACHE = ROOT / ".build" / "bench" / "folders"
OURS = "this assistant (`ask --knowledge`)"
PLACES = 3
HEADING = (
    "", "plain: right first", "in three", "hurried: right first", "in three",
    "answerable: refused", "unanswerable: refused", "told apart",
)  # fmt: skip
NOTE = (
    "“Right first” and “in three” are the order of sections, whether answered or not; a paragraph "
    "stands for its section, and is searched with its heading. The baselines refuse below the "
    "threshold with the best balanced accuracy on these very questions; the assistant’s was fitted "
    "on the guidance’s training phrases alone (`folder-fit`). “Told apart” is the chance that an "
    "answerable question scores above an unanswerable one, whatever the threshold."
)


@dataclass(frozen=True)
class Asked:
    """A question and the section (see ``place_of``) that answers it: none for the unanswerable."""

    question: str
    section: str | None
    kind: str


def place_of(document: str, heading: str) -> str:
    """A section of one of several documents, as one word."""
    return f"{document}: {heading}"


def asked_of(folder: Path) -> list[Asked]:
    """The questions of a folder, from ``questions.jsonl`` and ``unanswerable.jsonl``."""

    def lines(name: str) -> list[dict[str, Any]]:
        text = (folder / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line.strip()]

    return [
        *(
            Asked(each["question"], place_of(each["document"], each["section"]), each["kind"])
            for each in lines("questions.jsonl")
        ),
        *(Asked(each["question"], None, "unanswerable") for each in lines("unanswerable.jsonl")),
    ]


def ours(passages: Passages, asked: Iterable[Asked]) -> tuple[dict[str, Judgement], float]:
    """What the assistant decides on each question, and how well its scores tell them apart."""
    judged: dict[str, Judgement] = {}
    scores: dict[bool, list[float]] = {True: [], False: []}
    for each in asked:
        found = [passage.paragraph for passage in passages.search(each.question, PLACES)]
        answer = answer_from(passages, each.question)
        sections = tuple(place_of(one.document, one.heading) for one in found)
        judged[each.question] = Judgement(bool(answer["answered"]), sections)
        scores[each.section is not None].append(float(answer["score"]))
    return judged, told_apart(scores[True], scores[False])


def row(
    name: str, asked: Sequence[Asked], judged: Mapping[str, Judgement], apart: float
) -> tuple[str, ...]:
    """One system's line of the table."""

    def share(kind: str, places: int) -> float:
        of_kind = [each for each in asked if each.kind == kind]
        found = [each.section in judged[each.question].sections[:places] for each in of_kind]
        return sum(found) / len(found)

    def refused(answerable: bool) -> float:
        among = [each for each in asked if (each.section is not None) is answerable]
        return sum(not judged[each.question].answered for each in among) / len(among)

    shares = [share(kind, places) for kind in ("plain", "hurried") for places in (1, PLACES)]
    return (name, *(percent(each) for each in (*shares, refused(True), refused(False), apart)))


def run(options: argparse.Namespace) -> str:
    """The table of the assistant and the baselines over the handbook."""
    encoder = SentenceEncoder(ROOT / ".build" / options.encoder)
    asked = asked_of(HANDBOOK)
    paragraphs = [
        paragraph
        for path in document_files(HANDBOOK)
        if path.suffix.lower() != ".jsonl"
        for paragraph in read_document(path)
    ]
    sections = [place_of(each.document, each.heading) for each in paragraphs]
    _check(asked, sections)
    progress(f"{len(asked)} questions over {len(paragraphs)} paragraphs")
    baselines = Baselines([_text(each) for each in paragraphs], sections, encoder)
    heard = {each.question: baselines.hear(each.question) for each in asked}
    answerable = {each.question: each.section is not None for each in asked}
    rows = [row(OURS, asked, *ours(Passages.open(HANDBOOK, encoder, CACHE), asked))]
    for name in NAMES:
        mine = {question: each[name] for question, each in heard.items()}
        decided = decide(mine, answerable)
        rows.append(row(name, asked, decided.judged, decided.told_apart))
    kinds = [each.kind for each in asked]
    return (
        f"{len({each.document for each in paragraphs})} documents of a made-up staff handbook, "
        f"{len(set(sections))} sections, {len(paragraphs)} paragraphs; {kinds.count('plain')} "
        f"plainly worded and {kinds.count('hurried')} hurried questions that one section answers, "
        f"{kinds.count('unanswerable')} that none does.\n\n" + table(HEADING, rows) + f"\n\n{NOTE}"
    )


def _text(paragraph: Paragraph) -> str:
    return f"{paragraph.heading}. {paragraph.text}" if paragraph.heading else paragraph.text


def _check(asked: Iterable[Asked], sections: Iterable[str]) -> None:
    known = set(sections)
    for each in asked:
        if each.section is not None and each.section not in known:
            raise BenchmarkError(
                f"No document of the handbook has the section '{each.section}', "
                f"which answers '{each.question}'."
            )


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--encoder",
        default="encoder",
        choices=("encoder", "answer-encoder"),
        help="which of set-up's encoders to use (encoder)",
    )


MEASURE = Measure("folders", "Any folder of documents", run, _options)
