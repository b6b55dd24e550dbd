"""Exact arithmetic over penalties: every function returns figures that recompute from their terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from knowledge.ledger.figures import (
    DAYS,
    DECISIONS,
    PENALTIES,
    PERCENT,
    TIMES,
    Figure,
    LeftOut,
    Term,
    digits,
    exact,
)
from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger
from knowledge.records.penalties import NO_MONEY, Penalty

UNKNOWN_STANDING = "the sum now in force is not recorded"
NO_SUM = "no sum is recorded"
# Enough digits for any sum of sums: adding decimals must never round.
_PRECISION = 60


def plus(values: Iterable[Decimal]) -> Decimal:
    with localcontext() as context:
        context.prec = _PRECISION
        return sum(values, Decimal(0))


def minus(left: Decimal, right: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = _PRECISION
        return left - right


def sums(ledger: Ledger, penalties: Iterable[Penalty], basis: str, as_of: date) -> tuple[
    dict[str, list[Term]], list[LeftOut]
]:  # fmt: skip
    """({currency: terms}, those without a known sum on that basis), currencies with most terms first, then by code."""
    by_currency: dict[str, list[Term]] = {}
    left: list[LeftOut] = []
    for penalty in penalties:
        if penalty.kind in NO_MONEY:
            continue  # a rate or a cap is described, never added to anything
        money = ledger.sum_of(penalty, as_of, basis)
        if money is None:
            left.append(LeftOut(penalty.id, UNKNOWN_STANDING if penalty.amount is not None else NO_SUM))
        else:
            by_currency.setdefault(money.currency, []).append(Term(penalty.id, money.amount, money.currency))
    order = sorted(by_currency, key=lambda c: (-len(by_currency[c]), c))
    return {c: by_currency[c] for c in order}, left


def total(
    ledger: Ledger, penalties: Sequence[Penalty], basis: str, as_of: date, group: str | None = None
) -> list[Figure]:
    """One total a currency. Where no sum is known on the basis, no figure."""
    by_currency, left = sums(ledger, penalties, basis, as_of)
    figures = []
    for currency, terms in by_currency.items():
        value = plus(t.value for t in terms)
        out = tuple(x for x in left if _currency(ledger, x.penalty) in (currency, None))
        figures.append(Figure("total", basis, value, currency, tuple(terms), _adding(terms, value), group, out))
    return figures


def _currency(ledger: Ledger, penalty: str) -> str | None:
    amount = ledger.by_id[penalty].amount
    return amount.currency if amount else None


def _adding(terms: Sequence[Term], value: Decimal) -> str:
    return f"{' + '.join(digits(t.value) for t in terms)} = {digits(value)}"


def both_bases(ledger: Ledger, penalties: Sequence[Penalty], lead: str, as_of: date) -> list[Figure]:
    """Totals on the leading basis, then on the other one where it differs or the question led with *standing*."""
    other = IMPOSED if lead == STANDING else STANDING
    first = total(ledger, penalties, lead, as_of)
    second = {f.unit: f for f in total(ledger, penalties, other, as_of)}
    figures: list[Figure] = []
    for figure in first:
        figures.append(figure)
        beside = second.pop(figure.unit, None)
        if beside is not None and (beside.value != figure.value or beside.left_out or lead == STANDING):
            figures.append(beside)
    return figures + list(second.values())


def count(penalties: Sequence[Penalty], lead: str = PENALTIES, group: str | None = None) -> list[Figure]:
    """How many penalties and how many decisions, ``lead`` first. Each term counts one."""
    terms = tuple(Term(p.id, Decimal(1), PENALTIES) for p in penalties)
    decisions = len({p.decision for p in penalties})
    n = len(terms)
    by_penalty = Figure("count", None, Decimal(n), PENALTIES, terms, f"{n} penalties counted one by one", group)
    by_decision = Figure(
        "count", None, Decimal(decisions), DECISIONS, terms, f"{n} penalties in {decisions} decisions", group
    )
    return [by_penalty, by_decision] if lead == PENALTIES else [by_decision, by_penalty]


def distinct(penalties: Sequence[Penalty], unit: str, keys: Callable[[Penalty], Iterable[str]]) -> Figure:
    """How many different regulators, respondents or countries stand behind the penalties."""
    found = dict.fromkeys(k for p in penalties for k in keys(p))
    terms = tuple(Term(p.id, Decimal(1), PENALTIES) for p in penalties)
    return Figure("count", None, Decimal(len(found)), unit, terms, f"{', '.join(found)}: {len(found)}")


def listing(ledger: Ledger, penalties: Sequence[Penalty], basis: str, as_of: date) -> Figure:
    """The members, each with its sum (0 and the unit ``penalties`` where it has none)."""
    return Figure("list", basis, Decimal(len(penalties)), PENALTIES,
                  tuple(term_of(ledger, p, basis, as_of) for p in penalties), f"{len(penalties)} listed")  # fmt: skip


def term_of(ledger: Ledger, penalty: Penalty, basis: str, as_of: date) -> Term:
    money = ledger.sum_of(penalty, as_of, basis)
    if money is None and penalty.amount is not None and basis == IMPOSED:
        money = penalty.amount
    if money is None:
        return Term(penalty.id, Decimal(1), PENALTIES)
    return Term(penalty.id, money.amount, money.currency)


def by_size(ledger: Ledger, penalties: Iterable[Penalty], basis: str, as_of: date) -> list[tuple[Decimal, Penalty]]:
    """(sum for comparing, penalty), largest first; across currencies at the ECB's rate of each decision date."""
    known = [(p, m) for p in penalties if (m := ledger.sum_of(p, as_of, basis)) is not None]
    one_currency = len({m.currency for _, m in known}) <= 1
    sized = []
    for penalty, money in known:
        size = money.amount if one_currency else ledger.in_euro(money, penalty.decided)
        if size is not None:
            sized.append((size, penalty))
    return sorted(sized, key=lambda s: (-s[0], s[1].decided, s[1].id))


def extreme(
    ledger: Ledger, penalties: Sequence[Penalty], measure: str, basis: str, as_of: date, rank: int = 1
) -> list[Figure]:
    """Largest, smallest, earliest or latest; all of them where several tie. ``rank`` 2: the second largest sum."""
    chosen: list[Penalty] = []
    if measure in ("earliest", "latest"):
        known = [p for p in penalties if ledger.sum_of(p, as_of, basis) is not None]
        if known:
            day = (min if measure == "earliest" else max)(p.decided for p in known)
            chosen = [p for p in known if p.decided == day]
    else:
        sized = by_size(ledger, penalties, basis, as_of)
        if sized:
            sizes = sorted({size for size, _ in sized}, reverse=measure == "largest")
            if rank > len(sizes):
                return []
            edge = sizes[rank - 1]
            chosen = [p for size, p in sized if size == edge]
    figures = []
    for penalty in chosen:
        term = term_of(ledger, penalty, basis, as_of)
        working = f"{measure} of {len(penalties)}"
        figures.append(Figure(measure, basis, term.value, term.unit, (term,), working))
    if len(figures) > 1 and len({(f.value, f.unit) for f in figures}) == 1:
        # A tie in one sum is one figure with all that share it.
        terms = tuple(f.terms[0] for f in figures)
        figures = [Figure(measure, basis, figures[0].value, figures[0].unit, terms, figures[0].working)]
    return figures


def mean(ledger: Ledger, penalties: Sequence[Penalty], basis: str, as_of: date) -> list[Figure]:
    figures = []
    for figure in total(ledger, penalties, basis, as_of):
        n = len(figure.terms)
        value = exact(Fraction(figure.value) / n)
        working = f"{digits(figure.value)} / {n} = {digits(value)}"
        figures.append(Figure("mean", basis, value, figure.unit, figure.terms, working, None, figure.left_out))
    return figures


def median(ledger: Ledger, penalties: Sequence[Penalty], basis: str, as_of: date) -> list[Figure]:
    figures = []
    for figure in total(ledger, penalties, basis, as_of):
        values = sorted(t.value for t in figure.terms)
        middle = len(values) // 2
        if len(values) % 2:
            value, working = values[middle], f"the middle one of {len(values)}: {digits(values[middle])}"
        else:
            low, high = values[middle - 1], values[middle]
            value = exact((Fraction(low) + Fraction(high)) / 2)
            working = f"({digits(low)} + {digits(high)}) / 2 = {digits(value)}"
        figures.append(Figure("median", basis, value, figure.unit, figure.terms, working, None, figure.left_out))
    return figures


def difference(left: Figure, right: Figure) -> Figure:
    """Left less right, in one currency. Raises ValueError across units."""
    if left.unit != right.unit:
        raise ValueError(f"{left.unit} less {right.unit}")
    value = minus(left.value, right.value)
    working = f"{digits(left.value)} − {digits(right.value)} = {digits(value)}"
    return Figure("difference", _shared(left, right), value, left.unit, left.terms + right.terms, working, None,
                  left.left_out + right.left_out)  # fmt: skip


def ratio(left: Figure, right: Figure) -> Figure:
    """How many times the right one the left one is. Raises ZeroDivisionError, and ValueError across units."""
    value = _quotient(left, right)
    shown = exact(value)
    working = f"{digits(left.value)} / {digits(right.value)} = {digits(shown)}"
    return Figure("ratio", _shared(left, right), shown, TIMES, left.terms + right.terms, working)


def percent(part: Figure, whole: Figure) -> Figure:
    """The part as a percentage of the whole; a term that stands on both sides is given once."""
    shown = exact(_quotient(part, whole) * 100)
    working = f"{digits(part.value)} / {digits(whole.value)} × 100 = {digits(shown)}"
    terms = part.terms + tuple(t for t in whole.terms if t not in part.terms)
    return Figure("percent", _shared(part, whole), shown, PERCENT, terms, working)


def _quotient(left: Figure, right: Figure) -> Fraction:
    if left.unit != right.unit:
        raise ValueError(f"{left.unit} over {right.unit}")
    return Fraction(left.value) / Fraction(right.value)


def _shared(left: Figure, right: Figure) -> str | None:
    return left.basis if left.basis == right.basis else None


def days_between(first: date, last: date, terms: tuple[Term, ...]) -> Figure:
    value = Decimal(abs((last - first).days))
    low, high = sorted((first, last))
    return Figure("days", None, value, DAYS, terms, f"{low.isoformat()} to {high.isoformat()} = {value} days")


def projection(rate: Penalty, days: int) -> Figure:
    """What a daily rate would come to after ``days`` days, counted from its start; a cap is not a daily rate."""
    assert rate.amount is not None and rate.per == "day"
    with localcontext() as context:
        context.prec = _PRECISION
        value = rate.amount.amount * days
    working = f"{digits(rate.amount.amount)} a day × {days} days = {digits(value)}"
    term = Term(rate.id, rate.amount.amount, rate.amount.currency)
    return Figure("projection", None, value, rate.amount.currency, (term,), working)


def days_at_rate(sum_due: Penalty, rate: Penalty) -> Figure:
    """For how many days of a daily rate a sum due stands. Raises ValueError across currencies."""
    assert sum_due.amount is not None and rate.amount is not None
    if sum_due.amount.currency != rate.amount.currency:
        raise ValueError("the rate and the sum are in different currencies")
    value = exact(Fraction(sum_due.amount.amount) / Fraction(rate.amount.amount))
    working = f"{digits(sum_due.amount.amount)} / {digits(rate.amount.amount)} a day = {digits(value)} days"
    terms = tuple(Term(p.id, p.amount.amount, p.amount.currency) for p in (sum_due, rate) if p.amount)
    return Figure("days", None, value, DAYS, terms, working)
