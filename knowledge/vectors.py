"""Nearest vectors by FAISS, the kind of index chosen by how many there are.

Few vectors are compared one by one. Of many, a code of four bits for each pair of numbers is
compared first, all of them, and only the likeliest then by the vectors themselves, kept in half
precision: no neighbour is missed for standing in a part of the space that was not looked at.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

# From here on the codes win: docs/benchmarks.md has the figures.
EXACT_UP_TO = 20_000
_TRAIN = 30_000
# How many of the likeliest are compared by their vectors: so many, or so many for each one wanted.
_COMPARED, _COMPARED_FOR_EACH = 200, 8


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
            parts = dimension // 2 if dimension % 2 == 0 else dimension
            index = faiss.index_factory(
                dimension, f"PQ{parts}x4fs,Refine(SQfp16)", faiss.METRIC_INNER_PRODUCT
            )
            chooser = np.random.default_rng(0)
            chosen = chooser.choice(number, min(number, _TRAIN), replace=False)
            index.train(vectors[np.sort(chosen)])
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
        unfinished.replace(path)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The ``count`` nearest of one vector: their cosines and positions, nearest first."""
        wanted = min(count, len(self))
        how = None
        if isinstance(self._index, faiss.IndexRefine):
            factor = max(_COMPARED / max(wanted, 1), _COMPARED_FOR_EACH)
            how = faiss.IndexRefineSearchParameters(  # type: ignore[call-arg]
                k_factor=min(factor, len(self) / max(wanted, 1))
            )
        cosines, positions = self._index.search(query.reshape(1, -1), wanted, params=how)
        kept = positions[0] >= 0
        return cosines[0][kept], positions[0][kept]
