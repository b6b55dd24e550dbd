"""The bot's own state: kept over a restart, migrated, forgotten when asked."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from bot.store import FEEDBACK_DAYS, MIGRATIONS, Server, Store

pytestmark = pytest.mark.asyncio


async def test_a_servers_settings_outlive_a_restart(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    assert store.server(1) == store.server(None) == Server()
    await store.change(1, language="fr", channels=(3, 4))
    await store.change(1, paging="anyone")
    await store.close()
    store = await Store.open(tmp_path)
    assert store.server(1) == Server("fr", False, "anyone", (3, 4))
    await store.forget_server(1)
    assert store.server(1) == Server()
    await store.close()


async def test_one_vote_a_person_and_answer(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await store.vote(1, 9, 100, "up", "d")
    await store.vote(1, 9, 100, "down", "d")
    await store.vote(2, None, 100, "up", "d")
    await store.explain(1, 100, "q", "w")
    assert await store.feedback(9) == {"down": 1}
    assert await store.feedback(None) == {"up": 1}
    assert await store.forget(1) == 1
    assert await store.forget(1) == 0
    assert await store.feedback(9) == {}
    await store.close()


async def test_feedback_is_kept_for_a_year(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await store.vote(1, 9, 100, "up", "d")
    await store.vote(2, 9, 100, "up", "d")
    await store._write("UPDATE feedback SET at = ? WHERE user = ?", (time.time() - FEEDBACK_DAYS * 86_400 - 60, 1))
    await store.close()
    store = await Store.open(tmp_path)
    assert await store.feedback(9) == {"up": 1}
    await store.close()


async def test_the_audit_is_newest_first_and_what_is_kept_is_replaced(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    for number in range(3):
        await store.record(1, 9, "kb reload", str(number))
    assert [a.outcome for a in await store.audit(2)] == ["2", "1"]
    assert await store.kept("x") is None
    await store.keep("x", "1")
    await store.keep("x", "2")
    assert await store.kept("x") == "2"
    await store.close()


async def test_it_is_migrated_and_a_newer_one_is_refused(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await store.close()
    with sqlite3.connect(tmp_path / "fineprint.sqlite") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(OSError, match="newer version"):
        await Store.open(tmp_path)


async def test_two_changes_at_once_are_both_kept(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await asyncio.gather(store.change(1, language="fr"), store.change(1, paging="anyone"))
    assert store.server(1) == Server(language="fr", paging="anyone")
    await store.close()


async def test_a_state_that_cannot_be_used_leaves_no_thread_behind(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await store._write("PRAGMA user_version = 99", ())
    await store.close()
    before = set(threading.enumerate())
    with pytest.raises(OSError, match="newer version"):
        await Store.open(tmp_path)
    for thread in set(threading.enumerate()) - before:  # one that is told to end may take a moment
        thread.join(10)
        assert not thread.is_alive()
