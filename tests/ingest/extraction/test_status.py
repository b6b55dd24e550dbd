"""What became of a penalty: told with its sum, or of the one penalty of the text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from knowledge.ingest.extract import extract
from knowledge.records.extracted import Role
from knowledge.records.penalties import Status
from tests.ingest.extraction.registry import NAMES


@dataclass(frozen=True)
class Case:
    text: str
    status: Status
    language: str = "en"


FINED = "On 3 May 2021 the CNIL fined Nimbus EUR 5 million. "
CASES = [
    Case(FINED, Status.IMPOSED),
    Case(FINED + "Nimbus has appealed.", Status.UNDER_APPEAL),
    Case(FINED + "In 2022 the Conseil d’État annulled the fine.", Status.ANNULLED),
    Case(FINED + "The fine was later upheld.", Status.UPHELD),
    Case(FINED + "Nimbus has appealed. The court confirmed the decision.", Status.UPHELD),
    Case(FINED + "Nimbus asked that the court should have annulled the fine.", Status.IMPOSED),
    Case(FINED + "The court has not annulled the fine.", Status.IMPOSED),
    Case("The Conseil d’État annulled the decision to fine Nimbus EUR 5 million.", Status.ANNULLED),
    Case("The Conseil d’État quashed the EUR 5 million fine of the CNIL on Nimbus.", Status.ANNULLED),
    Case("Nimbus sought the annulment of the fine of EUR 5 million imposed on it by the CNIL.", Status.UNDER_APPEAL),
    Case("The court upheld the EUR 5 million fine on Nimbus.", Status.UPHELD),
    Case("A court lowered the fine on Nimbus to EUR 5 million.", Status.REDUCED),
    Case("Nimbus settled; it paid EUR 5 million to the regulator to resolve the allegations.", Status.PAID),
    Case("Le Conseil d’État a annulé l’amende de 5 millions d’euros infligée à Nimbus.", Status.ANNULLED, "fr"),
    Case("Das Gericht bestätigte die Geldbuße von 5 Millionen Euro gegen Nimbus.", Status.UPHELD, "de"),
    Case("El Supremo anuló la multa de 5 millones de euros a Nimbus.", Status.ANNULLED, "es"),
    Case("Il TAR ha confermato la sanzione di 5 milioni di euro a Nimbus.", Status.UPHELD, "it"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.text)
def test_status(case: Case) -> None:
    (told,) = [t for t in extract(case.text, NAMES, case.language) if t.role is Role.IMPOSED]
    assert told.status is case.status
    assert told.amount is not None and told.amount.amount == Decimal(5_000_000)


def test_a_court_that_lowers_a_penalty_leaves_its_own_sum_in_force() -> None:
    told = extract(FINED + "In 2022 a court lowered the fine on Nimbus to EUR 2 million.", NAMES, "en")
    assert [(t.role, t.status) for t in told] == [
        (Role.REDUCED_FROM, Status.IMPOSED),
        (Role.IMPOSED, Status.REDUCED),
    ]


def test_a_discount_is_what_was_imposed_in_the_end() -> None:
    told = extract("The CNIL fined Nimbus EUR 5 million (reduced to EUR 3 million).", NAMES, "en")
    assert [(t.role, t.amount and t.amount.amount) for t in told] == [
        (Role.REDUCED_FROM, Decimal(5_000_000)),
        (Role.IMPOSED, Decimal(3_000_000)),
    ]
