"""How far an index is on its way from words alone to words and vectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Indexing:
    """``done`` of ``total`` passages have their vector, ``since`` when the work began (UTC).

    rate: passages embedded a second, 0 until it is known; seconds_left: at that rate. failure: why it has stopped.
    """

    done: int
    total: int
    since: datetime
    rate: float = 0.0
    seconds_left: float | None = None
    failure: str = ""

    @property
    def left(self) -> int:
        """Passages that are searched by their words alone so far."""
        return self.total - self.done
