"""Sums in another currency, at the ECB's reference rate of each decision date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from knowledge.ledger.exchange import NoRate, Rate
from knowledge.ledger.figures import Figure, LeftOut, Term, digits, rounded
from knowledge.ledger.ledger import Ledger
from knowledge.records.money import Money
from knowledge.records.penalties import NO_MONEY, Penalty


@dataclass(frozen=True, slots=True)
class Converted:
    """``rates`` are those used, one a penalty and currency, for showing."""

    figure: Figure | None
    rates: tuple[Rate, ...]
    left_out: tuple[LeftOut, ...]


def convert(ledger: Ledger, penalties: Iterable[Penalty], to: str, basis: str, as_of: date) -> Converted:
    """Each sum at the rate of its decision date, rounded to two places once; the total adds the exact values."""
    terms: list[Term] = []
    rates: dict[tuple[str, date], Rate] = {}
    left: list[LeftOut] = []
    whole = Fraction(0)
    parts: list[str] = []
    for penalty in penalties:
        if penalty.kind in NO_MONEY:
            continue  # a rate or a cap is never added to anything
        money = ledger.sum_of(penalty, as_of, basis)
        if money is None:
            left.append(LeftOut(penalty.id, "the sum on this basis is not recorded"))
            continue
        try:
            value, used = _exact(ledger, money, to, penalty.decided)
        except NoRate as error:
            left.append(LeftOut(penalty.id, str(error)))
            continue
        for rate in used:
            rates.setdefault((rate.currency, rate.day), rate)
        whole += value
        terms.append(Term(penalty.id, rounded(value), to))
        parts.append(f"{money.currency} {digits(money.amount)}" + _steps(used))
    if not terms:
        return Converted(None, (), tuple(left))
    working = f"{' + '.join(parts)} = {to} {digits(rounded(whole))}"
    figure = Figure("converted", basis, rounded(whole), to, tuple(terms), working, None, tuple(left))
    return Converted(figure, tuple(rates.values()), tuple(left))


def _exact(ledger: Ledger, money: Money, to: str, on: date) -> tuple[Fraction, tuple[Rate, ...]]:
    if money.currency == to:
        return Fraction(money.amount), ()
    source, target = ledger.exchange.rate(money.currency, on), ledger.exchange.rate(to, on)
    value = Fraction(money.amount) / Fraction(source.per_euro) * Fraction(target.per_euro)
    return value, tuple(r for r in (source, target) if r.currency != "EUR")


def _steps(rates: tuple[Rate, ...]) -> str:
    if len(rates) == 2:
        return f" / {digits(rates[0].per_euro)} × {digits(rates[1].per_euro)}"
    return "".join(f" at {digits(r.per_euro)} {r.currency} a euro" for r in rates)
