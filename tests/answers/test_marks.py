"""Marks and quotes: every figure and every sentence points to words that stand in a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from knowledge import Knowledge, shape
from tests.golden.judge import arithmetic_faults, source_faults
from tests.golden.starter import Asker

MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Case:
    question: str
    kind: str = "figures"


CASES = [
    Case("how much has Clearview been fined in France?"),
    Case("how much has Meta been fined?"),
    Case("how much has Meta been fined after appeals?"),
    Case("how much has Clearview been fined in US dollars?"),
    Case("how many fines has the DPC imposed on TikTok?"),
    Case("how many regulators have fined Clearview?"),
    Case("list all fines on Amazon"),
    Case("top 5 fines by the CNIL"),
    Case("smallest fine by the ICO"),
    Case("first fine on Clearview"),
    Case("average fine by the Garante"),
    Case("median DPC fine"),
    Case("what is the difference between the Meta and TikTok fines by the DPC?"),
    Case("what percentage of DPC fines were on Meta?"),
    Case("how many times larger is Amazon's fine than Clearview's in France?"),
    Case("how many days between the Clearview fine and the overdue penalty by the CNIL?"),
    Case("who fined Clearview the most?"),
    Case("DPC fines per year"),
    Case("what would the CNIL daily penalty on Clearview come to after 30 days?"),
    Case("maximum GDPR fine for a turnover of 2 billion euros"),
    Case("how much of the Intel fine was annulled?"),
    Case("Wie hoch ist die Summe der Bußgelder gegen Vodafone?"),
    Case("why did the CNIL fine Clearview?", "passages"),
    Case("what was the DPC's fine on Instagram about?", "passages"),
    Case("What happened to the fine on Google AdSense in court?", "passages"),
    Case("how much did Austria fine Clearview?", "passages"),
    Case("pourquoi la CNIL a-t-elle sanctionné Criteo ?", "passages"),
    Case("how much has Netflix been fined?", "refusal"),
    Case("how much has Clearview been fined in Spain?", "refusal"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.question)
def test_sources(case: Case, ask: Asker, knowledge: Knowledge) -> None:
    told = shape(ask(case.question))

    assert told.kind == case.kind
    assert source_faults(told, knowledge.snapshot.documents) == []
    assert arithmetic_faults(told) == []


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "figures"], ids=lambda c: c.question)
def test_every_term_line_has_a_mark(case: Case, ask: Asker) -> None:
    told = ask(case.question)
    unmarked = [line for line in told.lines if line.startswith("- ") and not MARK.search(line)]

    assert unmarked == []


@pytest.mark.parametrize("case", [c for c in CASES if c.kind == "passages"], ids=lambda c: c.question)
def test_every_sentence_of_a_passage_is_a_quote_with_its_mark(case: Case, ask: Asker) -> None:
    told = ask(case.question)
    said = told.headline
    for cited in told.citations:
        assert f"{cited.quote} [{cited.n}]" in said
        said = said.replace(f"{cited.quote} [{cited.n}]", "")

    rest = said.split()
    frame = "No fine is recorded for this, but there is this:"
    assert " ".join(rest) in ("", frame)


def test_each_quote_is_cited_once(ask: Asker) -> None:
    told = ask("how much has Meta been fined after appeals?")
    places = [(c.document, c.start, c.end) for c in told.citations]

    assert len(places) == len(set(places))


def test_a_sum_that_a_court_moved_is_cited_to_the_court(ask: Asker) -> None:
    imposed, standing = (ask(q) for q in ("how much was 1&1 fined?", "how much does 1&1 still owe?"))

    for told, wanted in ((imposed, ("9,550,000", "900,000")), (standing, ("900,000", "9,550,000"))):
        for figure, digits in zip(told.figures, wanted, strict=True):
            assert digits in told.citations[figure.marks[0] - 1].quote


def test_the_quote_of_a_sum_holds_its_digits(ask: Asker) -> None:
    """The DPC writes its sums out; the corpus does too."""
    told = ask("how much has TikTok been fined by the DPC?")

    for term, mark in zip(told.figures[0].figure.terms, told.figures[0].marks, strict=True):
        assert f"{term.value:,.0f}" in told.citations[mark - 1].quote


def test_every_citation_carries_an_address_and_a_title(ask: Asker) -> None:
    for cited in ask("how much has Google been fined?").citations:
        assert cited.url.startswith("https://")
        assert cited.title and cited.penalties
