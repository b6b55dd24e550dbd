"""One immutable state of the knowledge base: read whole, checked, saved under its digest, loaded in milliseconds."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answers.answer import Answer
from knowledge.answers.compose import Composer
from knowledge.golden import golden_problems
from knowledge.ingest.content import TABLE, Content
from knowledge.ingest.folder import read_sources
from knowledge.ingest.journal import in_force
from knowledge.ingest.registries import Registries, read_registries
from knowledge.ingest.sources import STARTER, SourceFile, digest_of, listing
from knowledge.ledger.corpus_words import CorpusWords
from knowledge.ledger.exchange import Exchange, NoRate
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Names
from knowledge.ledger.proposals import Review, review
from knowledge.ledger.waiting import Waiting
from knowledge.lookups.suggesting import Suggester
from knowledge.questions.understand import Understander
from knowledge.records.digest import file_digest
from knowledge.records.documents import Document
from knowledge.records.problems import Problem
from knowledge.search.hits import Hit
from knowledge.soundness import unsound

if TYPE_CHECKING:
    from knowledge.search.ranking import Ranker

Progress = Callable[[int, int], None]
_PAUSES = (0.0, 0.0, 0.1, 0.3, 1.0)
"""Seconds before each reading of sources that change while they are read; what was read is not read again."""


class NotUsable(Exception):
    """The sources have fatal Problems; ``problems`` lists all that were found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{sum(p.fatal for p in problems)} problems in the sources")
        self.problems = problems


@dataclass(frozen=True)
class Snapshot:
    """Content under its digest, with what is derived from it. Never changed: a new state is a new Snapshot."""

    digest: str
    content: Content

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        return {d.id: d for d in self.content.documents}

    @cached_property
    def ledger(self) -> Ledger:
        names = Names(self.content.regulators, self.content.respondents)
        return Ledger(self.content.penalties, names, Exchange())

    @cached_property
    def understander(self) -> Understander:
        return Understander(self.ledger, self.corpus_words.words)

    @cached_property
    def corpus_words(self) -> CorpusWords:
        return CorpusWords.of(self.content.documents)

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester(self.ledger)

    @cached_property
    def review(self) -> Review:
        """What the texts tell: again, anew, and what a person rejected of it."""
        rulings = in_force(self.content.rulings)
        rows = {t.document for t in self.content.told if t.by == TABLE}
        tables = {d: o.name for o in self.content.origins for d in o.documents if d in rows}
        return review(((t.document, t.sums) for t in self.content.told), self.ledger, rulings, tables)

    @cached_property
    def waiting(self) -> Waiting | None:
        return Waiting(self.review.proposals, self.ledger) if self.review.proposals else None

    def take_over(self, before: Snapshot) -> None:
        """Derive from an earlier state what would else be read out of every document."""
        if "corpus_words" in before.__dict__:  # else both would be read
            self.__dict__["corpus_words"] = before.corpus_words.after(before.documents, self.documents)

    def ask_by_words(self, question: str, as_of: date | None = None, language: str | None = None) -> Answer:
        """The answer where passages are searched by their words alone, as golden questions are asked."""
        day = as_of or date.today()
        composer = Composer(self.ledger, self.documents, self.digest, self._search_by_words)
        return composer.answer(question, self.understander.understand(question, day, language), day, day)

    def _search_by_words(self, query: str, k: int = 10, language: str = "en") -> tuple[Hit, ...]:
        return self._words.search(query, k)

    @cached_property
    def _words(self) -> Ranker:
        from knowledge.search.index import SearchIndex
        from knowledge.search.ranking import Ranker

        return Ranker(SearchIndex.build(self.content.documents))

    def warm(self) -> None:
        """Derive everything now, so that no question has to wait for it."""
        _ = self.documents, self.ledger, self.understander, self.suggester, self.waiting
        self.understander.understand("how much has been fined?", date.max)  # reads the words of all languages
        with contextlib.suppress(NoRate):
            self.ledger.exchange.rate("USD", date.max)  # reads the Bank's table


def starter_registries() -> Registries:
    registries, _ = read_registries(STARTER)
    return registries


def digest_of_sources(sources: list[Path]) -> str:
    """Over the sources' files and, for sources without registries of their own, the starter ones they rest on."""
    return digest_with_registries(sources, listing(sources))


def digest_with_registries(sources: list[Path], files: tuple[SourceFile, ...]) -> str:
    if STARTER not in sources:
        names = ("regulators.yaml", "respondents.yaml")
        files += tuple(SourceFile(STARTER / n, f"starter/{n}", file_digest(STARTER / n), True) for n in names)
    return digest_of(files)


def read(
    sources: list[Path],
    progress: Progress | None = None,
    before: Content | None = None,
    files: tuple[SourceFile, ...] | None = None,
) -> Content:
    """What the sources hold, with every Problem; they may use the starter registries without repeating them.

    ``progress`` gets (files read, files). ``before``: what was read of them earlier. Raises FileNotFoundError,
    ValueError.
    """
    base = None if STARTER in sources else starter_registries()
    return read_sources(sources, base, progress, before, files)


def build(
    sources: list[Path],
    progress: Progress | None = None,
    before: Snapshot | None = None,
    files: tuple[SourceFile, ...] | None = None,
) -> Snapshot:
    """Read the sources and check them: every file, quote and total, their golden questions last.

    Raises NotUsable with every Problem, FileNotFoundError, ValueError.

    Where a file is changed while they are read they are read again, so that the digest is that of what was read;
    OSError where that does not end. ``before``: an earlier state; what has not changed since is taken over. ``files``:
    the sources' `listing` of this moment, where it has been made.
    """
    files = files or listing(sources)
    content = before.content if before is not None else None
    for pause in _PAUSES:
        time.sleep(pause)
        content = read(sources, progress, content, files)
        held, files = files, listing(sources)
        if files == held:
            if not content.usable:
                raise NotUsable(content.problems)
            snapshot = Snapshot(digest_with_registries(sources, files), content)
            if before is not None:
                snapshot.take_over(before)
            wrong = unsound(content, snapshot.documents, snapshot.ledger)
            wrong = wrong or golden_problems(sources, snapshot.ask_by_words)
            if wrong:
                raise NotUsable((*wrong, *content.problems))
            return snapshot
    raise OSError("the sources are being changed while they are read; try again when that is done")


def check(sources: list[Path], before: Snapshot | None = None) -> tuple[Content, tuple[Problem, ...]]:
    """What the sources hold, with every Problem: of files first, and where these are sound, of totals and golden
    questions. Nothing is put to use. Raises as `read`.
    """
    content = read(sources, before=before.content if before else None)
    if not content.usable:
        return content, content.problems
    try:
        return content, build(sources, before=Snapshot("", content)).content.problems
    except NotUsable as error:
        return content, error.problems
