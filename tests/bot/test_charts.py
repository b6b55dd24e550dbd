"""The chart: a PNG that says in words what it shows."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image

from bot.charts import short_money, timeline
from bot.wording import words
from knowledge import Filters, Lookup, Money, Task
from tests.bot.simulated import starter


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0"), ("950", "950"), ("1000", "1k"), ("5200000", "5.2m"), ("20000000", "20m"), ("1200000000", "1.2bn"),
     ("100000000000", "100bn"), ("12.5", "12.5")],
)  # fmt: skip
def test_money_on_an_axis(value: str, shown: str) -> None:
    assert short_money(Decimal(value)) == shown


@pytest.mark.parametrize("respondent", ["Meta", "Clearview AI", "TikTok"])
def test_a_picture_and_its_words(respondent: str) -> None:
    records = starter().look_up(Lookup(Task.TIMELINE, Filters(respondent=respondent))).records
    chart = timeline(records, words("en"))
    picture = Image.open(io.BytesIO(chart.data))
    assert picture.format == "PNG"
    assert min(picture.size) > 300
    assert len(chart.data) < 1_000_000
    largest = max(records, key=lambda r: r.amount.amount if r.amount and r.amount.currency == "EUR" else Decimal(0))
    assert largest.amount is not None
    assert f"{largest.amount.amount:,f}" in chart.alt
    assert len(chart.alt) <= 1024


def test_one_penalty_and_none() -> None:
    (record, *_) = starter().ask("how much has Clearview been fined in France?").records
    assert timeline([record], words("de")).data
    huge = replace(record, amount=Money(Decimal(10) ** 15, "EUR"))
    assert timeline([record, huge], words("en")).data
    with pytest.raises(ValueError, match="no penalty"):
        timeline([replace(record, amount=None)], words("en"))
