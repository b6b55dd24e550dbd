"""A figure: a value with the terms that it recomputes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

PENALTIES, DECISIONS, DAYS, PERCENT, TIMES = "penalties", "decisions", "days", "percent", "times"


@dataclass(frozen=True, slots=True)
class Term:
    """What one penalty puts into a figure: ``value`` in ``unit`` (a currency, for sums)."""

    penalty: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    penalty: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """``measure`` and ``unit`` are words of the contract; ``basis`` is ``imposed``, ``standing`` or None."""

    measure: str
    basis: str | None
    value: Decimal
    unit: str
    terms: tuple[Term, ...] = ()
    working: str = ""
    group: str | None = None
    left_out: tuple[LeftOut, ...] = ()


def exact(value: Fraction) -> Decimal:
    """The fraction as a decimal: whole where it ends, else to two places, half to even."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return rounded(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return _shifted((value * 10**places).numerator, places)


def rounded(value: Fraction) -> Decimal:
    """Half to even at two places, exactly (no binary or context rounding on the way)."""
    return _shifted(round(value * 100), 2)


def _shifted(number: int, places: int) -> Decimal:
    """``number`` with its last ``places`` digits behind the point, however long it is."""
    sign, digits_, _ = Decimal(number).as_tuple()
    return Decimal((sign, digits_, -places))


def digits(value: Decimal) -> str:
    """With commas and nothing lost: ``1,128,596,156.33``."""
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text
