"""Sums as people write them, in five languages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ledger.text import tokens_of
from knowledge.questions.money import Sum, find_sums, parse_number
from knowledge.questions.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Case:
    """``currency`` None: none is written. ``unit``: the worth of the last digit, where a row is about it."""

    text: str
    value: str
    currency: str | None
    language: str = "en"
    unit: str | None = None


CASES = [
    # Signs and codes, before and behind
    Case("€100m", "100000000", "EUR", unit="1000000"),
    Case("€ 100 million", "100000000", "EUR"),
    Case("100 million euros", "100000000", "EUR"),
    Case("EUR 100m", "100000000", "EUR"),
    Case("eur100", "100", "EUR"),
    Case("200M€", "200000000", "EUR"),
    Case("1.5 mn EUR", "1500000", "EUR"),
    Case("$5bn", "5000000000", "USD"),
    Case("US$5 billion", "5000000000", "USD"),
    Case("5 billion dollars", "5000000000", "USD"),
    Case("10 bucks", "10", "USD"),
    Case("£1.25m", "1250000", "GBP", unit="10000"),
    Case("₩59 billion", "59000000000", "KRW"),
    Case("three billion won", "3000000000", "KRW"),
    Case("2 trillion won", "2000000000000", "KRW"),
    Case("4 billion yen", "4000000000", "JPY"),
    Case("68 million kronor", "68000000", "SEK"),
    # Separators
    Case("1,128,596,156.33 EUR", "1128596156.33", "EUR", unit="0.01"),
    Case("€1,200", "1200", "EUR", unit="1"),
    Case("€1.200", "1200", "EUR"),
    Case("$250,000", "250000", "USD"),
    Case("EUR 1 234 567".replace(" 2", "\u202f2").replace(" 5", "\u202f5"), "1234567", "EUR"),
    Case("1'000'000 CHF", "1000000", "CHF"),
    Case("€2.5 billion", "2500000000", "EUR", unit="100000000"),
    Case("€0.5m", "500000", "EUR"),
    # No currency, words for numbers
    Case("1.2bn", "1200000000", None, unit="100000000"),
    Case("100k", "100000", None),
    Case("20 million", "20000000", None),
    Case("fifty million", "50000000", None),
    Case("half a million euros", "500000", "EUR"),
    Case("a billion dollars", "1000000000", "USD"),
    Case("one million pounds", "1000000", "GBP"),
    Case("two hundred million euros", "200000000", "EUR"),
    # German
    Case("1,2 Mio. EUR", "1200000", "EUR", "de", "100000"),
    Case("35,3 Mio €", "35300000", "EUR", "de"),
    Case("9,55 Millionen Euro", "9550000", "EUR", "de"),
    Case("2,5 Mrd. Euro", "2500000000", "EUR", "de"),
    Case("1.200.000 €", "1200000", "EUR", "de"),
    Case("900.000 Euro", "900000", "EUR", "de"),
    Case("eine Milliarde Euro", "1000000000", "EUR", "de"),
    Case("eine halbe Million Euro", "500000", "EUR", "de"),
    Case("100 Mio.", "100000000", None, "de"),
    Case("2 Billionen Won", "2000000000000", "KRW", "de"),
    # French
    Case("1,2 million d'euros", "1200000", "EUR", "fr"),
    Case("50 millions d’euros", "50000000", "EUR", "fr"),
    Case("20 M€", "20000000", "EUR", "fr"),
    Case("1\u00a0234\u00a0567\u00a0€", "1234567", "EUR", "fr"),
    Case("150\u202f000 euros", "150000", "EUR", "fr"),
    Case("2,42 milliards d'euros", "2420000000", "EUR", "fr", "10000000"),
    Case("un milliard d'euros", "1000000000", "EUR", "fr"),
    Case("un demi-million d'euros", "500000", "EUR", "fr"),
    # Spanish
    Case("5 millones de euros", "5000000", "EUR", "es"),
    Case("1,5 millones de euros", "1500000", "EUR", "es"),
    Case("2 mil millones de dólares", "2000000000", "USD", "es"),
    Case("6.000.000 €", "6000000", "EUR", "es"),
    Case("medio millón de euros", "500000", "EUR", "es"),
    # Italian
    Case("20 milioni di euro", "20000000", "EUR", "it"),
    Case("79,1 milioni di euro", "79100000", "EUR", "it"),
    Case("un miliardo di euro", "1000000000", "EUR", "it"),
    Case("26.500.000 €", "26500000", "EUR", "it"),
    Case("500 mila euro", "500000", "EUR", "it"),
    Case("mezzo milione di euro", "500000", "EUR", "it"),
]

ONCE_MISREAD = [
    Case("A$10 million", "10000000", "AUD"),
    Case("AU$10 million", "10000000", "AUD"),
    Case("C$3m", "3000000", "CAD"),
    Case("mil millones de euros", "1000000000", "EUR", "es"),
]

NO_SUM = ["100", "5,000,000", "32 GDPR", "top 5", "2022", "Article 83", "3 fines", "30 days"]


def sums(text: str, language: str) -> list[Sum]:
    return [found for _, _, found in find_sums(text, tokens_of(text), vocabulary(language))]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.language} {c.text}")
def test_sum(case: Case) -> None:
    [found] = sums(case.text, case.language)

    assert (found.value, found.currency) == (Decimal(case.value), case.currency)
    if case.unit is not None:
        assert found.unit == Decimal(case.unit)


@pytest.mark.parametrize("case", ONCE_MISREAD, ids=lambda c: f"{c.language} {c.text}")
def test_sum_once_misread(case: Case) -> None:
    [found] = sums(case.text, case.language)

    assert (found.value, found.currency) == (Decimal(case.value), case.currency)


@pytest.mark.parametrize("text", NO_SUM)
def test_a_number_alone_is_no_sum(text: str) -> None:
    assert sums(text, "en") == []


def test_a_sum_inside_a_question_knows_its_place() -> None:
    text = "which fines are over €100 million and under $2bn?"
    tokens = tokens_of(text)
    found = find_sums(text, tokens, vocabulary("en"))

    assert [text[tokens[i].start : tokens[j - 1].end] for i, j, _ in found] == ["€100 million", "$2bn"]


@given(st.integers(min_value=1, max_value=10**13))
def test_an_amount_with_thousands_reads_back(amount: int) -> None:
    written = f"{amount:,}"

    for mark in (",", ".", "'", "\u202f", "\u00a0"):
        assert parse_number(written.replace(",", mark), scaled=False) == (Decimal(amount), Decimal(1))


@given(st.decimals(min_value=1, max_value=999, places=2), st.sampled_from([".", ","]))
def test_a_scaled_number_has_one_decimal_mark(number: Decimal, mark: str) -> None:
    value, unit = parse_number(str(number).replace(".", mark), scaled=True)

    assert (value, unit) == (number, Decimal("0.01"))
