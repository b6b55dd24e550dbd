"""What a text tells of money: each sum with the part it plays, and, for a penalty, who imposed it on whom and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Status


def day_told(day: date, precision: str) -> str:
    """A day as far as it is told: ``2023-04-13``, ``2023-04`` or ``2023``."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


class Role(StrEnum):
    """The part that a sum plays in a text. Only ``imposed`` can become a penalty."""

    IMPOSED = "imposed"
    THREATENED = "threatened"
    """Falls due if an order is not obeyed: EUR 100,000 for each day."""
    PROPOSED = "proposed"
    """Announced, intended or asked for, by an authority that has not decided."""
    CAPPED = "capped"
    """The most that a law or a decision allows."""
    REDUCED_FROM = "reduced_from"
    """What a penalty was before it was lowered, or would have been."""
    CONVERTED = "converted"
    """The same sum told again in another currency, for the reader."""
    PAID = "paid"
    STORY = "story"
    """Any other money: turnover, damages, prices, costs."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """One sum of one text. ``quote == text[start:end]``, and holds the sum as it is written.

    respondent, regulator: as the text names them, None where it does not. ``respondent_id`` and ``regulator_code`` are
    those of the registries where the name means exactly one entry. amount: None for a range, or for an imposed penalty
    without a sum (a reprimand is not extracted). per: ``day`` where it is a daily rate. decided: the day that the text
    gives for the decision; with ``precision`` month or year it is the first day of that. confidence: 0 to 1.
    """

    role: Role
    quote: str
    start: int
    end: int
    kind: Kind
    status: Status
    confidence: float
    amount: Money | None = None
    per: str | None = None
    respondent: str | None = None
    respondent_id: str | None = None
    regulator: str | None = None
    regulator_code: str | None = None
    decided: date | None = None
    precision: str = "day"

    @property
    def identity(self) -> str:
        """The same for the same sum in the same words, wherever its document stands in the knowledge base."""
        sum_ = f"{self.amount.currency} {self.amount.amount.normalize():f}" if self.amount else ""
        who = self.respondent or ""
        told = "\0".join((self.role, self.kind, sum_, self.per or "", who, " ".join(self.quote.split())))
        return hashlib.sha256(told.encode()).hexdigest()[:12]
