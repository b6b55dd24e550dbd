"""Press releases and articles in our own words: who imposed what on whom, and when."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from knowledge.ingest.extract import extract
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import plain
from tests.ingest.extraction.registry import NAMES


@dataclass(frozen=True)
class Case:
    """``penalties``: "sum | kind | respondent | authority | decided", a dash for what the text does not say."""

    language: str
    text: str
    penalties: tuple[str, ...]

    def __str__(self) -> str:
        return self.text[:60]


def _cases() -> list[Case]:
    rows = tomllib.loads(Path(__file__).with_name("releases.toml").read_text(encoding="utf-8"))["text"]
    return [Case(r["language"], r["text"], tuple(r["penalties"])) for r in rows]


def _line(told: Extracted) -> str:
    amount = f"{plain(told.amount.amount)} {told.amount.currency}" if told.amount else "-"
    decided = told.decided.isoformat()[: {"day": 10, "month": 7, "year": 4}[told.precision]] if told.decided else "-"
    return " | ".join((amount, told.kind.value, told.respondent or "-", told.regulator or "-", decided))


@pytest.mark.parametrize("case", _cases(), ids=str)
def test_penalties(case: Case) -> None:
    told = extract(case.text, NAMES, case.language)
    assert [_line(t) for t in told if t.role is Role.IMPOSED] == list(case.penalties)


@dataclass(frozen=True)
class When:
    """A text, the day it was published, and the day that its penalty was decided."""

    text: str
    decided: date | None
    published: date | None = None
    precision: str = "day"


WHEN = [
    When("On 13 April 2023 the CNIL fined Nimbus EUR 5 million.", date(2023, 4, 13)),
    When("On April 13, 2023, the CNIL fined Nimbus EUR 5 million.", date(2023, 4, 13)),
    When("The CNIL fined Nimbus EUR 5 million on the 13th of April 2023.", date(2023, 4, 13)),
    When("On 2023-04-13 the CNIL fined Nimbus EUR 5 million.", date(2023, 4, 13)),
    When("On 13.04.2023 the CNIL fined Nimbus EUR 5 million.", date(2023, 4, 13)),
    When("On 04/05/2023 the FTC fined Nimbus $5 million.", date(2023, 4, 5)),
    When("On 04/05/2023 the CNIL fined Nimbus EUR 5 million.", date(2023, 5, 4)),
    When("In April 2023 the CNIL fined Nimbus EUR 5 million.", date(2023, 4, 1), precision="month"),
    When("In 2023 the CNIL fined Nimbus EUR 5 million.", date(2023, 1, 1), precision="year"),
    When("The CNIL fined Nimbus EUR 5 million for a breach between 1 May 2019 and 3 June 2019.", None),
    When("The CNIL fined Nimbus EUR 5 million for what it had done since 1 May 2019.", None),
    When("Following its decision of 8 July 2021, the CNIL fined Nimbus EUR 5 million.", date(2021, 7, 8)),
    When("Today the CNIL fined Nimbus EUR 5 million.", date(2022, 5, 3), date(2022, 5, 3)),
    When("Yesterday the CNIL fined Nimbus EUR 5 million.", date(2022, 5, 2), date(2022, 5, 3)),
    When("The CNIL fined Nimbus EUR 5 million on Monday.", date(2022, 5, 2), date(2022, 5, 3)),
    When("On 28 December the CNIL fined Nimbus EUR 5 million.", date(2021, 12, 28), date(2022, 1, 3)),
    When("Today the CNIL fined Nimbus EUR 5 million.", None),
    When("PARIS, 3 May 2022 – Nimbus was fined EUR 5 million by the CNIL.", date(2022, 5, 3)),
    When("Fine for Nimbus\n\n3 May 2022\n\nNimbus was fined EUR 5 million by the CNIL.", date(2022, 5, 3)),
    When("Nimbus was hacked on 3 May 2019. It was fined EUR 5 million by the CNIL.", None),
    When("On 31.02.2023 the CNIL fined Nimbus EUR 5 million.", None),
]


@pytest.mark.parametrize("case", WHEN, ids=lambda c: c.text)
def test_when_it_was_decided(case: When) -> None:
    (told,) = extract(case.text, NAMES, "en", case.published)
    assert (told.decided, told.precision) == (case.decided, case.precision)
    assert told.respondent_id == "nimbus"
