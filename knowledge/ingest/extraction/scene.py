"""One sentence around one sum: its cues, and what the sentence says of the sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from knowledge.ingest.extraction.cues import Cue
from knowledge.ingest.extraction.sums import Sum
from knowledge.records.extracted import Role
from knowledge.records.penalties import Status

PENALTIES = frozenset({"fine", "administrative_fine", "civil_penalty", "overdue", "periodic"})
OTHER = frozenset({"settlement", "redress", "disgorgement"})
REACH = 110
"""Characters behind a sum in which a word still speaks of it."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of one sum. ``strength``: 0 to 1, how plainly. ``head``: its noun (``fine``), "" for none.

    ``verb_at``: where the deciding word stands, None where there is none. ``original``: told as an earlier, first sum.
    ``total``: called one ("in total"). ``inherited``: taken over from the sum before it ("… and EUR 4,000 for …").
    """

    role: Role
    head: str = ""
    strength: float = 0.5
    per: str | None = None
    status: Status = Status.IMPOSED
    original: bool = False
    total: bool = False
    inherited: bool = False
    verb_at: int | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """The sentence ``text[start:end]`` as it looks from one of its sums.

    ``left`` has the cues before the sum, nearest first, as far back as the sum before it or the last "but"; ``right``
    those behind it, up to the next sum.
    """

    text: str
    start: int
    end: int
    cues: Sequence[Cue]
    money: Sum
    low: int
    left: tuple[Cue, ...]
    right: tuple[Cue, ...]

    @classmethod
    def around(cls, text: str, span: tuple[int, int], cues: Sequence[Cue], sums: Sequence[Sum], i: int) -> Self:
        """The scene of ``sums[i]`` in the sentence at ``span``."""
        start, end = span
        low = sums[i - 1].end if i else start
        high = sums[i + 1].start if i + 1 < len(sums) else end
        before = [c for c in cues if c.start >= low and c.end <= sums[i].start]
        before.sort(key=lambda c: (-c.start, c.section != "noun"))
        cut = next((k for k, c in enumerate(before) if c.name == "end"), len(before))
        behind = tuple(c for c in cues if c.start >= sums[i].end and c.end <= high)
        return cls(text, start, end, cues, sums[i], low, tuple(before[:cut]), behind)

    def words(self, start: int, end: int) -> int:
        """How many words stand in ``text[start:end]``."""
        return len(_WORD.findall(self.text, start, end)) if start < end else 0

    def before(self, cue: Cue) -> int:
        """Words from a cue to the sum."""
        return self.words(cue.end, self.money.start)

    def behind(self, cue: Cue) -> int:
        """Words from the sum to a cue."""
        return self.words(self.money.end, cue.start)
