"""Where the knowledge base is asked: a bounded pool of threads, so that nothing blocks the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Busy(Exception):
    """As many questions wait as may."""


class TookTooLong(Exception):
    """An answer was not ready within the time limit; its thread still works on it: ``work`` ends when it does."""

    def __init__(self, work: asyncio.Future[Any] | None = None) -> None:
        super().__init__()
        self.work = work


class Desk:
    """``workers`` threads, at most ``queue`` questions waiting for them, ``limit`` seconds for each."""

    def __init__(self, workers: int, queue: int, limit: float) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="desk")
        self._room = workers + queue
        self._inside = 0
        self._limit = limit

    async def ask(self, work: Callable[[], T]) -> T:
        """What ``work`` returns or raises. Raises Busy at once, TookTooLong after the limit.

        A thread cannot be stopped, so one that took too long keeps its place until it ends.
        """
        if self._inside >= self._room:
            raise Busy
        self._inside += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        future.add_done_callback(self._left)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._limit)
        except TimeoutError:
            if future.done() and not future.cancelled() and isinstance(future.exception(), TimeoutError):
                raise
            raise TookTooLong(future) from None

    def _left(self, future: asyncio.Future[T]) -> None:
        self._inside -= 1
        if not future.cancelled():
            future.exception()  # looked at, so that a late failure is not reported as never retrieved

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
