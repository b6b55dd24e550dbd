"""The article that the project began with, and a text like it in our own words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.ingest.extract import extract
from knowledge.ingest.registries import read_registries
from knowledge.ingest.sources import STARTER
from knowledge.ledger.names import Names
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Status
from tests.ingest.extraction.registry import NAMES

SEED = Path(__file__).parents[4] / "shared" / "seeds" / "clearview-naked-security.txt"
LIKE_IT = """\
No end to it: Facefinder owes a quarter more

Nobody would call the CNIL patient, but it waited.

As we wrote in October 2022, the CNIL had fined Facefinder AI €20,000,000 for taking pictures of faces from the web.

The regulator's own page says that, since its formal notice had gone unanswered, it imposed a penalty of 20 million \
euros and told the company to delete what it held.

Last week the CNIL made use of a clause of that order, which allowed for up to €100,000 for every day on which the \
company would not comply:

On 13 April 2023, the CNIL found that Facefinder AI had shown no proof of compliance and imposed an overdue penalty \
payment of €5,200,000.
"""


def _told(told: tuple[Extracted, ...], role: Role) -> list[tuple[Money | None, Kind, date | None, str]]:
    return [(t.amount, t.kind, t.decided, t.precision) for t in told if t.role is role]


@pytest.mark.skipif(not SEED.is_file(), reason="the seed article (../shared/seeds) is not here")
def test_the_seed_gives_two_penalties_and_a_threat() -> None:
    registries, _ = read_registries(STARTER)
    told = extract(SEED.read_text(encoding="utf-8"), Names(registries.regulators, registries.respondents))
    _check(told)
    assert {t.respondent_id for t in told} == {"clearview"}
    assert {t.regulator_code for t in told} == {"CNIL"}


def test_a_text_like_the_seed_gives_two_penalties_and_a_threat() -> None:
    told = extract(LIKE_IT, NAMES)
    _check(told)
    assert {t.respondent for t in told} == {"Facefinder AI"}
    assert {t.regulator_code for t in told} == {"CNIL"}


def _check(told: tuple[Extracted, ...]) -> None:
    assert _told(told, Role.IMPOSED) == [
        (Money(Decimal(20_000_000), "EUR"), Kind.ADMINISTRATIVE_FINE, date(2022, 10, 1), "month"),
        (Money(Decimal(5_200_000), "EUR"), Kind.OVERDUE_PENALTY_PAYMENT, date(2023, 4, 13), "day"),
    ]
    assert _told(told, Role.THREATENED) == [(Money(Decimal(100_000), "EUR"), Kind.PERIODIC_PENALTY_THREAT, None, "day")]
    assert [t.per for t in told if t.role is Role.THREATENED] == ["day"]
    assert len(told) == 3
    assert all(t.status is Status.IMPOSED for t in told if t.role is Role.IMPOSED)
