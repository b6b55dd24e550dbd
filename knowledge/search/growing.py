"""Growing: one model's index, searched by words from the start, whose vectors come in while it is searched."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from knowledge.records.documents import Document
from knowledge.search.cache import EmbeddingCache, cache_key, embedded
from knowledge.search.embedding import Embedder
from knowledge.search.index import SearchIndex
from knowledge.search.progress import Indexing
from knowledge.search.vectors import Positions, VectorIndex, Vectors

CHUNK = 512
"""Passages whose texts are held at a time; within them batches are of like length."""
SHOWN_EVERY = 3.0
"""Seconds between two states of the index that questions see while it grows."""
_SETTLED = 5.0  # seconds of work after which a rate is told


class Growing:
    """Thread-safe. ``index`` is whole at every moment: each state of it is put in the place of the one before."""

    def __init__(
        self,
        words: SearchIndex,
        documents: Mapping[str, Document],
        embedder: Embedder,
        vectors: VectorIndex | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``documents``: those that ``words`` was built from. ``vectors``: those that are there already."""
        held = vectors or VectorIndex.empty(len(words.passages), embedder.dimensions)
        self.index = replace(words, vectors=held, model=embedder.fingerprint)
        self.embedder = embedder
        self.failure = ""
        """Why it has stopped growing."""
        self._documents, self._clock = documents, clock
        self._lock = threading.Lock()
        self._since = datetime.now(UTC)
        self._began: float | None = None
        self._done = 0

    @property
    def vectors(self) -> VectorIndex:
        assert self.index.vectors is not None
        return self.index.vectors

    @property
    def missing(self) -> int:
        """How many passages have no vector yet."""
        return len(self.index.passages) - self.vectors.held

    @property
    def indexing(self) -> Indexing | None:
        """How far it is; None where nothing is missing."""
        missing, began, done = self.missing, self._began, self._done
        if not missing:
            return None
        worked = self._clock() - began if began is not None else 0.0
        rate = done / worked if worked >= _SETTLED else 0.0
        total = len(self.index.passages)
        left = missing / rate if rate else None
        return Indexing(total - missing, total, self._since, rate, left, self.failure)

    def recall(self, cache: EmbeddingCache) -> int:
        """Take in what ``cache`` holds; how many passages still have no vector."""
        with self._lock:
            positions, rows = [np.empty(0, dtype=np.int64)], [np.empty((0, self.embedder.dimensions), np.float32)]
            missing = self.vectors.missing
            for first in range(0, len(missing), CHUNK):
                part = missing[first : first + CHUNK]
                keys = [cache_key(self.embedder.fingerprint, text) for text in self._texts(part)]
                known = cache.get(keys, self.embedder.dimensions)
                found = [row for row, key in enumerate(keys) if key in known]
                if found:
                    positions.append(part[found])
                    rows.append(np.stack([known[keys[row]] for row in found]))
            self._add(np.concatenate(positions), np.concatenate(rows))
            return self.missing

    def grow(
        self,
        cache: EmbeddingCache,
        progress: Callable[[int, int], None] | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        """Embed what ``cache`` lacks, until nothing is missing or ``stop`` is set; what was embedded is kept in it.

        ``progress`` gets (embedded so far, to embed). Raises what the embedder and the cache raise.
        """
        self.recall(cache)
        with self._lock:
            missing, self._began, self._done = self.vectors.missing, self._clock(), 0
            self.failure = ""
            if progress:
                progress(0, len(missing))
            for first in range(0, len(missing), CHUNK):
                if not self._grow(missing[first : first + CHUNK], len(missing), cache, progress, stop):
                    return
            self._compact()

    def _grow(
        self,
        positions: Positions,
        total: int,
        cache: EmbeddingCache,
        progress: Callable[[int, int], None] | None,
        stop: threading.Event | None,
    ) -> bool:
        """Embed one chunk; whether all of it was."""
        texts: dict[bytes, str] = {}
        places: dict[bytes, list[int]] = {}
        for position, text in zip(positions.tolist(), self._texts(positions), strict=True):
            key = cache_key(self.embedder.fingerprint, text)
            texts[key] = text
            places.setdefault(key, []).append(position)
        fresh: dict[int, Vectors] = {}
        shown = self._clock() - SHOWN_EVERY  # the first batch is shown at once
        stopped = False
        for batch in embedded(self.embedder, texts, cache):
            for key, vector in batch.items():
                fresh.update(dict.fromkeys(places[key], vector))
                self._done += len(places[key])
            if progress:
                progress(self._done, total)
            stopped = stop is not None and stop.is_set()
            if stopped or self._clock() - shown >= SHOWN_EVERY:
                self._show(fresh)
                shown = self._clock()
            if stopped:
                return False
        self._show(fresh)
        self._compact()
        return True

    def _show(self, fresh: dict[int, Vectors]) -> None:
        """Questions find ``fresh`` from now on; it is emptied."""
        if fresh:
            self._add(np.fromiter(fresh, dtype=np.int64), np.stack(list(fresh.values())))
            fresh.clear()

    def _add(self, positions: Positions, rows: Vectors) -> None:
        if len(positions):
            self.index = replace(self.index, vectors=self.vectors.added(positions, rows))

    def _compact(self) -> None:
        compacted = self.vectors.compacted()
        if compacted is not self.vectors:
            self.index = replace(self.index, vectors=compacted)

    def _texts(self, positions: Positions) -> list[str]:
        return self.index.texts(self._documents, positions.tolist())
