"""How fast people may ask: a sliding window for each person and each channel."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

_SWEEP = 10_000  # keys held before the idle ones are thrown away


class TooFast(Exception):
    """``wait`` seconds until the next ask is welcome. ``again``: the person was told so already in this stretch."""

    def __init__(self, wait: float, again: bool = False) -> None:
        super().__init__(f"{wait:.1f} s")
        self.wait = wait
        self.again = again


class Paces:
    """``asks`` in ``seconds`` for each key. ``clock`` gives seconds that never go back."""

    def __init__(self, asks: int, seconds: float, clock: Callable[[], float]) -> None:
        self._asks = asks
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[int, deque[float]] = {}

    def wait(self, key: int) -> float:
        """Seconds until ``key`` may ask again; 0: now."""
        times = self._seen.get(key)
        if times is None or len(times) < self._asks:
            return 0.0
        return max(0.0, times[0] + self._seconds - self._clock())

    def count(self, key: int) -> None:
        if len(self._seen) > _SWEEP:
            past = self._clock() - self._seconds
            self._seen = {k: t for k, t in self._seen.items() if t[-1] > past}
        self._seen.setdefault(key, deque(maxlen=self._asks)).append(self._clock())


class Gate:
    """Lets an ask through where both the person and the channel may ask."""

    def __init__(self, user: tuple[int, float], channel: tuple[int, float], clock: Callable[[], float]) -> None:
        self._users = Paces(*user, clock)
        self._channels = Paces(*channel, clock)
        self._told = Paces(1, max(user[1], channel[1]), clock)

    def enter(self, user: int, channel: int) -> None:
        """Raises TooFast; an ask that is refused does not count."""
        wait = max(self._users.wait(user), self._channels.wait(channel))
        if wait > 0:
            again = self._told.wait(user) > 0
            if not again:
                self._told.count(user)
            raise TooFast(wait, again)
        self._users.count(user)
        self._channels.count(channel)
