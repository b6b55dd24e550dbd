"""Vectors in FAISS: exact while there are few, a graph (HNSW) when there are many.

Which and when: over ObliQA's 13,000 vectors of 384 numbers a flat search takes 14 ms on a busy machine of two cores,
and is exact, so it stays up to EXACT_UP_TO. Above it, HNSW rather than IVF: nothing to train, and vectors can be added
later. With the settings below it takes 0.7 ms there, 7 s to build, and its first ten are the exact ones in 99.9 of 100
places. Its links cost 256 bytes a vector.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 20_000
"""Vectors: the largest index that is searched exactly."""
LINKS = 32
BUILD_WIDTH = 200
SEARCH_WIDTH = 128
SCAN_UP_TO = 50_000
"""A restricted search over at most this many vectors compares them all, in either kind of index."""

Vectors = NDArray[np.float32]


class VectorIndex:
    """Normalised vectors by passage position; the score is the cosine."""

    def __init__(self, index: Any, exact: bool) -> None:
        self._index = index
        self.exact = exact

    @classmethod
    def build(cls, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> VectorIndex:
        """Index ``vectors`` (n x d, each of length 1). Raises ValueError where they are not."""
        faiss = _faiss()

        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if rows.ndim != 2 or not rows.shape[1]:
            raise ValueError(f"vectors are n x d, found shape {rows.shape}")
        if len(rows) and not np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3):
            raise ValueError("vectors are normalised to length 1; at least one is not")
        if len(rows) <= exact_up_to:
            index: Any = faiss.IndexFlatIP(rows.shape[1])
        else:
            index = faiss.IndexHNSWFlat(rows.shape[1], LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = BUILD_WIDTH
            index.hnsw.efSearch = SEARCH_WIDTH
        index.add(rows)
        return cls(index, len(rows) <= exact_up_to)

    @property
    def count(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        return int(self._index.d)

    def search(self, vector: Vectors, k: int, allowed: Iterable[int] | None = None) -> list[tuple[int, float]]:
        """The ``k`` nearest as (position, cosine), best first.

        ``allowed`` restricts the search to these positions: exactly, unless the index is a graph and they are more than
        SCAN_UP_TO. Raises ValueError where ``vector`` has other dimensions.
        """
        wanted = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if wanted.shape[1] != self.dimensions:
            raise ValueError(f"the question has {wanted.shape[1]} dimensions, the index {self.dimensions}")
        if allowed is None:
            return self._near(wanted, min(k, self.count))
        positions = np.unique(np.fromiter(allowed, dtype=np.int64))
        positions = positions[(positions >= 0) & (positions < self.count)]
        if not len(positions) or k <= 0:
            return []
        if len(positions) <= SCAN_UP_TO and (not self.exact or len(positions) * 4 < self.count):
            cosines = self._index.reconstruct_batch(positions) @ wanted[0]
            order = np.lexsort((positions, -cosines))[:k]
            return [(int(positions[place]), float(cosines[place])) for place in order]
        return self._near(wanted, min(k, len(positions)), positions)

    def _near(self, wanted: Vectors, k: int, positions: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        faiss = _faiss()

        if k <= 0:
            return []
        parameters = None
        if positions is not None:
            selector = faiss.IDSelectorBatch(positions)
            if self.exact:
                parameters = faiss.SearchParameters(sel=selector)
            else:
                parameters = faiss.SearchParametersHNSW(sel=selector, efSearch=max(SEARCH_WIDTH, k))
        elif not self.exact:
            parameters = faiss.SearchParametersHNSW(efSearch=max(SEARCH_WIDTH, k))
        cosines, found = self._index.search(wanted, k, params=parameters)
        return [(int(at), float(cosine)) for at, cosine in zip(found[0], cosines[0], strict=True) if at >= 0]

    def save(self, path: Path) -> None:
        """Write FAISS's own format."""
        faiss = _faiss()

        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, *, count: int, dimensions: int) -> VectorIndex:
        """Read what `save` wrote; ValueError where it is damaged or does not hold ``count`` x ``dimensions``."""
        faiss = _faiss()

        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise ValueError(f"{path}: not a FAISS index: {error}") from error
        if (index.ntotal, index.d) != (count, dimensions):
            raise ValueError(f"{path}: holds {index.ntotal} x {index.d} vectors, expected {count} x {dimensions}")
        return cls(index, isinstance(index, faiss.IndexFlat))


def _faiss() -> Any:
    return import_module("faiss")
