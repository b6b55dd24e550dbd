"""Problem: a bad input as a value, with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """``source`` names the file, ``line`` counts from 1 (0: the file as a whole); ``fatal`` keeps it out of use."""

    source: str
    line: int
    message: str
    fatal: bool = True

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {'' if self.fatal else 'warning: '}{self.message}"
