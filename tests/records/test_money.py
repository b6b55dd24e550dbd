"""Money: exact decimals in one currency, read from text alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.records.money import CurrencyMismatch, Money, decimal_from_text, plain

CENTS = st.integers(0, 10**20)


def money(cents: int, currency: str = "EUR") -> Money:
    return Money(Decimal(cents).scaleb(-2), currency)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    text: Any
    value: str | None  # None: refused


READING = (
    Case("whole", "5200000", "5200000"),
    Case("cents", "1128596156.33", "1128596156.33"),
    Case("zero", "0", "0"),
    Case("a trailing zero is kept", "0.10", "0.10"),
    Case("a float", 5200000.0, None),
    Case("an integer", 5200000, None),
    Case("a decimal", Decimal(5), None),
    Case("nothing", None, None),
    Case("empty", "", None),
    Case("a space", " 5", None),
    Case("commas", "5,200,000", None),
    Case("underscores", "5_200_000", None),
    Case("a sign", "-5", None),
    Case("a plus", "+5", None),
    Case("an exponent", "5e6", None),
    Case("no whole part", ".5", None),
    Case("no fraction", "5.", None),
    Case("two points", "5.200.000", None),
    Case("not a number", "NaN", None),
    Case("infinity", "Infinity", None),
    Case("Arabic digits", "٥٢", None),
    Case("superscript", "5²", None),
    Case("a unit", "5m", None),
)


@pytest.mark.parametrize("case", READING, ids=lambda c: c.id)
def test_reading_an_amount(case: Case) -> None:
    if case.value is None:
        with pytest.raises(ValueError, match=r"found|amount"):
            decimal_from_text(case.text)
    else:
        assert str(decimal_from_text(case.text)) == case.value


PLAIN = (
    Case("whole", "82000000", "82000000"),
    Case("cents", "35258707.95", "35258707.95"),
    Case("zeros after the point", "15.00", "15"),
    Case("one zero after the point", "15.50", "15.5"),
    Case("zeros before the point stay", "100", "100"),
    Case("an exponent is written out", "1E+3", "1000"),
    Case("small", "0.000001", "0.000001"),
    Case("zero", "0.00", "0"),
)


@pytest.mark.parametrize("case", PLAIN, ids=lambda c: c.id)
def test_plain(case: Case) -> None:
    assert plain(Decimal(case.text)) == case.value


@given(CENTS)
def test_plain_reads_back(cents: int) -> None:
    value = Decimal(cents).scaleb(-2)
    assert decimal_from_text(plain(value)) == value


@pytest.mark.parametrize("amount", [1.5, 5, "5", None], ids=["float", "integer", "text", "nothing"])
def test_only_a_decimal_is_an_amount(amount: Any) -> None:
    with pytest.raises(TypeError):
        Money(amount, "EUR")


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "", "€"])
def test_only_a_code_is_a_currency(currency: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(Decimal(1), currency)


@pytest.mark.parametrize(
    "combine", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a > b],
    ids=["add", "subtract", "less", "more"],
)  # fmt: skip
def test_two_currencies_are_never_put_together(combine: Any) -> None:
    with pytest.raises(CurrencyMismatch):
        combine(money(100, "EUR"), money(100, "GBP"))


def test_the_same_number_in_two_currencies_is_not_equal() -> None:
    assert money(100, "EUR") != money(100, "GBP")


@given(CENTS, CENTS)
def test_sums_are_exact(left: int, right: int) -> None:
    added, taken = money(left) + money(right), money(left) - money(right)
    assert Fraction(added.amount) == Fraction(left + right, 100)
    assert Fraction(taken.amount) == Fraction(left - right, 100)
    assert (money(left) < money(right)) is (left < right)
    assert added == money(right) + money(left)


def test_a_sum_of_more_than_28_digits_is_not_rounded() -> None:
    large = Money(Decimal("9" * 28), "EUR")
    assert Fraction((large + Money(Decimal("0.01"), "EUR")).amount) == Fraction(large.amount) + Fraction(1, 100)


def test_not_a_number_is_not_money() -> None:
    with pytest.raises(ValueError, match="NaN"):
        Money(Decimal("NaN"), "EUR")


def test_money_does_not_change() -> None:
    with pytest.raises((AttributeError, TypeError)):
        money(1).amount = Decimal(2)  # type: ignore[misc]
