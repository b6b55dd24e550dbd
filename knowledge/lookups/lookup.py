"""What a look-up asks for, as a value: a task and the filters as they were typed or picked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.ledger.ledger import IMPOSED, STANDING
from knowledge.records.money import Money


class Task(StrEnum):
    LIST = "list"
    TOTAL = "total"
    TOP = "top"
    TIMELINE = "timeline"
    COMPARE = "compare"
    DAILY = "daily"
    MAXIMUM = "maximum"


class Order(StrEnum):
    LARGEST = "largest"
    SMALLEST = "smallest"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Filters:
    """Texts as typed or picked; an empty one is no condition. ``kind`` empty: fines.

    ``first`` and ``last`` are the days between which the decision was taken, both included; for Task.DAILY the days
    that are counted.
    """

    respondent: str = ""
    regulator: str = ""
    country: str = ""
    law: str = ""
    kind: str = ""
    status: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """A figure to look up. Raises ValueError for what no menu offers (a basis, an order or a number that is none).

    against: the other side of Task.COMPARE. top: how many of Task.TOP. order: of Task.LIST and Task.TOP. days,
    turnover: of Task.DAILY and Task.MAXIMUM. currency: an ISO code to convert to.
    """

    task: Task
    filters: Filters = field(default_factory=Filters)
    against: Filters | None = None
    basis: str = IMPOSED
    top: int = 10
    order: Order = Order.LARGEST
    days: int | None = None
    turnover: Money | None = None
    currency: str | None = None

    def __post_init__(self) -> None:
        if self.basis not in (IMPOSED, STANDING):
            raise ValueError(f"the basis is {IMPOSED} or {STANDING}, found {self.basis!r}")
        if self.order not in tuple(Order):
            raise ValueError(f"the order is one of {', '.join(Order)}, found {self.order!r}")
        if self.top < 1:
            raise ValueError(f"a top list has at least 1 place, found {self.top}")
        if (self.against is not None) != (self.task is Task.COMPARE):
            raise ValueError("a comparison has two sides, and nothing else has")
