"""Sums in a currency that was asked for: the rate and its day, and the sums as they were imposed."""

from __future__ import annotations

from decimal import Decimal

from tests.golden.starter import Asker


def test_the_rate_its_day_and_its_source_are_shown(ask: Asker) -> None:
    told = ask("How much was Spotify fined in Sweden, in euros?")
    [rates] = [c for c in told.caveats if "European Central Bank" in c]

    assert "11.6185 SEK" in rates
    assert "12 June 2023" in rates


def test_the_value_is_the_sum_at_that_rate(ask: Asker) -> None:
    told = ask("How much was Spotify fined in Sweden, in euros?")
    first, second = (f.figure for f in told.figures[:2])

    assert (first.measure, first.unit) == ("converted", "EUR")
    assert first.value == (Decimal(58_000_000) / Decimal("11.6185")).quantize(Decimal("0.01"))
    assert (second.measure, second.value, second.unit) == ("total", 58_000_000, "SEK")
    assert [t.penalty for t in first.terms] == [t.penalty for t in second.terms]


def test_two_rates_through_the_euro(ask: Asker) -> None:
    told = ask("total fines on Didi in dollars")
    [rates] = [c for c in told.caveats if "European Central Bank" in c]

    assert told.figures[0].figure.unit == "USD"
    assert "CNY" in rates and "USD" in rates and "21 July 2022" in rates


def test_a_weekend_takes_the_last_rate_before(ask: Asker) -> None:
    """31 December 2022 was a Saturday; the Bank published on the 30th."""
    told = ask("how much were the DPC's fines of 31 December 2022 on Meta, in dollars?")
    [rates] = [c for c in told.caveats if "European Central Bank" in c]

    assert "30 December 2022" in rates


def test_what_is_in_the_currency_already_is_not_converted(ask: Asker) -> None:
    told = ask("how much has Clearview been fined in France, in euros?")

    assert told.figures[0].figure.value == 25_200_000
    assert not any("rates of the decision dates" in c for c in told.caveats)


def test_without_a_rate_nothing_is_converted_and_the_answer_says_why(ask: Asker) -> None:
    told = ask("how much has Clearview been fined, in naira?")

    assert not any(f.figure.measure == "converted" for f in told.figures)
    assert "NGN" in told.text


def test_without_a_rate_the_sum_is_left_out_by_name(ask: Asker) -> None:
    """The Bank publishes no rate for the naira."""
    told = ask("how much has Clearview been fined, in naira?")

    assert told.figures and {f.figure.unit for f in told.figures} >= {"EUR", "GBP"}
    assert any("NGN" in c for c in told.caveats)
