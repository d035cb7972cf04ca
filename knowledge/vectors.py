"""Nearest vectors by FAISS, the kind of index chosen by how many there are."""

from __future__ import annotations

import os
from pathlib import Path

import faiss
import numpy as np

# Up to here an exact search is quick enough; docs/benchmarks.md has the figures.
EXACT_UP_TO = 60_000
_TRAIN_PER_LIST = 40
_RECALL_SHARE = 0.012  # of the lists, how many a search visits


class VectorIndex:
    """Inner-product search over unit vectors (so scores are cosines)."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: np.ndarray) -> VectorIndex:
        """``vectors``: float32, shape (n, dimension), rows of unit length."""
        number, dimension = vectors.shape
        if number <= EXACT_UP_TO:
            index: faiss.Index = faiss.IndexFlatIP(dimension)
        else:
            lists = int(4 * np.sqrt(number))
            coarse = faiss.IndexFlatIP(dimension)
            index = faiss.IndexIVFFlat(coarse, dimension, lists, faiss.METRIC_INNER_PRODUCT)
            index.cp.max_points_per_centroid = _TRAIN_PER_LIST
            index.cp.niter = 8
            chooser = np.random.default_rng(0)
            sample = min(number, lists * _TRAIN_PER_LIST)
            index.train(vectors[np.sort(chooser.choice(number, sample, replace=False))])
            index.nprobe = max(16, int(lists * _RECALL_SHARE))
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Reads an index that ``save`` wrote."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Writes the index whole or not at all."""
        unfinished = path.with_suffix(".part")
        faiss.write_index(self._index, str(unfinished))
        os.replace(unfinished, path)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The ``count`` nearest of one vector: their cosines and positions, nearest first."""
        cosines, positions = self._index.search(query.reshape(1, -1), min(count, len(self)))
        kept = positions[0] >= 0
        return cosines[0][kept], positions[0][kept]
