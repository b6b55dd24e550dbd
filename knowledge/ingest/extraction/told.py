"""One telling of one sum: its reading, its sentence, who did it to whom, and when."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.ingest.extraction.authorities import Mention
from knowledge.ingest.extraction.dates import Dated
from knowledge.ingest.extraction.parties import Party
from knowledge.ingest.extraction.scene import OTHER, Reading
from knowledge.ingest.extraction.sums import Sum
from knowledge.records.extracted import Role


@dataclass(frozen=True, slots=True)
class Told:
    """A sum with its reading and its sentence; ``who``, ``by`` and ``when`` as far as the text names them."""

    money: Sum
    reading: Reading
    start: int
    end: int
    who: Party | None = None
    by: Mention | None = None
    when: Dated | None = None

    @property
    def imposed(self) -> bool:
        return self.reading.role is Role.IMPOSED

    @property
    def family(self) -> str:
        """Fines are one family; redress, disgorgement and settlements are each their own."""
        return self.reading.head if self.reading.head in (*OTHER, "overdue", "periodic") else "fine"
