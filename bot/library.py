"""The admins' work on the knowledge base's folder: one thing after the other, in threads beside those for questions."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from bot.desk import Desk, TookTooLong
from bot.errors import Known
from bot.store import Store
from knowledge import (
    Added,
    Arrival,
    Card,
    Damaged,
    EmbeddingError,
    FetchRules,
    Knowledge,
    Merged,
    NotUsable,
    Reloaded,
    ReloadUnderWay,
)
from knowledge import Desk as ReviewDesk

LAST_GOOD = "last_good"
# Seconds: a fetch ends by itself after 60; reading a file is bounded too, and a reload embeds little before it ends.
_FETCHING, _WRITING, _LOOKING = 90.0, 300.0, 60.0
_WAITING = 20
_PAUSE, _TRIES = 0.2, 300  # for a reload that somebody else began
_FORMS = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """``fault``: why it is not in use, though it stands in the folder: the reload after it failed."""

    result: T
    fault: str = ""


class GoesOn(Known):
    """It takes longer than a person can wait, and goes on."""

    def __init__(self) -> None:
        super().__init__("goes_on")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What /kb status counts."""

    proposals: int
    copies: int


class Library:
    """Fetches, writes and looks, each in a thread of its own, so that none of them waits for another or a question."""

    def __init__(
        self, knowledge: Knowledge, store: Store, publishers: frozenset[str] = frozenset(),
        limit: float = _WRITING, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """``publishers``: hosts that alone may be fetched from; empty: any. ``limit``: seconds of one writing."""
        self.knowledge = knowledge
        self._store = store
        self._rules = FetchRules(only_hosts=publishers)
        self._sleep = sleep
        self._fetching = Desk(1, _WAITING, _FETCHING)
        self._writing = Desk(1, _WAITING, limit)
        self._looking = Desk(1, _WAITING, _LOOKING)
        self._held: tuple[object, date, tuple[Card, ...]] | None = None
        self._late = set[asyncio.Task[None]]()
        self._forms: OrderedDict[tuple[int, str], Mapping[str, str]] = OrderedDict()

    async def fetch(self, link: str) -> Arrival:
        """Raises LinkRefused, FetchFailed, Busy, TookTooLong."""
        return await self._fetching.ask(lambda: self.knowledge.fetch(link, self._rules))

    async def add(self, arrival: Arrival) -> Done[Added]:
        """Raises as `write`."""
        return await self.write(lambda knowledge: knowledge.add([arrival]))

    async def write(
        self, act: Callable[[Knowledge], T], later: Callable[[asyncio.Future[Done[T]]], Awaitable[None]] | None = None
    ) -> Done[T]:
        """Do ``act``, which writes to the folder, on its newest state, and put to use what it wrote.

        Raises what ``act`` and `Knowledge.reload` do; Busy; GoesOn: then ``later`` is told what came of it.
        """
        try:
            done = await self._writing.ask(lambda: self._written(act))
        except TookTooLong as late:
            if late.work is not None:
                task = asyncio.create_task(self._ended(late.work, later))
                self._late.add(task)
                task.add_done_callback(self._late.discard)
            raise GoesOn from None
        await self._store.keep(LAST_GOOD, str(self.knowledge.folder))
        return done

    async def _ended(
        self, work: asyncio.Future[Any], later: Callable[[asyncio.Future[Any]], Awaitable[None]] | None
    ) -> None:
        await asyncio.wait({work})
        if not work.cancelled() and work.exception() is None:
            await self._store.keep(LAST_GOOD, str(self.knowledge.folder))
        if later is not None:
            await later(work)

    async def cards(self) -> tuple[Card, ...]:
        """What waits for review. Raises Busy, TookTooLong."""
        return await self._looking.ask(self.cards_now)

    def cards_now(self) -> tuple[Card, ...]:
        """`cards`, for an ``act`` of `write`; worked out once for each state of the folder and day."""
        snapshot, today, held = self.knowledge.snapshot, date.today(), self._held
        if held is None or held[0] is not snapshot or held[1] != today:
            held = self._held = snapshot, today, self.knowledge.cards(today)
        return held[2]

    def at_desk(self, by: str, look: Callable[[], T]) -> tuple[T, ReviewDesk]:
        """What ``look`` gives, and a desk, of one state, for an ``act`` of `write`; another may come in between."""
        while True:
            state = self.knowledge.snapshot
            found, desk = look(), self.knowledge.desk(by)
            if self.knowledge.snapshot is state:
                return found, desk

    async def merged(self) -> tuple[Merged, ...]:
        """Raises Busy, TookTooLong."""
        return await self._looking.ask(self.knowledge.merged)

    async def waiting(self) -> Waiting:
        """Raises Busy, TookTooLong."""
        return await self._looking.ask(self._waiting)

    def close(self) -> None:
        for task in self._late:
            task.cancel()
        for desk in (self._fetching, self._writing, self._looking):
            desk.close()

    # What a person typed into a form that had faults: in memory, for when they open it again.

    def keep_form(self, user: int, card: str, typed: Mapping[str, str]) -> None:
        self._forms[user, card] = typed
        self._forms.move_to_end((user, card))
        while len(self._forms) > _FORMS:
            self._forms.popitem(last=False)

    def form(self, user: int, card: str) -> Mapping[str, str] | None:
        return self._forms.get((user, card))

    def drop_form(self, user: int, card: str) -> None:
        self._forms.pop((user, card), None)

    # In the threads

    def _written(self, act: Callable[[Knowledge], T]) -> Done[T]:
        self._reload()  # what another program wrote meanwhile counts, so that nothing is decided twice
        result = act(self.knowledge)
        try:
            self._reload()
        except (OSError, ValueError, Damaged, EmbeddingError, NotUsable, ReloadUnderWay) as error:
            return Done(result, str(error)[:300] or type(error).__name__)
        return Done(result)

    def _reload(self) -> Reloaded:
        """Waits for a reload that is under way: it may have read the folder before this one wrote to it."""
        for _ in range(_TRIES):
            try:
                return self.knowledge.reload()
            except ReloadUnderWay:
                self._sleep(_PAUSE)
        return self.knowledge.reload()

    def _waiting(self) -> Waiting:
        snapshot = self.knowledge.snapshot
        return Waiting(len(snapshot.review.proposals), len(snapshot.content.copies))
