"""Vectors in FAISS, of all passages or of those that have one yet: exact while there are few, then a graph (HNSW).

Which and when: over ObliQA's 13,000 vectors of 384 numbers a flat search takes 14 ms on a busy machine of two cores,
and is exact, so it stays up to EXACT_UP_TO. Above it, HNSW rather than IVF: nothing to train, and vectors can be added
later. With the settings below it takes 0.7 ms there, 7 s to build, and its first ten are the exact ones in 99.9 of 100
places. Its links cost 256 bytes a vector.

Readers may hold an index for as long as they like, so none is ever changed. New vectors go into a flat part beside the
graph, and what is gone is passed over, so that an update costs copying the flat part; `compacted` brings both back into
the graph, which costs seconds and is for a thread of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 20_000
"""Vectors: the largest index that is searched exactly."""
FLAT_UP_TO = 4_000
"""Vectors that may stand beside a graph before they are added to it."""
GONE_UP_TO = 0.2
"""Share of a graph's vectors that may be passed over before it is built anew."""
LINKS = 32
BUILD_WIDTH = 200
SEARCH_WIDTH = 128
SCAN_UP_TO = 50_000
"""A restricted search over at most this many vectors compares them all, in either part."""
GRAPH, FLAT, PLACES = "graph.faiss", "flat.faiss", "places.npz"

Vectors = NDArray[np.float32]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Part:
    """One FAISS index, and the passage of each of its vectors (-1: gone)."""

    index: Any
    positions: Positions

    @property
    def held(self) -> Positions:
        return np.flatnonzero(self.positions >= 0)

    def rows(self) -> Vectors:
        """The vectors that are not gone."""
        held = self.held
        return np.asarray(self.index.reconstruct_batch(held)) if len(held) else _none(self.index.d)

    def renumbered(self, keep: Positions) -> _Part:
        positions = np.full(len(self.positions), -1, dtype=np.int64)
        held = self.held
        positions[held] = keep[self.positions[held]]
        return _Part(self.index, positions)

    def nearest(self, wanted: Vectors, k: int, allowed: NDArray[np.bool_] | None) -> tuple[Vectors, Positions]:
        """Cosines and positions of the ``k`` nearest, of passages that are ``allowed`` (by position)."""
        chosen = self.positions >= 0
        if allowed is not None:
            chosen[chosen] = allowed[self.positions[chosen]]
        slots = np.flatnonzero(chosen)
        flat = isinstance(self.index, _faiss().IndexFlat)
        if not len(slots) or k <= 0:
            return _none(1)[:, 0], np.empty(0, dtype=np.int64)
        if len(slots) < len(chosen) and len(slots) <= (len(chosen) // 4 if flat else SCAN_UP_TO):
            return self.index.reconstruct_batch(slots) @ wanted[0], self.positions[slots]
        cosines, found = self.index.search(wanted, min(k, len(slots)), params=self._parameters(slots, k, flat))
        there = found[0] >= 0
        return cosines[0][there], self.positions[found[0][there]]

    def _parameters(self, slots: Positions, k: int, flat: bool) -> Any:
        faiss = _faiss()
        every = len(slots) == len(self.positions)
        selector = None
        if not every:
            chosen = np.zeros(-(-len(self.positions) // 8) * 8, dtype=bool)
            chosen[slots] = True
            selector = faiss.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))
        if flat:
            return None if every else faiss.SearchParameters(sel=selector)
        return faiss.SearchParametersHNSW(sel=selector, efSearch=max(SEARCH_WIDTH, k))


class VectorIndex:
    """Normalised vectors by passage position, of ``count`` passages; the score is the cosine. Never changed."""

    def __init__(self, count: int, flat: _Part, graph: _Part | None = None, exact_up_to: int = EXACT_UP_TO) -> None:
        self.count = count
        self._flat, self._graph, self._exact_up_to = flat, graph, exact_up_to

    @classmethod
    def empty(cls, count: int, dimensions: int, exact_up_to: int = EXACT_UP_TO) -> VectorIndex:
        """Of ``count`` passages, none of which has a vector yet."""
        return cls(count, _flat_part(_none(dimensions), np.empty(0, np.int64)), None, exact_up_to)

    @classmethod
    def build(cls, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> VectorIndex:
        """Index ``vectors`` (n x d, each of length 1), one a passage. Raises ValueError where they are not."""
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if rows.ndim != 2 or not rows.shape[1]:
            raise ValueError(f"vectors are n x d, found shape {rows.shape}")
        empty = cls.empty(len(rows), rows.shape[1], exact_up_to)
        return empty.added(np.arange(len(rows)), rows).compacted()

    @property
    def exact(self) -> bool:
        """Whether every vector is compared; else the nearest are found by a graph, nearly always all of them."""
        return self._graph is None

    @property
    def dimensions(self) -> int:
        return int(self._flat.index.d)

    @property
    def held(self) -> int:
        """How many passages have their vector."""
        return sum(len(part.held) for part in self._parts)

    @property
    def missing(self) -> Positions:
        """The passages that have no vector yet, ascending."""
        without = np.ones(self.count, dtype=bool)
        for part in self._parts:
            without[part.positions[part.held]] = False
        return np.flatnonzero(without)

    @property
    def _parts(self) -> tuple[_Part, ...]:
        return (self._flat,) if self._graph is None else (self._flat, self._graph)

    def updated(self, keep: Positions, count: int) -> VectorIndex:
        """The same vectors over ``count`` passages: ``keep`` gives each old position's new one, -1 where it is gone.

        Costs copying the flat part.
        """
        flat = self._flat.renumbered(keep)
        if (flat.positions < 0).any():
            flat = _flat_part(flat.rows(), flat.positions[flat.held])
        graph = self._graph.renumbered(keep) if self._graph else None
        return VectorIndex(count, flat, graph, self._exact_up_to)

    def added(self, positions: Positions, vectors: Vectors) -> VectorIndex:
        """With ``vectors`` of passages that had none. Costs copying the flat part. Raises ValueError for bad ones."""
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if rows.shape != (len(positions), self.dimensions):
            raise ValueError(f"{len(positions)} x {self.dimensions} vectors are expected, found shape {rows.shape}")
        if len(rows) and not np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3):
            raise ValueError("vectors are normalised to length 1; at least one is not")
        flat = _flat_part(np.concatenate([self._flat.rows(), rows]), np.concatenate([self._flat.positions, positions]))
        return VectorIndex(self.count, flat, self._graph, self._exact_up_to)

    def compacted(self) -> VectorIndex:
        """With as few vectors beside the graph, and as few passed over in it, as is worth it; itself where all is well.

        Building a graph takes half a millisecond a vector; adding to one copies it first.
        """
        held, graph, flat = self.held, self._graph, self._flat
        if graph is not None and (held <= self._exact_up_to or 1 - len(graph.held) / len(graph.positions) > GONE_UP_TO):
            rows, graph = np.concatenate([flat.rows(), graph.rows()]), None
            flat = _flat_part(rows, np.concatenate([flat.positions, self._graph_positions()]))
        if held > self._exact_up_to and (graph is None or len(flat.positions) > FLAT_UP_TO):
            index = _faiss().clone_index(graph.index) if graph else _new_graph(self.dimensions)
            index.add(flat.rows())
            places = np.concatenate([graph.positions, flat.positions]) if graph else flat.positions
            graph, flat = _Part(index, places), _flat_part(_none(self.dimensions), np.empty(0, np.int64))
        return self if flat is self._flat else VectorIndex(self.count, flat, graph, self._exact_up_to)

    def _graph_positions(self) -> Positions:
        return self._graph.positions[self._graph.held] if self._graph else np.empty(0, np.int64)

    def search(self, vector: Vectors, k: int, allowed: Iterable[int] | None = None) -> list[tuple[int, float]]:
        """The ``k`` nearest as (position, cosine), best first.

        ``allowed`` restricts the search to these positions: exactly, unless they are more than SCAN_UP_TO in a graph.
        Passages without a vector are not found. Raises ValueError where ``vector`` has other dimensions.
        """
        wanted = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if wanted.shape[1] != self.dimensions:
            raise ValueError(f"the question has {wanted.shape[1]} dimensions, the index {self.dimensions}")
        inside = None
        if allowed is not None:
            chosen = np.fromiter(allowed, dtype=np.int64)
            inside = np.zeros(self.count, dtype=bool)
            inside[chosen[(chosen >= 0) & (chosen < self.count)]] = True
        found = [part.nearest(wanted, k, inside) for part in self._parts]
        cosines = np.concatenate([one for one, _ in found])
        positions = np.concatenate([one for _, one in found])
        order = np.lexsort((positions, -cosines))[: max(k, 0)]
        return [(int(positions[place]), float(cosines[place])) for place in order]

    def save(self, folder: Path) -> None:
        """Write each part in FAISS's own format, and the places, into ``folder``."""
        faiss = _faiss()
        faiss.write_index(self._flat.index, str(folder / FLAT))
        if self._graph:
            faiss.write_index(self._graph.index, str(folder / GRAPH))
        graph = self._graph.positions if self._graph else np.empty(0, np.int64)
        with (folder / PLACES).open("wb") as file:
            np.savez(file, flat=self._flat.positions, graph=graph)

    @classmethod
    def load(cls, folder: Path, *, count: int, dimensions: int, exact_up_to: int = EXACT_UP_TO) -> VectorIndex:
        """Read what `save` wrote; ValueError where it is damaged or does not fit ``count`` passages; OSError."""
        try:
            with np.load(folder / PLACES, allow_pickle=False) as file:
                flat, graph = file["flat"], file["graph"]
        except (KeyError, EOFError, BadZipFile) as error:
            raise ValueError(f"{folder / PLACES}: not the places of vectors: {error}") from error
        parts = {FLAT: _Part(_read(folder / FLAT), flat)}
        if len(graph):
            parts[GRAPH] = _Part(_read(folder / GRAPH), graph)
        for name, part in parts.items():
            rows, columns = part.index.ntotal, part.index.d
            if (rows, columns) != (len(part.positions), dimensions) or (part.positions >= count).any():
                raise ValueError(f"{folder / name}: {rows} x {columns} vectors, which do not fit {count} passages")
        return cls(count, parts[FLAT], parts.get(GRAPH), exact_up_to)


def _read(path: Path) -> Any:
    try:
        return _faiss().read_index(str(path))
    except RuntimeError as error:
        raise ValueError(f"{path}: not a FAISS index: {error}") from error


def _none(dimensions: int) -> Vectors:
    return np.empty((0, dimensions), dtype=np.float32)


def _flat_part(rows: Vectors, positions: Positions) -> _Part:
    index = _faiss().IndexFlatIP(rows.shape[1])
    index.add(rows)
    return _Part(index, positions)


def _new_graph(dimensions: int) -> Any:
    faiss = _faiss()
    index = faiss.IndexHNSWFlat(dimensions, LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = BUILD_WIDTH
    index.hnsw.efSearch = SEARCH_WIDTH
    return index


def _faiss() -> Any:
    return import_module("faiss")
