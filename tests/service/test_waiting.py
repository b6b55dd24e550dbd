"""What waits for review is no figure, and an answer that may lack it says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.records.penalties import Kind
from knowledge.service import Knowledge, Settings
from tests.library.kb import home, told

WAITS = "Penalties that added documents tell of, waiting for review and not counted: 1."
TEXT = "The CNIL fined them EUR 50,000."


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    question: str
    said: bool
    told: dict[str, Any] = field(default_factory=dict)


CASES = (
    Case("of the company asked for", "How much has Acme been fined?", True),
    Case("of its product", "How much has Acme been fined?", True, {"respondent": "Acme Cloud"}),
    Case("of another company", "How much has Acme been fined?", False, {"respondent": "Boreal"}),
    Case("by the authority asked for", "How much has the CNIL fined?", True, {"respondent": "Boreal"}),
    Case("by another authority", "How much has Acme been fined in France?", False, {"regulator": "ICO"}),
    Case("by one that is not told", "How much has Acme been fined in France?", True, {"regulator": None}),
    Case("in the year asked for", "How much was Acme fined in 2022?", False),
    Case("in that year", "How much was Acme fined in 2022?", True, {"decided": date(2022, 3, 1)}),
    Case("redress is not asked for", "How much has Acme been fined?", False, {"kind": Kind.REDRESS}),
    Case("of a name that is not recorded", "How much has Boreal been fined?", True, {"respondent": "Boreal Tools SA"}),
    Case("of another one", "How much has Boreal been fined?", False, {"respondent": "Zephyr SA"}),
    Case("where nothing is recorded", "How much has Acme been fined in the UK?", True, {"regulator": "ICO"}),
    Case("of everything", "How much has been fined in total?", True),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_an_answer_says_what_it_does_not_count(case: Case, tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    fields: dict[str, Any] = {"respondent": "Acme", "regulator_code": None, "regulator": "CNIL"}
    kb.put("paper", TEXT, told(TEXT, TEXT, **(fields | case.told)))
    knowledge = Knowledge.serve(Settings(tmp_path / "cache", words_only=True), [kb.path])
    answer = knowledge.ask(case.question, as_of=date(2026, 1, 1))
    assert (WAITS in answer.caveats) == case.said, answer.text
    assert not any(t.figure.value == 50_000 for t in answer.figures)
