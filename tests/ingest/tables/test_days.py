"""What a cell says of a date, and how exactly."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.tables.cells import Cell
from knowledge.ingest.tables.days import Day, read_day

MAY = Day(date(2021, 5, 3))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021-05-03", MAY),
        ("2021-5-3", MAY),
        ("2021/05/03", MAY),
        ("2021-05-03T00:00:00Z", MAY),
        ("2021-05-03 10:30:00", MAY),
        ("20210503", MAY),
        ("3.5.2021", MAY),
        ("03.05.21", MAY),
        ("3 May 2021", MAY),
        ("May 3, 2021", MAY),
        ("3. Mai 2021", MAY),
        ("3 de mayo de 2021", MAY),
        ("3rd of May 2021", MAY),
        ("1er mars 2021", Day(date(2021, 3, 1))),
        ("13/05/2021", Day(date(2021, 5, 13))),
        ("05/13/2021", Day(date(2021, 5, 13))),
        ("05/05/2021", Day(date(2021, 5, 5))),
        (date(2021, 5, 3), MAY),
        ("44319", MAY),
        (Decimal(44319), MAY),
        ("44319.5", MAY),
        ("2021-05", Day(date(2021, 5, 1), "month")),
        ("05/2021", Day(date(2021, 5, 1), "month")),
        ("May 2021", Day(date(2021, 5, 1), "month")),
        ("2021", Day(date(2021, 1, 1), "year")),
        (Decimal(2021), Day(date(2021, 1, 1), "year")),
        ("Unknown", None),
        ("", None),
        ("n/a", None),
    ],
    ids=repr,
)
def test_a_date(cell: Cell, day: Day | None) -> None:
    assert read_day(cell) == day


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2021, 5, 3)), ("mdy", date(2021, 3, 5))])
def test_the_order_that_is_given(order: str, day: date) -> None:
    assert read_day("03/05/2021", order) == Day(day)


def test_days_counted_from_another_day() -> None:
    assert read_day(Decimal(42857), epoch=date(1904, 1, 1)) == MAY


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("03/05/2021", "dates=:dmy"),
        ("32.1.2021", "no such day"),
        ("2021-02-30", "no such day"),
        ("0021-05-03", "1900 to 2100"),
        ("3021", "1900 to 2100"),
        ("soon", "a date such as"),
        ("3 May 2021 and 4 May 2021", "a date such as"),
        ("spring 2021", "a date such as"),
        (Decimal("Infinity"), "a date such as"),
    ],
    ids=repr,
)
def test_what_is_no_date(cell: Cell, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_day(cell)


@given(st.text() | st.decimals() | st.dates())
def test_any_cell_is_a_date_or_a_fault(cell: Cell) -> None:
    with suppress(ValueError):
        read_day(cell)
