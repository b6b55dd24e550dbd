"""The admins' work on the folder: in an order, beside each other's reading, and never without an end."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cogs.writing import write
from bot.errors import Known
from bot.library import _FORMS, LAST_GOOD, GoesOn, Library
from bot.store import Store
from knowledge import Card, Knowledge, Reloaded, ReloadUnderWay
from tests.bot.added import own, put, served

pytestmark = pytest.mark.asyncio


class _Busy(Knowledge):
    """Another reload runs while it is asked for ``under_way`` of its own."""

    under_way: int
    reloads: int

    def reload(self, progress: Any = None) -> Reloaded:
        self.reloads += 1
        if self.under_way:
            self.under_way -= 1
            raise ReloadUnderWay("x")
        return super().reload(progress)


async def test_what_takes_too_long_goes_on_and_what_comes_after_it_waits(tmp_path: Path) -> None:
    knowledge, _ = own(tmp_path)
    store, go, done = await Store.open(tmp_path / "state"), threading.Event(), list[str]()
    library = Library(knowledge, store, limit=0.05)

    def slow(_: Knowledge) -> None:
        go.wait(30)
        done.append("slow")

    with pytest.raises(Known, match="goes_on"):
        await library.write(slow)
    assert await library.cards() == (), "looking does not wait for writing"
    go.set()
    library._writing._limit = 30.0
    await library.write(lambda _: done.append("next"))
    assert done == ["slow", "next"]
    library.close()
    await store.close()


async def test_what_came_late_is_told_later_and_is_the_last_good_state(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    store, go, outcomes = await Store.open(tmp_path / "state"), threading.Event(), asyncio.Queue[str]()
    library = Library(knowledge, store, limit=0.05)

    async def later(work: asyncio.Future[Any]) -> None:
        await outcomes.put(type(work.exception() or work.result()).__name__)

    def slow(_: Knowledge) -> None:
        go.wait(30)
        put(kb, "Alpha SA", 50000)

    def failing(_: Knowledge) -> None:
        go.wait(30)
        raise OSError

    for act in (failing, slow):
        with pytest.raises(GoesOn):
            await library.write(act, later)
    assert await store.kept(LAST_GOOD) is None and outcomes.empty()
    go.set()
    assert [await outcomes.get(), await outcomes.get()] == ["OSError", "Done"]
    assert await store.kept(LAST_GOOD) == str(knowledge.folder)
    assert len(await library.cards()) == 1
    library.close()
    await store.close()


async def test_the_audit_says_that_it_goes_on_and_then_what_came_of_it(tmp_path: Path) -> None:
    knowledge, _ = own(tmp_path)
    store, go = await Store.open(tmp_path / "state"), threading.Event()
    library = Library(knowledge, store, limit=0.05)
    answering: Any = SimpleNamespace(library=library, store=store)
    interaction: Any = SimpleNamespace(user=SimpleNamespace(id=7), guild_id=8)

    def slow(_: Knowledge) -> str:
        go.wait(30)
        return "written"

    with pytest.raises(GoesOn):
        await write(interaction, answering, "kb add", slow, str)
    assert [r.outcome for r in await store.audit()] == ["goes on"]
    go.set()
    await asyncio.gather(*library._late)
    assert [(r.user, r.action, r.outcome) for r in await store.audit()] == [
        (7, "kb add", "at last written"), (7, "kb add", "goes on"),
    ]  # fmt: skip
    library.close()
    await store.close()


async def test_a_reload_that_is_under_way_is_waited_for(tmp_path: Path) -> None:
    _, kb = own(tmp_path)
    knowledge, naps = served(kb, tmp_path, _Busy), list[float]()
    knowledge.under_way, knowledge.reloads = 3, 0
    store = await Store.open(tmp_path / "state")
    library = Library(knowledge, store, sleep=naps.append)
    written = await library.write(lambda _: put(kb, "Alpha SA", 50000))
    assert (written.fault, len(naps), knowledge.reloads) == ("", 3, 5)
    assert [card.fields["respondent"] for card in await library.cards()] == ["Alpha SA"]
    library.close()
    await store.close()


async def test_a_reload_that_never_ends_is_told(tmp_path: Path) -> None:
    _, kb = own(tmp_path)
    knowledge = served(kb, tmp_path, _Busy)
    knowledge.under_way, knowledge.reloads = 10_000, 0
    store = await Store.open(tmp_path / "state")
    library = Library(knowledge, store, sleep=lambda seconds: None)
    with pytest.raises(ReloadUnderWay):
        await library.write(lambda _: None)
    library.close()
    await store.close()


class _Counting(Knowledge):
    """Counts how often its cards are worked out."""

    counted: int

    def cards(self, today: Any = None) -> tuple[Card, ...]:
        self.counted += 1
        return super().cards(today)


async def test_cards_are_worked_out_once_for_each_state(tmp_path: Path) -> None:
    _, kb = own(tmp_path)
    knowledge = served(kb, tmp_path, _Counting)
    knowledge.counted = 0
    store = await Store.open(tmp_path / "state")
    library = Library(knowledge, store)
    for _ in range(3):
        assert await library.cards() == ()
    assert knowledge.counted == 1
    await library.write(lambda _: put(kb, "Alpha SA", 50000))
    assert len(await library.cards()) == 1 and len(library.cards_now()) == 1
    assert knowledge.counted == 2
    library.close()
    await store.close()


async def test_forms_are_kept_for_each_person_and_card_and_not_without_end(tmp_path: Path) -> None:
    knowledge, _ = own(tmp_path)
    store = await Store.open(tmp_path / "state")
    library = Library(knowledge, store)
    library.keep_form(1, "a", {"amount": "1"})
    library.keep_form(2, "a", {"amount": "2"})
    assert (library.form(1, "a"), library.form(2, "a")) == ({"amount": "1"}, {"amount": "2"})
    library.drop_form(1, "a")
    assert library.form(1, "a") is None
    for n in range(_FORMS):
        library.keep_form(3, str(n), {})
    assert library.form(2, "a") is None and len(library._forms) == _FORMS
    library.close()
    await store.close()
