"""Rounding and digits: half to even, once, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ledger.figures import digits, exact, rounded

ROUNDING = (
    ("0.125", "0.12"),
    ("0.135", "0.14"),
    ("0.115", "0.12"),
    ("2.675", "2.68"),
    ("2.665", "2.66"),
    ("-0.125", "-0.12"),
    ("-0.135", "-0.14"),
    ("0.1250001", "0.13"),
    ("0.005", "0.00"),
    ("0.015", "0.02"),
    ("7", "7.00"),
)


@pytest.mark.parametrize(("value", "shown"), ROUNDING, ids=[r[0] for r in ROUNDING])
def test_half_to_even(value: str, shown: str) -> None:
    assert str(rounded(Fraction(value))) == shown


NUMBERS = st.fractions(min_value=-(10**15), max_value=10**15, max_denominator=10**6)


@given(NUMBERS)
def test_rounded_is_nearest(value: Fraction) -> None:
    found = Fraction(rounded(value))
    assert abs(found - value) <= Fraction(1, 200)
    if abs(found - value) == Fraction(1, 200):
        assert int(found * 100) % 2 == 0


@given(st.integers(-(10**20), 10**20), st.integers(0, 6))
def test_a_decimal_that_ends_is_not_rounded(number: int, places: int) -> None:
    assert Fraction(exact(Fraction(number, 10**places))) == Fraction(number, 10**places)


@given(NUMBERS)
def test_exact_or_rounded(value: Fraction) -> None:
    found = exact(value)
    assert Fraction(found) == value or found == rounded(value)


@pytest.mark.parametrize("value", [Fraction(10**27 * 100 + 1, 100), Fraction(1, 2**50)], ids=["large", "long"])
def test_nothing_is_rounded_on_the_way(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


SHOWN = (
    ("1128596156.33", "1,128,596,156.33"),
    ("25200000", "25,200,000"),
    ("15.50", "15.5"),
    ("15.00", "15"),
    ("100", "100"),
    ("0", "0"),
    ("1E+6", "1,000,000"),
    ("-1234.5", "-1,234.5"),
)


@pytest.mark.parametrize(("value", "shown"), SHOWN, ids=[s[0] for s in SHOWN])
def test_digits(value: str, shown: str) -> None:
    assert digits(Decimal(value)) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2))
def test_digits_lose_nothing(value: Decimal) -> None:
    assert Decimal(digits(value).replace(",", "")) == value
