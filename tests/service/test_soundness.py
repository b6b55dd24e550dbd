"""A state with a quote that is not verbatim, or a total that is not the sum of its terms, is found out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Names
from knowledge.records.money import Money
from knowledge.snapshot import Snapshot, build
from knowledge.soundness import unsound
from tests.ingest.files import DECISION, write
from tests.library.kb import home, told

TEXT = "The CNIL fined Borealis SA EUR 50,000."


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    kb = home(tmp_path / "kb")
    kb.put("paper", TEXT, told(TEXT, TEXT))
    return kb.snapshot


def faults(snapshot: Snapshot) -> list[str]:
    return [p.message for p in unsound(snapshot.content, snapshot.documents, snapshot.ledger)]


def test_a_state_as_built_is_sound(snapshot: Snapshot) -> None:
    assert faults(snapshot) == []


def test_a_penalty_whose_quote_is_elsewhere(snapshot: Snapshot) -> None:
    (penalty,) = snapshot.content.penalties
    moved = replace(penalty, citation=replace(penalty.citation, start=penalty.citation.start + 1))
    found = faults(Snapshot("x", replace(snapshot.content, penalties=(moved,))))
    assert len(found) == 1 and "does not stand verbatim" in found[0]


def test_an_event_and_a_told_sum_too(snapshot: Snapshot) -> None:
    (penalty,) = snapshot.content.penalties
    event = penalty.events[0]
    moved = replace(penalty, events=(replace(event, citation=replace(event.citation, quote="x")), *penalty.events[1:]))
    (one,) = snapshot.content.told
    lost = replace(one, sums=tuple(replace(s, quote="y") for s in one.sums))
    assert len(faults(Snapshot("x", replace(snapshot.content, penalties=(moved,), told=(lost,))))) == 2


def test_a_document_that_is_gone(snapshot: Snapshot) -> None:
    assert len(faults(Snapshot("x", replace(snapshot.content, documents=())))) == 4


def test_a_total_that_its_terms_do_not_add_up_to(tmp_path: Path) -> None:
    """A sum of more digits than the arithmetic carries would be rounded in a total, in silence."""
    held = build([write(tmp_path / "kb", {"decisions/cnil-acme-2022.md": DECISION})])
    (penalty,) = held.content.penalties
    huge = replace(penalty, id="huge", amount=Money(Decimal("1e70"), "EUR"), events=())
    ledger = Ledger([penalty, huge], Names(held.content.regulators, held.content.respondents))
    found = [p.message for p in unsound(held.content, held.documents, ledger)]
    assert found and all("is not the sum of its terms" in m for m in found)
