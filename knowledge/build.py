"""Learns from the knowledge, once: vectors, classifier, index and calibration, kept by content."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.calibration import Calibration, Phrases, calibrate
from knowledge.evidence import Classifier, Witness, split_labels
from knowledge.library import Clause, Library, Topic
from knowledge.shelf import place_of
from knowledge.vectors import VectorIndex
from nlu.encoder import SentenceEncoder

_ARRAYS, _INDEX, _CALIBRATION = "classifier.npz", "phrases.faiss", "calibration.json"


@dataclass(frozen=True)
class Learned:
    """What retrieval needs at run time."""

    witness: Witness
    calibration: Calibration


def learn_or_load(library: Library, encoder: SentenceEncoder, folder: Path) -> Learned:
    """What was learnt from exactly this knowledge and encoder, from ``folder`` or learnt now."""
    place = place_of(library, encoder.fingerprint, folder)
    if not place.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            # Whoever else needs it waits for the first to have learnt it.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.is_dir():
                _learn_into(place, library, encoder.with_all_cores())
    return _load(place, len(library.clauses))


def _learn_into(place: Path, library: Library, encoder: SentenceEncoder) -> None:
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        unfinished = Path(scratch) / place.name
        unfinished.mkdir()
        _learn(library, encoder, unfinished)
        # What an older knowledge left, and what was interrupted: we alone hold the lock.
        for stale in place.parent.iterdir():
            if stale.is_dir() and stale != Path(scratch):
                shutil.rmtree(stale)
        unfinished.rename(place)


def encode_kept(texts: list[str], encoder: SentenceEncoder, path: Path) -> np.ndarray:
    """The vectors of ``texts``: those encoded before come from ``path``, where all are kept."""
    known: dict[str, np.ndarray] = {}
    if path.is_file():
        with np.load(path) as kept:
            known = dict(zip(kept["names"].tolist(), kept["vectors"], strict=True))
    names = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
    fresh = [place for place, name in enumerate(names) if name not in known]
    for place, vector in zip(fresh, encoder.encode([texts[place] for place in fresh]), strict=True):
        known[names[place]] = vector
    vectors = np.array([known[name] for name in names], dtype=np.float32)
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, names=np.array(names), vectors=vectors)
    unfinished.replace(path)
    return vectors


def phrases_of(library: Library, encoder: SentenceEncoder, folder: Path) -> Phrases:
    """The training phrases of the knowledge as vectors; ``folder`` keeps them for the next time."""
    targets: list[Clause | Topic] = [*library.clauses, *library.topics]
    phrases, labels = split_labels([target.asked_as for target in targets])
    titles = [clause.title for clause in library.clauses] + [
        topic.topic for topic in library.topics
    ]
    rules = [f"{clause.title}. {clause.says}" for clause in library.clauses]
    path = folder / f"vectors-{encoder.fingerprint}.npz"
    vectors = encode_kept([*phrases, *titles, *rules], encoder, path)
    return Phrases(
        vectors=vectors[: len(phrases)],
        labels=labels,
        anchors=vectors[len(phrases) :],
        anchor_labels=np.concatenate([np.arange(len(targets)), np.arange(len(rules))]),
        targets=len(targets),
        clauses=len(library.clauses),
    )


def _learn(library: Library, encoder: SentenceEncoder, place: Path) -> None:
    phrases = phrases_of(library, encoder, place.parent.parent)
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
