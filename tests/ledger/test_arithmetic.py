"""Figures over generated penalties agree with a naive oracle in fractions, in whatever order they come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ledger import arithmetic
from knowledge.ledger.figures import DAYS as DAYS_UNIT
from knowledge.ledger.figures import DECISIONS, PENALTIES, PERCENT, TIMES, Figure, Term, exact
from knowledge.ledger.ledger import IMPOSED, STANDING
from knowledge.records.penalties import Kind, Penalty
from tests.ledger.build import AMOUNTS, AS_OF, DAYS, event, ledger, penalties_of, penalty

BASES = st.sampled_from([IMPOSED, STANDING])


def oracle(penalties: list[Penalty], basis: str) -> dict[str, dict[str, Fraction]]:
    """{currency: {penalty: sum}}, worked out again from the fields alone."""
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for p in penalties:
        if p.kind is Kind.PERIODIC_PENALTY_THREAT or p.amount is None:
            continue
        value: Fraction | None = Fraction(p.amount.amount)
        for e in p.events if basis == STANDING else ():
            if e.day <= AS_OF:
                value = Fraction(0) if e.event == "annulled" else None if e.amount is None else Fraction(e.amount)
        if value is not None:
            found[p.amount.currency][p.id] = value
    return dict(found)


def rounded(value: Fraction) -> Fraction:
    """To two places, half to even, where the decimal does not end."""
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    return value if rest == 1 else Fraction(round(value * 100), 100)


def by_unit(figures: list[Figure]) -> dict[str, Fraction]:
    assert len({f.unit for f in figures}) == len(figures)
    return {f.unit: Fraction(f.value) for f in figures}


@given(penalties_of(), BASES)
def test_totals(penalties: list[Penalty], basis: str) -> None:
    figures = arithmetic.total(ledger(penalties), penalties, basis, AS_OF)
    expected = oracle(penalties, basis)
    assert by_unit(figures) == {currency: sum(sums.values()) for currency, sums in expected.items()}
    for figure in figures:
        assert {t.penalty: Fraction(t.value) for t in figure.terms} == expected[figure.unit]
        assert {t.unit for t in figure.terms} == {figure.unit}
        assert sum(Fraction(t.value) for t in figure.terms) == Fraction(figure.value)
    sizes = [(-len(f.terms), f.unit) for f in figures]
    assert sizes == sorted(sizes)


@given(penalties_of(), BASES)
def test_a_sum_is_added_or_left_out(penalties: list[Penalty], basis: str) -> None:
    by_currency, left = arithmetic.sums(ledger(penalties), penalties, basis, AS_OF)
    added = [t.penalty for terms in by_currency.values() for t in terms]
    out = [x.penalty for x in left]
    threats = [p.id for p in penalties if p.kind is Kind.PERIODIC_PENALTY_THREAT]
    assert sorted(added + out + threats) == sorted(p.id for p in penalties)
    if basis == IMPOSED:
        assert out == []


@given(penalties_of().flatmap(lambda ps: st.tuples(st.just(ps), st.permutations(ps))), BASES)
def test_order_never_matters(both: tuple[list[Penalty], list[Penalty]], basis: str) -> None:
    one, other = both
    for measure in (arithmetic.total, arithmetic.mean, arithmetic.median):
        assert by_unit(measure(ledger(one), one, basis, AS_OF)) == by_unit(measure(ledger(other), other, basis, AS_OF))
    assert [f.value for f in arithmetic.count(one)] == [f.value for f in arithmetic.count(other)]
    for edge in ("largest", "smallest", "earliest", "latest"):
        found = [
            {(t.penalty, t.value) for f in arithmetic.extreme(ledger(x), x, edge, basis, AS_OF) for t in f.terms}
            for x in both
        ]
        assert found[0] == found[1]


@given(penalties_of(), st.integers(0, 8), BASES)
def test_a_split_adds_up_to_the_whole(penalties: list[Penalty], cut: int, basis: str) -> None:
    book = ledger(penalties)
    whole = by_unit(arithmetic.total(book, penalties, basis, AS_OF))
    parts: dict[str, Fraction] = defaultdict(Fraction)
    for part in (penalties[:cut], penalties[cut:]):
        for unit, value in by_unit(arithmetic.total(book, part, basis, AS_OF)).items():
            parts[unit] += value
    assert dict(parts) == whole
    counts = [arithmetic.count(part)[0].value for part in (penalties[:cut], penalties[cut:], penalties)]
    assert counts[0] + counts[1] == counts[2]


@given(penalties_of(), BASES)
def test_mean_and_median(penalties: list[Penalty], basis: str) -> None:
    expected = oracle(penalties, basis)
    means, medians = {}, {}
    for currency, sums in expected.items():
        values = sorted(sums.values())
        means[currency] = rounded(sum(values, Fraction(0)) / len(values))
        low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
        medians[currency] = rounded((low + high) / 2)
    book = ledger(penalties)
    assert by_unit(arithmetic.mean(book, penalties, basis, AS_OF)) == means
    assert by_unit(arithmetic.median(book, penalties, basis, AS_OF)) == medians


@given(penalties_of())
def test_counts(penalties: list[Penalty]) -> None:
    each, decisions = arithmetic.count(penalties)
    assert (each.unit, decisions.unit) == (PENALTIES, DECISIONS)
    assert each.value == len(penalties) == sum(t.value for t in each.terms)
    assert decisions.value == len({p.decision for p in penalties})
    assert arithmetic.count(penalties, DECISIONS) == [decisions, each]


@given(penalties_of(threats=False, currencies="EUR"), BASES)
def test_the_edges(penalties: list[Penalty], basis: str) -> None:
    book, sums = ledger(penalties), oracle(penalties, basis).get("EUR", {})
    for measure, edge in (("largest", max), ("smallest", min)):
        found = {t.penalty: Fraction(t.value) for f in arithmetic.extreme(book, penalties, measure, basis, AS_OF)
                 for t in f.terms}  # fmt: skip
        assert found == {i: v for i, v in sums.items() if v == edge(sums.values())}
    decided = {p.id: p.decided for p in penalties if p.id in sums}
    for measure, day in (("earliest", min), ("latest", max)):
        ids = {t.penalty for f in arithmetic.extreme(book, penalties, measure, basis, AS_OF) for t in f.terms}
        assert ids == {i for i, d in decided.items() if d == day(decided.values())}


def of(value: Decimal, unit: str = "EUR", name: str = "a") -> Figure:
    return Figure("total", IMPOSED, value, unit, (Term(name, value, unit),))


@given(AMOUNTS, AMOUNTS)
def test_two_figures(left: Decimal, right: Decimal) -> None:
    one, other = of(left), of(right, name="b")
    difference = arithmetic.difference(one, other)
    assert Fraction(difference.value) == Fraction(left) - Fraction(right)
    assert difference.terms == one.terms + other.terms
    if not right:
        for divide in (arithmetic.ratio, arithmetic.percent):
            with pytest.raises(ZeroDivisionError):
                divide(one, other)
        return
    ratio, percent = arithmetic.ratio(one, other), arithmetic.percent(one, other)
    assert Fraction(ratio.value) == rounded(Fraction(left) / Fraction(right))
    assert Fraction(percent.value) == rounded(Fraction(left) * 100 / Fraction(right))
    assert (ratio.unit, percent.unit) == (TIMES, PERCENT)
    assert set(ratio.terms) == set(percent.terms) == set(one.terms + other.terms)


@pytest.mark.parametrize("combine", [arithmetic.difference, arithmetic.ratio, arithmetic.percent])
def test_two_units_are_never_put_together(combine: object) -> None:
    assert callable(combine)
    with pytest.raises(ValueError, match="EUR"):
        combine(of(Decimal(1), "EUR"), of(Decimal(1), "USD"))


def test_the_bases_are_shared_or_not_named() -> None:
    standing = Figure("total", STANDING, Decimal(1), "EUR")
    assert arithmetic.difference(of(Decimal(2)), standing).basis is None
    assert arithmetic.difference(of(Decimal(2)), of(Decimal(1))).basis == IMPOSED


@given(AMOUNTS, st.integers(0, 100_000))
def test_a_projection(amount: Decimal, days: int) -> None:
    rate = penalty("rate", str(amount), kind=Kind.PERIODIC_PENALTY_THREAT, per="day")
    figure = arithmetic.projection(rate, days)
    assert Fraction(figure.value) == Fraction(amount) * days
    assert [(t.penalty, t.value) for t in figure.terms] == [("rate", amount)]
    assert figure.unit == "EUR"


@given(AMOUNTS, AMOUNTS.filter(bool))
def test_days_at_a_rate(due: Decimal, rate: Decimal) -> None:
    daily = penalty("rate", str(rate), kind=Kind.PERIODIC_PENALTY_THREAT, per="day")
    figure = arithmetic.days_at_rate(penalty("due", str(due)), daily)
    assert Fraction(figure.value) == rounded(Fraction(due) / Fraction(rate))
    assert figure.unit == DAYS_UNIT
    assert [t.penalty for t in figure.terms] == ["due", "rate"]


def test_days_at_a_rate_in_another_currency() -> None:
    with pytest.raises(ValueError, match="currencies"):
        arithmetic.days_at_rate(penalty("due", "1", "USD"), penalty("rate", "1", "EUR"))


@given(DAYS, DAYS)
def test_days_between(first: date, last: date) -> None:
    figure = arithmetic.days_between(first, last, ())
    assert first + timedelta(int(figure.value)) == last or last + timedelta(int(figure.value)) == first
    assert figure.value == arithmetic.days_between(last, first, ()).value >= 0


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    penalties: tuple[Penalty, ...]
    basis: str
    totals: tuple[str, ...]


FINE = penalty("fine", "20000000")
OVERDUE = penalty("overdue", "5200000", kind=Kind.OVERDUE_PENALTY_PAYMENT)
THREAT = penalty("threat", "100000", kind=Kind.PERIODIC_PENALTY_THREAT, per="day")
ANNULLED = penalty("gone", "746000000", events=[event("2026-03-12", "annulled", "0")])
UNKNOWN = penalty("cut", "76100000", events=[event("2022-10-06", "reduced")], known=False)
POUNDS = penalty("pounds", "7552800", "GBP")
TOTALS = (
    Case("Clearview in France", (FINE, OVERDUE), IMPOSED, ("25200000 EUR",)),
    Case("a threat is never added", (FINE, THREAT, OVERDUE), IMPOSED, ("25200000 EUR",)),
    Case("threats alone come to nothing", (THREAT,), IMPOSED, ()),
    Case("an annulled fine stands at 0", (ANNULLED,), STANDING, ("0 EUR",)),
    Case("and was imposed", (ANNULLED,), IMPOSED, ("746000000 EUR",)),
    Case("an unknown sum is left out", (FINE, UNKNOWN), STANDING, ("20000000 EUR",)),
    Case("nothing known, no figure", (UNKNOWN,), STANDING, ()),
    Case("no sum at all", (penalty("order", None, kind=Kind.ORDER_ONLY),), IMPOSED, ()),
    Case("one figure a currency, most terms first", (POUNDS, FINE, OVERDUE), IMPOSED, ("25200000 EUR", "7552800 GBP")),
    Case("as many terms: by code", (POUNDS, FINE), IMPOSED, ("20000000 EUR", "7552800 GBP")),
)


@pytest.mark.parametrize("case", TOTALS, ids=lambda c: c.id)
def test_total(case: Case) -> None:
    figures = arithmetic.total(ledger(case.penalties), case.penalties, case.basis, AS_OF)
    assert tuple(f"{f.value} {f.unit}" for f in figures) == case.totals


def test_what_is_left_out_is_named_under_its_currency() -> None:
    members = (FINE, UNKNOWN, POUNDS)
    figures = arithmetic.total(ledger(members), members, STANDING, AS_OF)
    assert {f.unit: [x.penalty for x in f.left_out] for f in figures} == {"EUR": ["cut"], "GBP": []}


def test_both_bases_where_they_differ() -> None:
    members = (FINE, ANNULLED)
    assert [(f.basis, f.value) for f in arithmetic.both_bases(ledger(members), members, IMPOSED, AS_OF)] == [
        (IMPOSED, 766000000),
        (STANDING, 20000000),
    ]
    assert [f.basis for f in arithmetic.both_bases(ledger([FINE]), [FINE], IMPOSED, AS_OF)] == [IMPOSED]
    assert [f.basis for f in arithmetic.both_bases(ledger([FINE]), [FINE], STANDING, AS_OF)] == [STANDING, IMPOSED]


def test_the_working_of_a_total() -> None:
    (figure,) = arithmetic.total(ledger([FINE, OVERDUE]), [FINE, OVERDUE], IMPOSED, AS_OF)
    assert figure.working == "20,000,000 + 5,200,000 = 25,200,000"


def test_edges_across_currencies_compare_in_euro() -> None:
    # At the fixed rates: 90 pounds are 180 euro, 300 dollars 150 euro.
    members = (penalty("p", "90", "GBP"), penalty("d", "300", "USD"), penalty("e", "160", "EUR"))
    book = ledger(members)
    assert [p.id for _, p in arithmetic.by_size(book, members, IMPOSED, AS_OF)] == ["p", "e", "d"]
    (largest,) = arithmetic.extreme(book, members, "largest", IMPOSED, AS_OF)
    assert (largest.value, largest.unit) == (90, "GBP")
    (second,) = arithmetic.extreme(book, members, "largest", IMPOSED, AS_OF, rank=2)
    assert (second.value, second.unit) == (160, "EUR")
    assert arithmetic.extreme(book, members, "largest", IMPOSED, AS_OF, rank=4) == []


def test_a_tie_gives_all() -> None:
    members = (penalty("a", "5"), penalty("b", "5"), penalty("c", "4"))
    (figure,) = arithmetic.extreme(ledger(members), members, "largest", IMPOSED, AS_OF)
    assert {t.penalty for t in figure.terms} == {"a", "b"}


HALVES = (
    ("1/8", "0.125"),
    ("1/3", "0.33"),
    ("2/3", "0.67"),
    ("1/7", "0.14"),
    ("-1/3", "-0.33"),
    ("26", "26"),
    ("10000000000000001/3", "3333333333333333.67"),
)


@pytest.mark.parametrize(("fraction", "shown"), HALVES, ids=[h[0] for h in HALVES])
def test_a_decimal_that_ends_is_shown_whole(fraction: str, shown: str) -> None:
    assert str(exact(Fraction(fraction))) == shown
