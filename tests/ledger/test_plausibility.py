"""Doubts: what keeps a proposal apart until a person has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.ledger.currencies import currencies_of
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Names
from knowledge.ledger.plausibility import Doubter
from knowledge.ledger.proposals import review
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Regulator
from tests.ledger.test_matching import RESPONDENTS, penalty, told

TODAY = date(2026, 11, 24)
REGULATORS = (
    Regulator("CNIL", "Commission nationale", "FR"), Regulator("ICO", "Information Commissioner", "GB"),
    Regulator("AZOP", "Agencija", "HR"), Regulator("EC", "Commission", "EU"),
    Regulator("FTC", "Trade Commission", "US"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    regulator: str
    amount: str
    currency: str
    decided: date | None
    doubt: str | None = None


CASES = (
    Case("nothing odd", "CNIL", "600", "EUR", date(2021, 5, 4)),
    Case("tomorrow", "CNIL", "600", "EUR", date(2026, 11, 25), "is dated 2026-11-25, which is in the future"),
    Case("today", "CNIL", "600", "EUR", TODAY),
    Case("no day", "CNIL", "600", "EUR", None),
    Case("dollars in France", "CNIL", "600", "USD", date(2021, 5, 4), "USD is not the currency of CNIL's country"),
    Case("euros in Britain", "ICO", "600", "EUR", date(2021, 5, 4), "which is GBP"),
    Case("kuna before the euro", "AZOP", "600", "HRK", date(2021, 5, 4)),
    Case("kuna after it", "AZOP", "600", "HRK", date(2024, 5, 4), "which is EUR"),
    Case("the Commission", "EC", "600", "EUR", date(2021, 5, 4)),
    Case("nothing", "CNIL", "0", "EUR", date(2021, 5, 4), "more than nothing"),
    Case("at the old ceiling", "ICO", "500000", "GBP", date(2018, 1, 10)),
    Case("above the old ceiling", "ICO", "500001", "GBP", date(2018, 1, 10), "not fine more than GBP 500,000 then"),
    Case("the same under the new law", "ICO", "500001", "GBP", date(2019, 7, 8)),
    Case("above what the law of 1978 allowed", "CNIL", "300001", "EUR", date(2015, 1, 1), "more than EUR 300,000 then"),
    Case("the largest fine there was", "FTC", "5000000000", "USD", date(2019, 7, 24)),
    Case("a slip of units", "CNIL", "60000000000", "EUR", date(2021, 5, 4), "any company has ever been fined"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_doubts(case: Case) -> None:
    ledger = Ledger((), Names(REGULATORS, RESPONDENTS))
    kind = Kind.CIVIL_PENALTY if case.regulator == "FTC" else Kind.ADMINISTRATIVE_FINE
    sum_ = told(
        regulator=case.regulator, amount=Money(Decimal(case.amount), case.currency), decided=case.decided, kind=kind
    )
    (proposal,) = review([("d", (sum_,))], ledger, {}).proposals
    found = Doubter(ledger, (proposal,), TODAY).doubts(proposal)
    assert len(found) == (case.doubt is not None), found
    assert case.doubt is None or case.doubt in found[0]


@pytest.mark.parametrize(
    ("amount", "doubt"),
    [
        ("6000", "10 times EUR 600"),
        ("60", "10 times less than EUR 600"),
        ("600000", "1,000 times EUR 600"),
        ("1200", None),
    ],
)
def test_a_sum_that_differs_from_the_record_by_a_factor_of_ten(amount: str, doubt: str | None) -> None:
    ledger = Ledger((penalty("recorded"),), Names(REGULATORS, RESPONDENTS))
    (proposal,) = review([("d", (told(amount=Money(Decimal(amount), "EUR")),))], ledger, {}).proposals
    found = Doubter(ledger, (proposal,), TODAY).doubts(proposal)
    assert found == (() if doubt is None else (f"{doubt}, which recorded tells",))


def test_two_texts_that_differ_by_a_factor_of_ten_doubt_each_other() -> None:
    ledger = Ledger((), Names(REGULATORS, RESPONDENTS))
    sums: list[Any] = [told(), told(amount=Money(Decimal(6000), "EUR"))]
    found = review([(f"d{n}", (s,)) for n, s in enumerate(sums)], ledger, {}).proposals
    doubter = Doubter(ledger, found, TODAY)
    assert [bool(doubter.doubts(p)) for p in found] == [True, True]


def test_the_tender_of_a_country_follows_the_day() -> None:
    assert currencies_of("HR", date(2022, 12, 31)) == ("HRK",)
    assert currencies_of("HR", date(2024, 1, 1)) == ("EUR",)
    assert currencies_of("ZZ", date(2023, 1, 1)) == ()
