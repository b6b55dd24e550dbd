"""What a question asks for, as types: a Query over the ledger, a search for passages, or a reason to refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.ledger.selection import Selection
from knowledge.records.money import Money


class Measure(StrEnum):
    TOTAL = "total"
    COUNT = "count"
    LIST = "list"
    LARGEST = "largest"
    SMALLEST = "smallest"
    EARLIEST = "earliest"
    LATEST = "latest"
    MEAN = "mean"
    MEDIAN = "median"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    PERCENT = "percent"
    DAYS = "days"
    PROJECTION = "projection"
    MAXIMUM = "maximum"


class Dimension(StrEnum):
    REGULATOR = "regulator"
    COUNTRY = "country"
    YEAR = "year"
    RESPONDENT = "respondent"
    KIND = "kind"
    SECTOR = "sector"
    LAW = "law"
    STATUS = "status"
    CURRENCY = "currency"


class Reason(StrEnum):
    UNKNOWN_NAME = "unknown_name"
    AMBIGUOUS = "ambiguous"
    NOTHING_RECORDED = "nothing_recorded"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


@dataclass(frozen=True, slots=True)
class Note:
    """How something was read, to be told in the answer: a code of the phrase tables and what it is about."""

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One set of penalties that a figure is about.

    basis: the sum that counts on this side. nth: 1 for the first of the set by decision date, -1 for the last.
    point: for numbers of days, which date of it: ``decided``, ``announced``, ``today`` or a status.
    """

    selection: Selection
    basis: str = "imposed"
    nth: int | None = None
    point: str = "decided"


@dataclass(frozen=True, slots=True)
class Query:
    """A figure to work out.

    sides: one set, the two that are put against each other (part before whole), or several that are put together.
    top: how many of a pick. rank: 2 for the second largest. expected: how many the question says there are.
    order: of a list: ``decided``, ``largest``, ``smallest`` or ``latest``. plain: a list without totals below it.
    group_order: ``most``, ``least`` or ``date``. beside: a comparison with both totals and the ratio. running: a
    projection with the sums on the way there.
    """

    measure: Measure
    sides: tuple[Side, ...]
    basis: str
    as_of: date
    group: Dimension | None = None
    group_order: str = "most"
    top: int | None = None
    rank: int = 1
    expected: int | None = None
    unit: str = "penalties"
    convert_to: str | None = None
    days: int | None = None
    turnover: Money | None = None
    ceilings: tuple[str, ...] = ()
    order: str = "decided"
    plain: bool = False
    beside: bool = False
    running: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """Passages to look for. ``selection`` narrows to the decisions that the question names, where it names any.

    soft: all that the question says of them; each of its conditions narrows where something is left.
    ask: why, when, how, what, explain or appeal_story. words: the question's content words, for choosing sentences.
    """

    text: str
    ask: str
    selection: Selection | None
    as_of: date
    soft: Selection | None = None
    words: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer. ``about`` is the name or the words that the reason concerns."""

    reason: Reason
    about: str = ""
    suggestions: tuple[str, ...] = ()
    selection: Selection | None = None
    as_of: date | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """The outcome for one question, with the language that it was read in."""

    language: str
    asked: Query | PassageQuery | Refused
    second: Query | PassageQuery | Refused | None = field(default=None)
    second_text: str = ""
