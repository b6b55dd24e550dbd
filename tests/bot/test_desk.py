"""The desk: a bounded queue, a time limit, and threads that end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.desk import Busy, Desk, TookTooLong

pytestmark = pytest.mark.asyncio


def _raise(error: Exception) -> None:
    raise error


async def test_it_returns_and_raises_what_the_work_does() -> None:
    desk = Desk(1, 1, 10)
    assert await desk.ask(lambda: 3) == 3
    with pytest.raises(KeyError):
        await desk.ask(lambda: _raise(KeyError("x")))
    with pytest.raises(TimeoutError):
        await desk.ask(lambda: _raise(TimeoutError("of the work itself")))
    desk.close()


async def test_as_many_wait_as_may_and_a_place_is_free_again_when_one_ends() -> None:
    desk, gate = Desk(1, 1, 10), threading.Event()
    waiting = [asyncio.ensure_future(desk.ask(lambda: gate.wait(10))) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await desk.ask(lambda: 1)
    gate.set()
    assert await asyncio.gather(*waiting) == [True, True]
    assert await desk.ask(lambda: 1) == 1
    desk.close()


async def test_what_takes_too_long_keeps_its_place_until_it_ends() -> None:
    desk, gate, ended = Desk(1, 0, 0.01), threading.Event(), threading.Event()

    def work() -> None:
        gate.wait(10)
        ended.set()

    with pytest.raises(TookTooLong):
        await desk.ask(work)
    with pytest.raises(Busy):
        await desk.ask(lambda: 1)
    gate.set()
    await asyncio.to_thread(ended.wait, 10)
    while desk._inside:
        await asyncio.sleep(0)
    desk.close()
