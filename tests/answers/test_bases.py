"""Imposed and in force: both where they differ, the one that was asked for first, what is not known by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.golden.starter import Asker


@dataclass(frozen=True, slots=True)
class Case:
    """``figures``: (basis, value, unit), the headline first."""

    question: str
    figures: tuple[tuple[str, str, str], ...]


CASES = [
    Case("how much was 1&1 fined?", (("imposed", "9550000", "EUR"), ("standing", "900000", "EUR"))),
    Case("how much does 1&1 still owe?", (("standing", "900000", "EUR"), ("imposed", "9550000", "EUR"))),
    Case("how much of 1&1's fine is in force?", (("standing", "900000", "EUR"), ("imposed", "9550000", "EUR"))),
    Case("how much has Amazon been fined in Luxembourg?",
         (("imposed", "746000000", "EUR"), ("standing", "0", "EUR"))),
    Case("how much has Intel been fined by the Commission?",
         (("imposed", "1436358000", "EUR"), ("standing", "237105540", "EUR"))),
    Case("how much has Clearview been fined in France?", (("imposed", "25200000", "EUR"),)),
    Case("Wie viel muss 1&1 nach der Berufung noch zahlen?",
         (("standing", "900000", "EUR"), ("imposed", "9550000", "EUR"))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.question)
def test_both_bases(case: Case, ask: Asker) -> None:
    told = tuple((f.figure.basis, f"{f.figure.value:f}", f.figure.unit) for f in ask(case.question).figures)

    assert told == case.figures


def test_the_headline_names_both_sums_and_the_day(ask: Asker) -> None:
    headline = ask("how much was 1&1 fined?").headline

    for words in ("€9,550,000", "imposed", "€900,000", "in force", "23 November 2026"):
        assert words in headline


def test_an_annulled_fine_stays_as_a_term_of_nought(ask: Asker) -> None:
    standing = next(f.figure for f in ask("how much has Intel been fined?").figures if f.figure.basis == "standing")

    assert ("ec-intel-2009-fine", 0) in [(t.penalty, t.value) for t in standing.terms]


def test_a_sum_in_force_that_is_not_known_is_left_out_by_name(ask: Asker) -> None:
    told = ask("how much did the Autorité de la concurrence fine in 2020, after appeals?")
    standing = told.figures[0].figure

    assert standing.basis == "standing"
    assert [x.penalty for x in standing.left_out] == ["adlc-techdata-2020-fine"]
    assert "adlc-techdata-2020-fine" not in {t.penalty for t in standing.terms}
    [said] = [c for c in told.caveats if "Left out" in c or "left out" in c]
    assert "Tech Data" in said


def test_imposed_keeps_what_standing_leaves_out(ask: Asker) -> None:
    told = ask("how much did the Autorité de la concurrence fine in 2020?")

    assert told.figures[0].figure.basis == "imposed"
    assert "adlc-techdata-2020-fine" in {t.penalty for t in told.figures[0].figure.terms}


@pytest.mark.parametrize(
    ("day", "standing"),
    [(date(2020, 1, 1), 9_550_000), (date(2020, 11, 10), 9_550_000), (date(2020, 11, 11), 900_000)],
)
def test_the_sum_in_force_is_replayed(day: date, standing: int, ask: Asker) -> None:
    figures = {f.figure.basis: f.figure.value for f in ask("how much does 1&1 still owe?", day).figures}

    assert figures["standing"] == standing


def test_a_decision_does_not_exist_before_its_day(ask: Asker) -> None:
    before, on = (ask("how much was 1&1 fined?", day) for day in (date(2019, 12, 8), date(2019, 12, 9)))

    assert (before.kind, before.reason) == ("refusal", "nothing_recorded")
    assert on.figures[0].figure.value == 9_550_000


def test_a_threat_is_never_added(ask: Asker) -> None:
    told = ask("how much has Clearview been fined by the CNIL?")

    assert not any("daily" in t.penalty for f in told.figures for t in f.figure.terms)


def test_other_money_stands_on_its_own_line(ask: Asker) -> None:
    told = ask("how much has Meta been fined in Australia?")

    assert [(f.figure.value, f.figure.unit) for f in told.figures] == [(20_000_000, "AUD")]
    assert any("A$50,000,000" in c and "settlement" in c for c in told.caveats)


def test_currencies_are_never_added(ask: Asker) -> None:
    told = ask("how much has Meta been fined?")
    units = [f.figure.unit for f in told.figures if f.figure.basis == "imposed"]

    assert len(units) == len(set(units)) > 1
    sizes = [len(f.figure.terms) for f in told.figures if f.figure.basis == "imposed"]
    assert sizes == sorted(sizes, reverse=True)
