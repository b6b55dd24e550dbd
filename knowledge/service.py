"""Knowledge: the one object that asks, searches and looks up; a reload puts a new state in the old one's place."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answers.answer import Answer
from knowledge.changes import STAGES, Reloaded, ReloadUnderWay, Stage, Stages, changes
from knowledge.folders import Damaged
from knowledge.ingest.fetching.fetch import FetchRules, fetch
from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.sources import STARTER
from knowledge.keeping import CONTENT_FOLDER as CONTENT
from knowledge.keeping import cached, drop_old, load, renewed, save
from knowledge.ledger.selection import Selection
from knowledge.library.cards import Card, cards
from knowledge.library.deciding import Desk
from knowledge.library.door import Added, add
from knowledge.library.merged import Merged, merged
from knowledge.lookups.answering import look_up
from knowledge.lookups.lookup import Lookup
from knowledge.lookups.suggesting import Field, Suggested
from knowledge.lookups.sums import read_sum
from knowledge.lookups.texts import check_text
from knowledge.records.money import Money
from knowledge.records.penalties import Penalty
from knowledge.records.problems import Problem
from knowledge.search.hits import Hit
from knowledge.search.progress import Indexing
from knowledge.serving import DEFAULT_MODEL as DEFAULT_MODEL
from knowledge.serving import Embedders, Serving, SourceRow, Status
from knowledge.serving import Progress as Progress
from knowledge.serving import Settings as Settings
from knowledge.snapshot import NotUsable, Snapshot, build, check

if TYPE_CHECKING:
    from knowledge.search.embedding import Embedder
    from knowledge.search.index import SearchIndex


class NoFolder(Exception):
    """Something is to be written, and there is no folder of sources to write it to."""


class Knowledge:
    """Thread-safe. Every call takes the one reference to the Serving state once and works on it to the end."""

    def __init__(self, serving: Serving, sources: Sequence[Path] = ()) -> None:
        """``sources`` are what `reload` reads; without any it reads the built folder that ``serving`` came from."""
        self._serving = serving
        self._sources = list(sources)
        self._reloading = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, kb: Path | None = None, progress: Progress | None = None) -> Knowledge:
        """The knowledge base in ``kb``: a folder that `build_to` made, or a folder of sources; None: the starter one.

        Raises NotUsable, Damaged, FileNotFoundError, ValueError.
        """
        if kb is not None and (kb / CONTENT).is_dir():
            return cls(Serving(_built(kb), kb, settings, progress=progress))
        if kb is not None and not kb.is_dir():
            raise FileNotFoundError(f"{kb}: no such folder")
        return cls.serve(settings, [kb or STARTER], progress)

    @classmethod
    def serve(
        cls,
        settings: Settings,
        sources: Sequence[Path],
        progress: Progress | None = None,
        last_good: Path | None = None,
        embedders: Embedders | None = None,
    ) -> Knowledge:
        """The ``sources`` joined: STARTER, folders, .md and .jsonl files. They are read again by `reload`.

        Where they have fatal Problems and ``last_good``, the ``folder`` of an earlier state, still holds it, that state
        serves, and its status is stale. Raises NotUsable, FileNotFoundError, ValueError.
        """
        wanted = list(sources)
        try:
            snapshot, folder = cached(wanted, settings.cache)
        except NotUsable as error:
            if last_good is None:
                raise
            try:
                snapshot = _built(last_good)
            except Damaged:
                raise error from None
            return cls(Serving(snapshot, last_good, settings, embedders, progress, error.problems), wanted)
        return cls(Serving(snapshot, folder, settings, embedders, progress), wanted)

    @property
    def serving(self) -> Serving:
        """The state of this moment, for whoever asks it more than once."""
        return self._serving

    @property
    def snapshot(self) -> Snapshot:
        return self._serving.snapshot

    @property
    def folder(self) -> Path:
        """Where the state that serves is kept: what `serve` takes as ``last_good``."""
        return self._serving.folder

    # Answers

    def ask(
        self, question: str, as_of: date | None = None, language: str | None = None, today: date | None = None,
        after: str | None = None, answer_in: str | None = None,
    ) -> Answer:  # fmt: skip
        """The answer to a question. ``as_of`` defaults to ``today``, which defaults to the clock's day.

        ``after``: the question before, from which an elliptical one ("and in Italy?") takes what it does not say.
        ``language``: that of the question, where it is not to be guessed; ``answer_in``: that of the answer, where it
        is to be another one.
        """
        return self._serving.ask(question, as_of, language, today, after, answer_in)

    def look_up(
        self, lookup: Lookup, language: str = "en", as_of: date | None = None, today: date | None = None
    ) -> Answer:
        """The answer to typed filters; a name that is not known is a refusal with what is near, never a guess."""
        now = today or date.today()
        return look_up(self._serving.composer, lookup, language, as_of or now, now)

    def suggest(self, field: Field, typed: str, language: str = "en", limit: int = 25) -> tuple[Suggested, ...]:
        """What may be meant while somebody types into a filter. Raises ValueError for a field that is none."""
        return self._serving.snapshot.suggester.suggest(field, typed, language, limit)

    def check_text(
        self, text: str, language: str | None = None, as_of: date | None = None, today: date | None = None
    ) -> Answer:
        """What the records say to the sums in a text that somebody wrote; a question gets its answer."""
        now, serving = today or date.today(), self._serving
        return check_text(serving.composer, serving.snapshot.understander, text, language, as_of or now, now)

    def read_sum(self, text: str, language: str = "en") -> Money | None:
        """The one sum with a currency that a text is, else None."""
        return read_sum(text, language)

    def penalties(self, selection: Selection, as_of: date) -> list[Penalty]:
        return self._serving.snapshot.ledger.select(selection, as_of)

    def status(self) -> Status:
        return self._serving.status()

    def documents(self) -> tuple[SourceRow, ...]:
        """Every document that answers may quote, in the order of the sources."""
        return self._serving.documents()

    # Search

    def search(self, query: str, k: int = 10, language: str = "en") -> tuple[Hit, ...]:
        """The best passages; documents of those that the query names come first."""
        return self._serving.search(query, k, language)

    def index(self, model: str) -> tuple[SearchIndex, Embedder | None]:
        """The index of ``model`` with its embedder, made at the first use; by words alone there is no embedder."""
        return self._serving.indexes.index(model)

    def warm(self) -> None:
        """Make what the first question would have to wait for: names, words, models, vectors. Raises OSError.

        Vectors are waited for where there are few (`Settings.wait`), else they are made in the background.
        """
        self._serving.warm()

    @property
    def indexing(self) -> Indexing | None:
        """How far the vectors are that are made in the background; None where none is missing."""
        return self._serving.indexes.indexing()

    def close(self) -> None:
        """End the work in the background. What was embedded is kept; whoever opens the same cache goes on with it."""
        self._serving.indexes.background.close()

    # The person's own folder

    @property
    def home(self) -> Path:
        """The folder that takes in what is added and decided: the last source that is not the starter one.

        Raises NoFolder.
        """
        for source in reversed(self._sources):
            if source != STARTER and source.is_dir():
                return source
        raise NoFolder("there is no folder of your own to write to: name one (FINEPRINT_KB)")

    def cards(self, today: date | None = None) -> tuple[Card, ...]:
        """What texts tell and nobody has decided about, as cards to review."""
        return cards(self._serving.snapshot, today or date.today())

    def desk(self, by: str, now: datetime | None = None) -> Desk:
        """Decides on the proposals of this moment in the name of ``by``; `reload` makes it count. Raises NoFolder."""
        return Desk(self.home, self._serving.snapshot, by, now or datetime.now(UTC))

    def merged(self) -> tuple[Merged, ...]:
        """What texts tell that was decided, by rules and by persons; a desk's `undo` takes each back."""
        return merged(self._serving.snapshot)

    def fetch(self, link: str, rules: FetchRules | None = None) -> Arrival:
        """The file behind a link, at an admin's command alone. Raises LinkRefused, FetchFailed."""
        return fetch(link, rules)

    def add(self, arrivals: Sequence[Arrival], today: date | None = None, progress: Progress | None = None) -> Added:
        """Read what came in and keep its documents in `home`; `reload` makes them answer. Raises NoFolder, OSError."""
        return add(arrivals, self.home, today or date.today(), progress)

    # Sources

    def check_sources(self) -> tuple[Problem, ...]:
        """Read and check the sources without using them. Raises Damaged, FileNotFoundError, ValueError."""
        if self._sources:
            return check(self._sources, self._serving.snapshot)[1]
        return _built(self._serving.folder).content.problems

    def reload(self, progress: Stages | None = None) -> Reloaded:
        """Read the sources anew, beside the state that serves, and put the new one in its place in one assignment.

        What both states hold is not read or embedded again. The new one is searched by words at once; its vectors are
        made before that where there are few (`Settings.wait`), else in the background. Whatever fails leaves the old
        state serving: NotUsable where the sources have fatal Problems, ReloadUnderWay while another reload runs;
        OSError, ValueError, Damaged, EmbeddingError. ``progress`` is called in this thread.
        """
        if not self._reloading.acquire(blocking=False):
            raise ReloadUnderWay("another reload is under way")
        try:
            return self._reload(progress or _unheard)
        finally:
            self._reloading.release()

    def _reload(self, tell: Stages) -> Reloaded:
        times = [time.monotonic()]
        old = self._serving
        snapshot, folder = self._read(old, tell)
        if snapshot is old.snapshot and not old.refused:
            if (indexing := old.indexes.indexing()) and indexing.failure:
                old.indexes.resume()
            return changes(snapshot, snapshot, time.monotonic() - times[0])
        new = Serving(snapshot, folder, old.settings, old.embedders, background=old.indexes.background)
        times.append(time.monotonic())
        snapshot.warm()
        times.append(time.monotonic())
        new.indexes.take_over(old.indexes, lambda done, total: tell(Stage("embedding", done, total)))
        times.append(time.monotonic())
        tell(Stage("swapping", 0, 1))
        done = changes(old.snapshot, snapshot)
        self._serving = new
        new.indexes.resume()
        times.append(time.monotonic())
        spent = {name: end - start for name, (start, end) in zip(STAGES, pairwise(times), strict=True)}
        done = replace(done, seconds=times[-1] - times[0], spent=spent)
        if folder.parent == old.settings.cache:
            with suppress(OSError):
                drop_old(folder.parent, folder)
        return done

    def _read(self, old: Serving, tell: Stages) -> tuple[Snapshot, Path]:
        """What the sources hold now, saved in the cache; the old snapshot itself where nothing has changed."""
        if not self._sources:
            snapshot = _built(old.folder)
            return (old.snapshot if snapshot.digest == old.snapshot.digest else snapshot), old.folder
        fresh = renewed(
            self._sources,
            old.settings.cache,
            old.snapshot,
            lambda done, total: tell(Stage("reading", done, total)),
        )
        return fresh or (old.snapshot, old.folder)


def _unheard(stage: Stage) -> None:
    """Where nobody asked for the progress."""


def _built(folder: Path) -> Snapshot:
    """What a built folder holds. Raises Damaged."""
    try:
        return load(folder / CONTENT)
    except FileNotFoundError:
        raise Damaged(f"{folder}: its content is missing; build it again") from None


def build_to(sources: list[Path], out: Path, settings: Settings, progress: Progress | None = None) -> Knowledge:
    """Build the sources with their vectors into ``out``. Raises NotUsable with every Problem."""
    snapshot = build(sources)
    save(snapshot, out / CONTENT)
    patient = replace(settings, wait=sys.maxsize)
    knowledge = Knowledge(Serving(snapshot, out, patient, progress=progress))
    knowledge.index(settings.model)
    return knowledge
