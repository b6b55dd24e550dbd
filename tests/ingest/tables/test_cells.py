"""What a cell says of money: exactly that, or a fault that says what is wrong."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.tables.cells import Cell, Written, read_currency, read_number, read_sum, shown


@dataclass(frozen=True, slots=True)
class Case:
    written: Cell
    amount: str | None
    currency: str | None = None
    country: str | None = None


SUMS = (
    Case("€ 1.200,50", "1200.50", "EUR"),
    Case("1,200.50", "1200.50"),
    Case("30000.0", "30000"),
    Case("600 EUR", "600", "EUR"),
    Case("EUR600", "600", "EUR"),
    Case("1,000,000 DKK", "1000000", "DKK"),
    Case("6.000 EUR", "6000", "EUR"),
    Case("58,400", "58400"),
    Case("1234.567", "1234.567"),
    Case("0.500", "0.5"),
    Case("1200.0000", "1200"),
    Case("5,000. EUR", "5000", "EUR"),
    Case("1.200,-", "1200"),
    Case("1’200.50 CHF", "1200.50", "CHF"),
    Case("65 000 000 NOK", "65000000", "NOK"),
    Case("65\u00a0000\u202f000 NOK", "65000000", "NOK"),
    Case("12,34,567 ₹", "1234567", "INR"),
    Case("2 million EUR", "2000000", "EUR"),
    Case("€7.5m", "7500000", "EUR"),
    Case("1,5 Mio. EUR", "1500000", "EUR"),
    Case("2 mil millones de euros", "2000000000", "EUR"),
    Case("EUR 3k", "3000", "EUR"),
    Case("5 M€", "5000000", "EUR"),
    Case("3 crore rupees", "30000000", "INR"),
    Case("$1,200", "1200", "USD"),
    Case("$1,200", "1200", "CAD", country="CA"),
    Case("500 kr", "500", "SEK", country="SE"),
    Case("500 kr.", "500", "DKK", country="DK"),
    Case("20 000 zł", "20000", "PLN"),
    Case("3 kuna", "3", "HRK"),
    Case(Decimal("1234.500"), "1234.5"),
    Case(Decimal("6.125"), "6.125"),
    Case(Decimal("1E+6"), "1000000"),
    Case("None", "0"),
    Case("no fine", "0"),
    Case("0 EUR", "0", "EUR"),
    Case("Not public", None),
    Case("n/a", None),
    Case("-", None),
    Case("", None),
    Case("€", None),
)


@pytest.mark.parametrize("case", SUMS, ids=lambda c: f"{c.written!r} {c.country or ''}")
def test_a_sum(case: Case) -> None:
    read = read_sum(case.written, case.country)
    assert read == Written(None if case.amount is None else Decimal(case.amount), case.currency)


@dataclass(frozen=True, slots=True)
class Fault:
    written: Cell
    says: str


FAULTS = (
    Fault("20,000 and 30,000 €", "one sum"),
    Fault("between EUR 350 and EUR 1,000", "one sum"),
    Fault("1,500,00 EUR", "not grouped"),
    Fault("1.2.3", "not grouped"),
    Fault("10.0000 EUR", "neither thousands nor cents"),
    Fault("1,200.50.00", "twice"),
    Fault("(1,200)", "from 0 on"),
    Fault("-500", "from 0 on"),
    Fault(Decimal(-5), "from 0 on"),
    Fault(Decimal("NaN"), "from 0 on"),
    Fault(Decimal("1E+999999"), "digits"),
    Fault("9" * 30, "digits"),
    Fault("five million", "in digits"),
    Fault("500 kr", "currency"),
    Fault("500 bananas", "currency"),
    Fault("€ 500 GBP", "one currency"),
    Fault(date(2021, 5, 3), "date"),
    Fault("3 thousand thousand million EUR", "currency"),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: repr(f.written))
def test_what_is_no_one_sum(fault: Fault) -> None:
    with pytest.raises(ValueError, match=fault.says):
        read_sum(fault.written)


@pytest.mark.parametrize(("cell", "code"), [("eur", "EUR"), ("Euro", "EUR"), ("€", "EUR"), ("", None), ("n/a", None)])
def test_a_currency(cell: str, code: str | None) -> None:
    assert read_currency(cell) == code


@pytest.mark.parametrize(
    ("cell", "text"),
    [("  a \n b ", "a b"), (Decimal("30000.0"), "30000"), (Decimal("0.10"), "0.1"), (date(2021, 5, 3), "2021-05-03"),
     (Decimal("1E+90"), "1E+90")],
)  # fmt: skip
def test_a_cell_as_it_is_shown(cell: Cell, text: str) -> None:
    assert shown(cell) == text


@given(
    st.decimals(0, 10**15, allow_nan=False, places=2), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("’", ".")])
)
def test_every_way_to_part_digits_reads_the_same(amount: Decimal, marks: tuple[str, str]) -> None:
    thousands, point = marks
    written = f"{amount:,.2f}".replace(",", "\0").replace(".", point).replace("\0", thousands)
    assert read_number(written) == amount


@given(st.text() | st.decimals(), st.none() | st.sampled_from(["SE", "US", "XX"]))
def test_any_cell_is_a_sum_or_a_fault(cell: Cell, country: str | None) -> None:
    with suppress(ValueError):
        read = read_sum(cell, country)
        assert read.amount is None or (read.amount.is_finite() and read.amount >= 0)
