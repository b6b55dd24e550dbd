"""Statutory ceilings: fixed, a share of turnover, or the higher of both."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.sources import STARTER
from knowledge.ledger.maxima import CEILINGS, Ceiling, OtherCurrency, ceiling, maximum
from knowledge.records.money import Money


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    rule: str
    turnover: str | None  # "2000000000 EUR"
    highest: str | None  # "80000000 EUR"; None: not determined


TABLE = (
    Case("GDPR 83(5), EUR 2bn", "gdpr-5", "2000000000 EUR", "80000000 EUR"),
    Case("GDPR 83(5), small", "gdpr-5", "1000000 EUR", "20000000 EUR"),
    Case("GDPR 83(5), where both meet", "gdpr-5", "500000000 EUR", "20000000 EUR"),
    Case("GDPR 83(5), a cent's share above", "gdpr-5", "500000000.25 EUR", "20000000.01 EUR"),
    Case("GDPR 83(5), no turnover", "gdpr-5", None, "20000000 EUR"),
    Case("GDPR 83(4), EUR 2bn", "gdpr-4", "2000000000 EUR", "40000000 EUR"),
    Case("GDPR 83(4), small", "gdpr-4", "0 EUR", "10000000 EUR"),
    Case("GDPR 83(6)", "gdpr-6", "2000000000 EUR", "80000000 EUR"),
    Case("UK higher, small", "uk-higher", "1000000 GBP", "17500000 GBP"),
    Case("UK higher, GBP 1bn", "uk-higher", "1000000000 GBP", "40000000 GBP"),
    Case("UK standard, small", "uk-standard", None, "8700000 GBP"),
    Case("UK standard, GBP 1bn", "uk-standard", "1000000000 GBP", "20000000 GBP"),
    Case("DMA, 10%", "dma", "2000000000 EUR", "200000000 EUR"),
    Case("DMA, again", "dma-repeat", "2000000000 EUR", "400000000 EUR"),
    Case("DMA, no turnover", "dma", None, None),
    Case("DMA, in dollars", "dma", "100 USD", "10 USD"),
    Case("DSA, 6%", "dsa", "2000000000 EUR", "120000000 EUR"),
    Case("DSA, false information", "dsa-information", "2000000000 EUR", "20000000 EUR"),
    Case("competition, 10%", "competition", "74700000000 EUR", "7470000000 EUR"),
)


def money(text: str | None) -> Money | None:
    if text is None:
        return None
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


@pytest.mark.parametrize("case", TABLE, ids=lambda c: c.id)
def test_maximum(case: Case) -> None:
    figure = maximum(ceiling(case.rule), money(case.turnover))
    if case.highest is None:
        assert figure is None
        return
    assert figure is not None
    assert Money(figure.value, figure.unit) == money(case.highest)
    assert figure.measure == "maximum"
    assert figure.working


@pytest.mark.parametrize("rule", [c.id for c in CEILINGS if c.fixed])
def test_two_currencies_are_not_compared(rule: str) -> None:
    with pytest.raises(OtherCurrency, match="USD"):
        maximum(ceiling(rule), Money(Decimal(1), "USD"))


@given(st.sampled_from([c for c in CEILINGS if c.fixed]), st.integers(0, 10**14))
def test_never_below_the_fixed_sum_nor_the_share(rule: Ceiling, cents: int) -> None:
    assert rule.fixed is not None
    turnover = Money(Decimal(cents).scaleb(-2), rule.fixed.currency)
    figure = maximum(rule, turnover)
    assert figure is not None
    share = Fraction(turnover.amount) * Fraction(rule.percent) / 100
    assert Fraction(figure.value) == max(share, Fraction(rule.fixed.amount))


def test_every_ceiling_has_its_article_in_the_corpus() -> None:
    assert [c.article for c in CEILINGS if not (STARTER / "articles" / f"{c.article}.md").is_file()] == []
    assert len({c.id for c in CEILINGS}) == len(CEILINGS)
