"""The European Central Bank's rates, and sums converted at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ledger.conversion import convert
from knowledge.ledger.exchange import Exchange, NoRate
from knowledge.ledger.ledger import IMPOSED, STANDING
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Penalty
from tests.ledger.build import AS_OF, FixedRates, event, ledger, penalties_of, penalty

ECB = Exchange()


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    currency: str
    on: str
    published: str | None  # None: no rate
    per_euro: str = ""


RATES = (
    Case("a working day", "USD", "2022-10-17", "2022-10-17", "0.9739"),
    Case("a Friday", "USD", "2022-10-14", "2022-10-14", "0.9717"),
    Case("the Saturday after it", "USD", "2022-10-15", "2022-10-14", "0.9717"),
    Case("the Sunday after it", "USD", "2022-10-16", "2022-10-14", "0.9717"),
    Case("Christmas", "USD", "2021-12-26", "2021-12-24", "1.1317"),
    Case("the euro itself", "EUR", "2022-10-16", "2022-10-16", "1"),
    Case("the last rouble", "RUB", "2022-03-01", "2022-03-01", "117.201"),
    Case("a rouble after the last", "RUB", "2022-10-17", None),
    Case("a currency that the Bank does not quote", "NGN", "2024-07-19", None),
    Case("a currency that is none", "XXX", "2022-10-17", None),
    Case("before there were rates", "USD", "1998-12-31", None),
    Case("in the far future", "USD", "2999-01-01", None),
)


@pytest.mark.parametrize("case", RATES, ids=lambda c: c.id)
def test_rate(case: Case) -> None:
    on = date.fromisoformat(case.on)
    if case.published is None:
        with pytest.raises(NoRate, match=case.currency):
            ECB.rate(case.currency, on)
        return
    rate = ECB.rate(case.currency, on)
    assert (rate.day.isoformat(), rate.currency, str(rate.per_euro)) == (case.published, case.currency, case.per_euro)


@given(st.dates(date(2000, 1, 10), date(2025, 12, 31)))
def test_a_rate_is_the_last_published(on: date) -> None:
    rate = ECB.rate("USD", on)
    assert 0 <= (on - rate.day).days <= 7
    assert rate.day.weekday() < 5
    assert ECB.rate("USD", rate.day) == rate


def test_convert_names_both_rates() -> None:
    money, source, target = FixedRates().convert(Money(Decimal(100), "USD"), "GBP", date(2022, 1, 1))
    assert money == Money(Decimal(25), "GBP")
    assert (source.currency, target.currency) == ("USD", "GBP")
    same = Money(Decimal(100), "USD")
    assert FixedRates().convert(same, "USD", date(2022, 1, 1))[0] == same


@given(penalties_of(threats=False), st.sampled_from([IMPOSED, STANDING]), st.sampled_from(["EUR", "USD", "GBP", "SEK"]))
def test_a_conversion_agrees_with_fractions(penalties: list[Penalty], basis: str, to: str) -> None:
    book, table = ledger(penalties), FixedRates.table
    result = convert(book, penalties, to, basis, AS_OF)
    exact: dict[str, Fraction] = {}
    for p in penalties:
        money = p.standing(AS_OF) if basis == STANDING else p.amount
        if money is not None and (money.currency in table or money.currency == to):
            share = Fraction(money.amount)
            if money.currency != to:
                share = share / Fraction(table[money.currency]) * Fraction(table[to])
            exact[p.id] = share
    assert {x.penalty for x in result.left_out} == {p.id for p in penalties} - set(exact)
    if not exact:
        assert result.figure is None
        return
    figure = result.figure
    assert figure is not None
    assert (figure.unit, figure.measure, figure.left_out) == (to, "converted", result.left_out)
    assert {t.unit for t in figure.terms} == {to}
    assert {t.penalty: Fraction(t.value) for t in figure.terms} == {
        i: Fraction(round(v * 100), 100) for i, v in exact.items()
    }
    # Rounded once: the total of the exact values, not of the rounded ones.
    assert Fraction(figure.value) == Fraction(round(sum(exact.values(), Fraction(0)) * 100), 100)
    assert {r.currency for r in result.rates} <= set(table) - {"EUR"}


def test_each_sum_has_the_rate_of_its_own_day() -> None:
    penalties = [penalty("a", "20000000", decided="2022-10-17"), penalty("b", "20000000", decided="2022-10-16")]
    result = convert(ledger(penalties, ECB), penalties, "USD", IMPOSED, AS_OF)
    assert result.figure is not None
    assert [str(t.value) for t in result.figure.terms] == ["19478000.00", "19434000.00"]
    assert {(r.day.isoformat(), str(r.per_euro)) for r in result.rates} == {
        ("2022-10-17", "0.9739"),
        ("2022-10-14", "0.9717"),
    }


def test_a_sum_without_a_rate_is_left_out_and_named() -> None:
    penalties = [penalty("naira", "5", "NGN", decided="2024-07-19"), penalty("euro", "5", decided="2024-07-19")]
    result = convert(ledger(penalties, ECB), penalties, "EUR", IMPOSED, AS_OF)
    assert result.figure is not None
    assert [t.penalty for t in result.figure.terms] == ["euro"]
    assert [x.penalty for x in result.left_out] == ["naira"]
    assert "NGN" in result.left_out[0].reason


def test_an_unknown_standing_sum_is_left_out() -> None:
    cut = penalty("cut", "5", events=[event("2022-10-06", "reduced")], known=False)
    assert [x.penalty for x in convert(ledger([cut]), [cut], "USD", STANDING, AS_OF).left_out] == ["cut"]


def test_a_threat_is_never_added() -> None:
    fine = penalty("fine", "100")
    for threat in (
        penalty("rate", "100000", kind=Kind.PERIODIC_PENALTY_THREAT, per="day"),
        penalty("cap", "5100000", kind=Kind.PERIODIC_PENALTY_THREAT),
    ):
        result = convert(ledger([fine, threat]), [fine, threat], "USD", IMPOSED, AS_OF)
        assert result.figure is not None
        assert [t.penalty for t in result.figure.terms] == ["fine"]
        assert result.figure.value == 200
