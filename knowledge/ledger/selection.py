"""Which penalties a question is about, as typed conditions that all have to hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from knowledge.ledger.laws import LawWanted
from knowledge.ledger.periods import Period
from knowledge.records.penalties import FINES, Kind, Status


@dataclass(frozen=True, slots=True)
class Amount:
    """``op`` is one of ``> >= < <= ~``; ``~`` means the sum itself, as far as ``value`` is precise.

    ``currency`` None: the question named none, so it is compared with the sum in the record's own currency.
    ``unit`` is the size of the last digit given (1.2 billion: 100 million), used by ``~`` alone.
    """

    op: str
    value: Decimal
    currency: str | None = None
    unit: Decimal = Decimal(1)

    def fits(self, value: Decimal) -> bool:
        """Equal, as far as the sum in the question is precise ("£183 million" is GBP 183,390,000)."""
        return abs(value - self.value) < self.unit / 2 or value == self.value


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions on a penalty. Within one field any value will do; all fields have to hold. Empty: no condition.

    respondents: registry nodes (each takes in what is below it). regulators: codes. countries: ISO codes or ``EU``
    for the Union's own bodies; ``abroad`` turns them round. decided, announced: periods of those dates. event: a
    status and the period in which it came about. ever: the status at any time, not only on the as-of date.
    without: selections whose penalties are left out, whatever their kind.
    stands: whether anything of the sum is in force. topics: words of the record, for telling decisions apart.
    """

    respondents: tuple[str, ...] = ()
    regulators: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    abroad: bool = False
    regions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    kinds: frozenset[Kind] = FINES
    laws: tuple[LawWanted, ...] = ()
    sectors: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    ever: bool = False
    stands: bool | None = None
    decided: Period | None = None
    announced: Period | None = None
    event: tuple[Status, Period] | None = None
    amounts: tuple[Amount, ...] = ()
    currency: str | None = None
    topics: tuple[str, ...] = ()
    joint: bool | None = None
    without: tuple[Selection, ...] = ()
