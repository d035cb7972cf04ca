"""Fits how `ask --knowledge` joins its evidence, on the guidance's own training phrases alone.

The guidance's rules play the folder: a section of the guidance is a document, a clause's title a
heading in it, and each sentence of the rule a paragraph. The phrases that a clause is asked in are
the questions. What nothing answers are the same questions with their own clause taken away, and
the phrases of the topics that the guidance does not cover.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks import folders
from benchmarks.figures import percent
from benchmarks.measure import BenchmarkError, Measure, progress
from benchmarks.report import table
from knowledge import folder_answer, passages
from knowledge.documents import Paragraph
from knowledge.library import Library
from knowledge.passages import FEATURES, Passages
from nlu.encoder import SentenceEncoder
from nlu.paths import ROOT

# A paragraph counts for no less than its section: it is what an answer quotes.
SECTION = (0.0, 0.25, 0.5, 1.0)
WORDS = (0.0, 0.1, 0.2, 0.3, 0.5)
HEADING = (
    "", "training phrases: right first", "in three", "plain: right first", "in three",
    "hurried: right first", "in three", "answerable: refused", "unanswerable: refused",
    "told apart",
)  # fmt: skip


@dataclass(frozen=True)
class Phrases:
    """Evidence for every phrase: shape (phrases, paragraphs, FEATURES); paragraphs by section.

    ``starts`` holds the first paragraph of each section, ``section`` the section that answers each
    phrase, or -1.
    """

    features: np.ndarray
    starts: np.ndarray
    section: np.ndarray


def run(options: argparse.Namespace) -> str:
    """Fits, writes the figures into the two modules if told to, and compares before and after."""
    encoder = SentenceEncoder(ROOT / ".build" / options.encoder, threads=2)
    progress("reading the training phrases")
    phrases = _phrases(encoder)
    asked = folders.asked_of(folders.HANDBOOK)
    handbook = Passages.open(folders.HANDBOOK, encoder, folders.CACHE)

    def line(name: str) -> tuple[str, ...]:
        ranks = _ranks(phrases, np.array([passages.WEIGHTS[each] for each in FEATURES]))
        trained = (percent(float((ranks <= places).mean())) for places in (1, folders.PLACES))
        return (name, *trained, *folders.row("", asked, *folders.ours(handbook, asked))[1:])

    rows = [line("before")]
    weights = fit_weights(phrases)
    passages.WEIGHTS.update(weights)
    chance = fit_chance(phrases, weights)
    folder_answer.CHANCE.update(chance)
    rows.append(line("after"))
    if options.write:
        write_figures(Path(passages.__file__), "WEIGHTS", weights)
        write_figures(Path(folder_answer.__file__), "CHANCE", chance)
    known = phrases.section >= 0
    return (
        table(HEADING, rows)
        + f"\n\nFitted with {int(known.sum()):,} phrases of clauses and {int((~known).sum()):,} of "
        "topics, never with the handbook’s questions: the weights by the mean of 1 / rank of the "
        "right section, taking the least weight of words within one standard error of the best; "
        "then the chance of an answer by logistic regression.\n\n"
        f"`WEIGHTS = {_shown(weights)}`, `CHANCE = {_shown(chance)}`"
    )


def fit_weights(phrases: Phrases) -> dict[str, float]:
    """The weights with the least share of words among those as good as the best."""
    found = []
    for section, words, section_words in itertools.product(SECTION, WORDS, WORDS):
        weights = np.array([1.0, section, words, section_words])
        gains = 1 / _ranks(phrases, weights)
        found.append((float(gains.mean()), float(gains.std() / np.sqrt(len(gains))), weights))
    best, error, _ = max(found, key=lambda each: each[0])
    good = [(gain, weights) for gain, _, weights in found if gain >= best - error]
    # Phrases are written with the rule in view: those who have not read it share fewer words.
    _, chosen = min(good, key=lambda each: (each[1][2:].sum() / each[1].sum(), -each[0]))
    return dict(zip(FEATURES, chosen.tolist(), strict=True))


def fit_chance(phrases: Phrases, weights: Mapping[str, float]) -> dict[str, float]:
    """The logistic figures of ``folder_answer`` for these weights."""
    vector = np.array([weights[name] for name in FEATURES])
    known = np.flatnonzero(phrases.section >= 0)
    unknown = np.flatnonzero(phrases.section < 0)
    groups = [
        _signs(phrases, vector, known, hidden=False),
        _signs(phrases, vector, known, hidden=True),
        _signs(phrases, vector, unknown, hidden=False),
    ]
    signs = np.vstack(groups)
    answered = np.repeat([1, 0, 0], [len(group) for group in groups])
    model = LogisticRegression(C=1e6, max_iter=5000, class_weight="balanced").fit(signs, answered)
    figures = [float(model.intercept_[0]), *model.coef_[0].tolist()]
    return dict(zip(folder_answer.CHANCE, [round(each, 2) for each in figures], strict=True))


def write_figures(module: Path, name: str, figures: Mapping[str, float]) -> None:
    """Puts figures in the place of those that ``module`` assigns to ``name``.

    Raises:
        BenchmarkError: the module has no such line.
    """
    text = module.read_text(encoding="utf-8")
    changed, count = re.subn(
        rf"^{name} = \{{.*\}}$", f"{name} = {_shown(figures)}", text, flags=re.M
    )
    if count != 1:
        raise BenchmarkError(f"{module.name} should have one line that starts '{name} = {{'.")
    module.write_text(changed, encoding="utf-8")


def _shown(figures: Mapping[str, float]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in figures.items()) + "}"


def _phrases(encoder: SentenceEncoder) -> Phrases:
    library = Library.load(ROOT / "knowledge")
    paragraphs: list[Paragraph] = []
    starts = []
    for clause in library.clauses:
        starts.append(len(paragraphs))
        document = library.section_titles[clause.section]
        paragraphs += [
            Paragraph(document, clause.section, position, clause.title, sentence)
            for position, sentence in enumerate(re.split(r"(?<=[.!?])\s+", clause.says), start=1)
        ]
    asked = [
        (phrase, number) for number, each in enumerate(library.clauses) for phrase in each.asked_as
    ]
    asked += [(phrase, -1) for topic in library.topics for phrase in topic.asked_as]
    searched = Passages.of(paragraphs, encoder, folders.CACHE)
    # What is no candidate for a phrase comes last.
    features = np.full((len(asked), len(paragraphs), len(FEATURES)), -1.0, dtype=np.float32)
    for place, (phrase, _) in enumerate(asked):
        evidence = searched.evidence(phrase)
        features[place, evidence.candidates] = evidence.features
    return Phrases(features, np.array(starts), np.array([number for _, number in asked]))


def _sections(phrases: Phrases, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The score of each section for some phrases: that of its best paragraph."""
    scores = phrases.features[rows] @ (weights / weights.sum()).astype(np.float32)
    best: np.ndarray = np.maximum.reduceat(scores, phrases.starts, axis=1)
    return best


def _ranks(phrases: Phrases, weights: np.ndarray) -> np.ndarray:
    """The rank, from 1, of the right section of each phrase that has one."""
    rows = np.flatnonzero(phrases.section >= 0)
    scores = _sections(phrases, rows, weights)
    right = scores[np.arange(len(rows)), phrases.section[rows]]
    ranks: np.ndarray = 1 + (scores > right[:, None]).sum(axis=1)
    return ranks


def _signs(phrases: Phrases, weights: np.ndarray, rows: np.ndarray, *, hidden: bool) -> np.ndarray:
    """Cosine, coverage and lead of the best paragraph, as ``folder_answer`` sees them."""
    scores = _sections(phrases, rows, weights)
    if hidden:
        scores[np.arange(len(rows)), phrases.section[rows]] = -np.inf
    order = np.argsort(-scores, axis=1)
    first = order[:, 0]
    paragraph = _best_paragraph(phrases, rows, first, weights)
    places = np.arange(len(rows))
    found = phrases.features[rows, paragraph]
    lead = scores[places, first] - scores[places, order[:, 1]]
    return np.column_stack([found[:, 0], found[:, 2], lead])


def _best_paragraph(
    phrases: Phrases, rows: np.ndarray, sections: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """The position of the best paragraph of one section for each phrase."""
    ends = np.append(phrases.starts[1:], phrases.features.shape[1])
    found = []
    for row, section in zip(rows, sections, strict=True):
        part = slice(phrases.starts[section], ends[section])
        found.append(part.start + int((phrases.features[row, part] @ weights).argmax()))
    return np.array(found)


def _options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--write", action="store_true", help="write the figures into the two modules"
    )


MEASURE = Measure(
    "folder-fit", "How evidence from a folder is joined", run, _options, by_default=False
)
