"""Learns from the knowledge, once: vectors, classifier, index and calibration, kept by content."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge import calibration as calibration_module
from knowledge import evidence as evidence_module
from knowledge.calibration import Calibration, Phrases, calibrate
from knowledge.evidence import Classifier, Witness, split_labels
from knowledge.library import Library
from knowledge.vectors import VectorIndex
from nlu.encoder import SentenceEncoder

_ARRAYS, _INDEX, _CALIBRATION = "classifier.npz", "phrases.faiss", "calibration.json"


@dataclass(frozen=True)
class Learned:
    """What retrieval needs at run time."""

    witness: Witness
    calibration: Calibration


def learn_or_load(library: Library, encoder: Path, folder: Path) -> Learned:
    """What was learnt from exactly this knowledge and encoder, from ``folder`` or learnt now.

    Raises:
        EncoderError: the encoder's folder is missing or damaged.
    """
    threads = os.cpu_count() or 1
    slow = SentenceEncoder(encoder, threads)
    place = folder / f"{library.fingerprint}-{slow.fingerprint}-{_code_version()}"
    if not place.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            unfinished = Path(scratch) / place.name
            unfinished.mkdir()
            _learn(library, slow, unfinished)
            for stale in folder.iterdir():
                if stale != Path(scratch):
                    shutil.rmtree(stale, ignore_errors=True)
            unfinished.rename(place)
    return _load(place, len(library.clauses))


def phrases_of(library: Library, encoder: SentenceEncoder) -> Phrases:
    """The training phrases of the knowledge as vectors."""
    targets = [*library.clauses, *library.topics]
    phrases, labels = split_labels([target.asked_as for target in targets])
    titles = [clause.title for clause in library.clauses] + [topic.topic for topic in library.topics]
    rules = [f"{clause.title}. {clause.says}" for clause in library.clauses]
    return Phrases(
        vectors=encoder.encode(phrases),
        labels=labels,
        anchors=encoder.encode([*titles, *rules]),
        anchor_labels=np.concatenate([np.arange(len(targets)), np.arange(len(rules))]),
        targets=len(targets),
        clauses=len(library.clauses),
    )


def _learn(library: Library, encoder: SentenceEncoder, place: Path) -> None:
    phrases = phrases_of(library, encoder)
    calibrate(phrases, [clause.section for clause in library.clauses]).save(place / _CALIBRATION)
    classifier = Classifier.fit(
        np.vstack([phrases.vectors, phrases.anchors]),
        np.concatenate([phrases.labels, phrases.anchor_labels]),
        phrases.targets,
    )
    np.savez(
        place / _ARRAYS,
        weights=classifier.weights,
        biases=classifier.biases,
        labels=phrases.labels,
    )
    VectorIndex.build(phrases.vectors).save(place / _INDEX)


def _load(place: Path, clauses: int) -> Learned:
    with np.load(place / _ARRAYS) as arrays:
        classifier = Classifier(arrays["weights"], arrays["biases"])
        labels = arrays["labels"]
    index = VectorIndex.load(place / _INDEX)
    return Learned(
        witness=Witness(classifier, index, labels, clauses),
        calibration=Calibration.load(place / _CALIBRATION),
    )


def _code_version() -> str:
    """Changes when the code that learns changes, so that nothing stale is used."""
    import hashlib

    digest = hashlib.sha256()
    for module in (calibration_module, evidence_module):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:8]
