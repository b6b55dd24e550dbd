"""The judge itself: it tells a right answer from one that was tampered with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from knowledge import AnswerShape, Knowledge, shape
from tests.golden.judge import Check, GoldRow, Outcome, arithmetic_faults, judge, source_faults
from tests.golden.starter import AS_OF, Asker

Change = Callable[[AnswerShape], object]

FRANCE = "how much has Clearview been fined in France?"
FRENCH = ["cnil-clearview-2022-fine", "cnil-clearview-2023-overdue-penalty"]
TOTAL = {
    "type": "figure",
    "measure": "total",
    "headline": {"value": "25200000", "unit": "EUR", "basis": "imposed"},
    "also": [],
    "penalties": FRENCH,
}


def check(gold: Mapping[str, object]) -> Check:
    row = {"id": "x", "question": "x", "as_of": AS_OF.isoformat(), "lang": "en", "check": gold}
    return GoldRow.model_validate(row).check


def nothing(_: AnswerShape) -> None:
    """Left as it was."""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    question: str
    gold: Mapping[str, object]
    outcome: Outcome
    change: Change = nothing


CASES = [
    Case("right total", FRANCE, TOTAL, Outcome.RIGHT),
    Case("other value", FRANCE, TOTAL, Outcome.WRONG_FIGURE, lambda a: setattr(a.figures[0], "value", "25200001")),
    Case("other unit", FRANCE, TOTAL, Outcome.WRONG_FIGURE, lambda a: setattr(a.figures[0], "unit", "USD")),
    Case("other basis", FRANCE, TOTAL, Outcome.WRONG_FIGURE, lambda a: setattr(a.figures[0], "basis", "standing")),
    Case("a term too few", FRANCE, TOTAL, Outcome.OTHER, lambda a: a.figures[0].terms.pop()),
    Case("no citation", FRANCE, TOTAL, Outcome.OTHER, lambda a: a.citations.clear()),
    Case("no figure", FRANCE, TOTAL, Outcome.OTHER, lambda a: a.figures.clear()),
    Case("refused", "how much has Netflix been fined?", TOTAL, Outcome.REFUSED),
    Case("second sum missing", FRANCE, {**TOTAL, "also": [{"value": "1", "unit": "GBP"}]}, Outcome.OTHER),
    Case("right refusal", "how much has Netflix been fined?", {"type": "refusal", "reasons": ["unknown_name"]},
         Outcome.RIGHT),
    Case("other reason", "how much has Netflix been fined?", {"type": "refusal", "reasons": ["ambiguous"]},
         Outcome.OTHER),
    Case("a figure where none belongs", FRANCE, {"type": "refusal", "reasons": ["unknown_name"]},
         Outcome.WRONG_FIGURE),
    Case("right pick", "largest fine by the CNIL",
         {"type": "pick", "measure": "largest", "value": "200000000", "unit": "EUR",
          "penalties": ["cnil-google-llc-2025-gmail-fine"]}, Outcome.RIGHT),
    Case("right list", "list all CNIL fines on Clearview", {"type": "list", "penalties": FRENCH}, Outcome.RIGHT),
    Case("list with one too many", "list all CNIL fines on Clearview", {"type": "list", "penalties": FRENCH[:1]},
         Outcome.WRONG_FIGURE),
    Case("right groups", "who fined Clearview the most in the EU?",
         {"type": "groups", "measure": "total", "unit": "EUR", "headline_group": "AP",
          "groups": {"AP": "30500000", "CNIL": "25200000"}}, Outcome.RIGHT),
    Case("other leader", "who fined Clearview the most in the EU?",
         {"type": "groups", "measure": "total", "unit": "EUR", "headline_group": "CNIL",
          "groups": {"CNIL": "25200000"}}, Outcome.WRONG_FIGURE),
    Case("right passages", "why did the CNIL fine Clearview in 2022?",
         {"type": "passages", "penalties": FRENCH[:1], "must_include": ["Legal basis"]}, Outcome.RIGHT),
    Case("a word missing", "why did the CNIL fine Clearview in 2022?",
         {"type": "passages", "penalties": FRENCH[:1], "must_include": ["zebra"]}, Outcome.OTHER),
    Case("right order without money", "how much did Austria fine Clearview?",
         {"type": "no_money", "penalties": ["dsb-clearview-2023-decision"]}, Outcome.RIGHT),
    Case("money where none is", FRANCE, {"type": "no_money", "penalties": FRENCH}, Outcome.WRONG_FIGURE),
    Case("right conversion", f"{FRANCE[:-1]}, in dollars?", {"type": "converted", "unit": "USD", "penalties": FRENCH},
         Outcome.RIGHT),
    Case("converted to another currency", f"{FRANCE[:-1]}, in dollars?",
         {"type": "converted", "unit": "GBP", "penalties": FRENCH}, Outcome.OTHER),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_outcome(case: Case, ask: Asker) -> None:
    answer = shape(ask(case.question))
    case.change(answer)

    assert judge(check(case.gold), answer) is case.outcome


@dataclass(frozen=True, slots=True)
class Fault:
    id: str
    change: Change


SOURCES = [
    Fault("another quote", lambda a: setattr(a.citations[0], "quote", "The CNIL fined nobody.")),
    Fault("another place", lambda a: setattr(a.citations[0], "start", 0)),
    Fault("another document", lambda a: setattr(a.citations[0], "document", "none")),
    Fault("no address", lambda a: setattr(a.citations[0], "url", "")),
    Fault("no citations", lambda a: a.citations.clear()),
    Fault("a term without its citation", lambda a: setattr(a.figures[0].terms[0], "citation", 9)),
    Fault("a citation for another penalty", lambda a: a.citations[0].penalties.clear()),
    Fault("a mark without a source", lambda a: setattr(a, "text", f"{a.text} [9]")),
    Fault("a source without a mark", lambda a: setattr(a, "text", "€25,200,000 [1]")),
]


@pytest.mark.parametrize("fault", SOURCES, ids=lambda f: f.id)
def test_source_fault_is_seen(fault: Fault, ask: Asker, knowledge: Knowledge) -> None:
    answer = shape(ask(FRANCE))
    assert source_faults(answer, knowledge.snapshot.documents) == []
    fault.change(answer)

    assert source_faults(answer, knowledge.snapshot.documents)


@pytest.mark.parametrize(
    "question",
    [
        FRANCE,
        "how many regulators fined Clearview?",
        "how many fines on Clearview?",
        "list all fines on Amazon",
        "largest fine by the CNIL",
        "average CNIL fine",
        "median CNIL fine",
        "difference between CNIL and DPC totals",
        "what percentage of DPC fines were on Meta?",
        "how many times larger is Amazon's fine than Clearview's in France?",
        "how many days between the Clearview fine and the overdue penalty by the CNIL?",
        "what would the CNIL daily penalty on Clearview come to after 30 days?",
        f"{FRANCE[:-1]}, in dollars?",
    ],
)
def test_arithmetic_fault_is_seen(question: str, ask: Asker) -> None:
    answer = shape(ask(question))
    assert arithmetic_faults(answer) == []
    answer.figures[0].value = "1234567"

    assert arithmetic_faults(answer)
