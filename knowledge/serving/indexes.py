"""The indexes of one snapshot, by model: made at their first use, saved beside it, their vectors now or later."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.folders import Damaged, seal, unsealed, whole_folder
from knowledge.search.background import Background
from knowledge.search.errors import EmbeddingError
from knowledge.search.progress import Indexing
from knowledge.serving.embedders import Embedders
from knowledge.serving.settings import WORDS, Progress, Settings
from knowledge.snapshot import Snapshot

if TYPE_CHECKING:
    from knowledge.search.cache import EmbeddingCache
    from knowledge.search.embedding import Embedder
    from knowledge.search.growing import Growing
    from knowledge.search.index import SearchIndex


class Indexes:
    """Thread-safe. All models share one index by words, which answers as soon as it is there, whatever vectors do."""

    def __init__(
        self,
        snapshot: Snapshot,
        folder: Path,
        settings: Settings,
        embedders: Embedders,
        background: Background,
        progress: Progress | None = None,
    ) -> None:
        """``progress`` gets (embedded, to embed) where a search waits for vectors."""
        self.background = background
        self._snapshot, self._folder, self._settings = snapshot, folder, settings
        self._embedders, self._progress = embedders, progress
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._words: SearchIndex | None = None
        self._growing: dict[str, Growing] = {}
        self._unfinished: list[str] = []

    @property
    def models(self) -> tuple[str, ...]:
        """The models whose indexes are in use."""
        return tuple(self._growing) or ((WORDS,) if self._words is not None else ())

    def indexing(self, model: str | None = None) -> Indexing | None:
        """How far the vectors of ``model`` are, or of any in use, where some are missing."""
        wanted = list(self._growing) if model is None else [model]
        return next((found for one in wanted if one in self._growing and (found := self._growing[one].indexing)), None)

    def index(self, model: str) -> tuple[SearchIndex, Embedder | None]:
        """The index of ``model`` with its embedder; by words alone there is no embedder. Vectors may be missing yet.

        Raises OSError, EmbeddingError.
        """
        if self._settings.words_only or model == WORDS:
            return self._by_words(), None
        embedder = self._embedders.get(model)
        if model not in self._growing:
            with self._lock_of(model):
                if model not in self._growing:
                    growing, finished = self._made(embedder)
                    self._growing[model] = growing
                    if finished is not None:
                        self._keep(model, finished)
        return self._growing[model].index, embedder

    def take_over(self, old: Indexes, progress: Progress | None = None) -> None:
        """Make the indexes that ``old`` has; what both snapshots hold is neither read nor embedded again.

        ``progress`` gets (embedded, to embed) where that is waited for. What is not finished waits for `resume`. Raises
        OSError, EmbeddingError.
        """
        from knowledge.search.growing import Growing

        if old._words is None:
            return
        documents = self._snapshot.documents
        updated = old._words.updated(old._snapshot.documents, documents.values())
        self._words = updated.index
        finished = {WORDS: True}
        for model, held in list(old._growing.items()):
            vectors = held.vectors.updated(updated.keep, len(updated.index.passages))
            self._growing[model] = Growing(updated.index, documents, held.embedder, vectors)
            finished[model] = self._complete(self._growing[model], progress)
        for key, whole in finished.items():
            if whole and self._settings.wait:
                self._save(key)
            else:
                self._unfinished.append(key)

    def resume(self) -> None:
        """Go on in the background with what is unfinished, in place of what an earlier state was at."""
        self.background.replace(self._catch_up)

    def _lock_of(self, key: str) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(key, threading.Lock())

    def _by_words(self) -> SearchIndex:
        if self._words is None:
            with self._lock_of(WORDS):
                if self._words is None:
                    self._words, fresh = self._words_made()
                    if fresh:
                        self._keep(WORDS, True)
        return self._words

    def _words_made(self) -> tuple[SearchIndex, bool]:
        """The index by words, and whether it is new rather than loaded."""
        from knowledge.search.index import SearchIndex

        place = self._place(WORDS)
        with suppress(FileNotFoundError, Damaged, ValueError):
            unsealed(place)
            return SearchIndex.load(place, self._snapshot.documents), False
        return SearchIndex.build(self._snapshot.content.documents), True

    def _made(self, embedder: Embedder) -> tuple[Growing, bool | None]:
        """The index of a model, and whether it is whole; None where it was loaded."""
        from knowledge.search.growing import Growing

        words, documents = self._by_words(), self._snapshot.documents
        place = self._place(embedder.fingerprint)
        with suppress(FileNotFoundError, Damaged, ValueError):
            unsealed(place)
            return Growing(words, documents, embedder, words.with_vectors(place, embedder).vectors), None
        growing = Growing(words, documents, embedder)
        return growing, self._complete(growing, self._progress)

    def _complete(self, growing: Growing, progress: Progress | None) -> bool:
        """Embed what is missing, where that is to be waited for; whether nothing is. Raises OSError, EmbeddingError."""
        if not self._settings.wait:
            return not growing.missing
        with self._cache() as cache:
            if growing.recall(cache) <= self._settings.wait:
                growing.grow(cache, progress)
        return not growing.missing

    def _keep(self, key: str, finished: bool) -> None:
        """Save what is finished; the rest, or all where nobody is to wait, is for the background."""
        if finished and self._settings.wait:
            with suppress(OSError):  # a cache that cannot be written costs time, nothing else
                self._save(key)
        else:
            self._unfinished.append(key)
            self.background.add(self._catch_up)

    def _catch_up(self, stop: threading.Event) -> None:
        """Embed and save what is unfinished. A failure is told by `indexing`; `resume` tries again."""
        for key in list(self._unfinished):
            growing = self._growing.get(key)
            try:
                if growing is not None:
                    with self._cache() as cache:
                        growing.grow(cache, stop=stop)
                if stop.is_set():
                    return
                self._save(key)
            except (EmbeddingError, OSError, ValueError, RuntimeError, MemoryError) as error:
                if growing is not None:
                    growing.failure = str(error) or type(error).__name__
                continue
            self._unfinished.remove(key)

    def _save(self, key: str) -> None:
        """Raises OSError."""
        growing = self._growing.get(key)
        model = growing.embedder.fingerprint if growing else WORDS
        index = growing.index if growing else self._by_words()
        with whole_folder(self._place(model)) as temporary:
            if growing:
                index.save_vectors(temporary)
            else:
                index.save(temporary)
            seal(temporary, {"digest": self._snapshot.digest, "model": model})

    @contextmanager
    def _cache(self) -> Iterator[EmbeddingCache]:
        """The embeddings of all snapshots. Raises OSError for whatever is wrong with it."""
        from knowledge.search.cache import EmbeddingCache

        path = self._settings.cache / "embeddings.sqlite"
        try:
            cache = EmbeddingCache(path)
            try:
                yield cache
            finally:
                cache.close()
        except sqlite3.Error as error:
            raise OSError(f"{path}: {error}") from error

    def _place(self, fingerprint: str) -> Path:
        if fingerprint == WORDS:
            return self._folder / "words"
        return self._folder / f"vectors-{hashlib.sha256(fingerprint.encode()).hexdigest()[:16]}"
