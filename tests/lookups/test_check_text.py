"""Checking a text: ✓ only where a record has the sum and nothing beside it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Answer, Knowledge
from tests.golden.starter import AS_OF, TODAY, starter


def check(knowledge: Knowledge, text: str) -> Answer:
    return knowledge.check_text(text, None, AS_OF, TODAY)


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    marks: str  # the first character of each line; M begins the list of what is recorded on Meta
    says: str = ""


CASES = (
    Case("The CNIL fined Clearview €20 million in October 2022.", "✓", "17 October 2022 [1]"),
    Case("The CNIL fined Clearview €20 million. Later it had to pay another €35 million.", "✓✗", "€30,500,000"),
    Case("The DPC imposed €1.2bn on Meta and €345m on TikTok.", "✓✓"),
    Case("Amazon was fined €746 million by Luxembourg in 2021.", "✓", "annulled"),
    Case("Google's Android fine of €4.34 billion was cut to €4.125bn.", "✓✓", "reduced"),
    Case("CNIL fined Google €150 million over cookies in December 2021", "✓", "60,000,000 + 90,000,000 = 150,000,000"),
    Case("Google has been fined €11,836,819,000 in total", "✓", "a total, imposed"),
    Case("The CNIL fined Clearview €30.5 million.", "✗", "not by the authority"),
    Case("Clearview was fined €20 million in 2019.", "?", "another date"),
    Case("BA was fined £183 million", "?", "not imposed"),
    Case("Apple was fined €13bn", "✗"),
    Case("Clearview was fined 20 million", "?", "no currency"),
    Case("Clearview was fined €100,000.", "?", "daily rate"),
    Case("Clearview was threatened with a fine of €100,000 per day.", "✓", "a day"),
    Case("Meta was fined. Acme was fined €1.2bn.", "?M", "no company that is recorded"),
    Case("Meta's rival Zorblax was fined €1.2bn.", "?", "not clear whom"),
    Case("Clearveiw was fined €20 million.", "?"),
    Case("Revenue rose to $5bn at Meta.", "?", "does not say that a penalty is meant"),
    Case("Google was fined €1.2bn and Meta was told off.", "?M", "not clear whom"),
    Case("La CNIL a infligé une amende de 20 millions d'euros à Clearview AI le 17 octobre 2022.", "✓"),
    Case("Die CNIL hat gegen Clearview eine Geldbuße von 20 Mio. Euro verhängt.", "✓"),
    Case("El Garante multó a Clearview con 20 millones de euros.", "✓"),
    Case("Il Garante ha multato Clearview con 20 milioni di euro.", "✓"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.text[:40])
def test_sums(knowledge: Knowledge, case: Case) -> None:
    answer = check(knowledge, case.text)
    assert "".join(line[0] for line in answer.lines) == case.marks
    assert case.says in answer.text
    for line in answer.lines:
        assert "[" in line or "no company" in line, line  # what is claimed is cited


def test_the_headline_counts(knowledge: Knowledge) -> None:
    answer = check(knowledge, "The CNIL fined Clearview €20 million. It got €35 million and €30.5 million elsewhere.")
    assert answer.headline == "Sums in this text that match a recorded penalty: 2 of 3."
    assert answer.kind == "figures" and answer.records


def test_names_without_sums_are_listed(knowledge: Knowledge) -> None:
    answer = check(knowledge, "Clearview and Uber are in trouble")
    assert answer.kind == "figures"
    assert [line.split(":")[0] for line in answer.lines] == ["Clearview AI", "Uber"]


def test_a_question_gets_its_answer(knowledge: Knowledge) -> None:
    answer = check(knowledge, "How much has Clearview been fined in France?")
    assert (answer.kind, str(answer.figures[0].figure.value)) == ("figures", "25200000")


@pytest.mark.parametrize("text", ["hello there", "", "🎉" * 50, " \n"])
def test_nothing_to_check(knowledge: Knowledge, text: str) -> None:
    answer = check(knowledge, text)
    assert (answer.kind, answer.reason, answer.records) == ("refusal", "out_of_scope", ())


def test_a_long_text_is_cut_and_says_so(knowledge: Knowledge) -> None:
    answer = check(knowledge, "The CNIL fined Clearview €20 million. " * 200)
    assert len(answer.lines) == 20
    assert any("first 20 sums" in c for c in answer.caveats) and any("4000 characters" in c for c in answer.caveats)


def test_on_an_earlier_day_a_later_decision_is_not_recorded(knowledge: Knowledge) -> None:
    day = AS_OF.replace(year=2023)
    answer = knowledge.check_text("The Dutch AP fined Clearview €30.5 million.", None, day, TODAY)
    assert answer.lines[0].startswith("✗")


WORDS = (
    "Meta",
    "Google",
    "Clearview",
    "CNIL",
    "was fined",
    "€20 million",
    "€1.2bn",
    "$5bn",
    "in 2021",
    ".",
    "and",
    "?",
    "by",
)


@settings(max_examples=100, deadline=None)
@given(text=st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)))
def test_any_text_is_taken(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    answer = check(starter(Path(tmp_path_factory.getbasetemp())), text)
    assert answer.text
    assert all(told.marks for told in answer.figures if told.figure.terms)
