"""Sums of which the record does not say what is in force: an answer says that, and never that all of it stands."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge import Knowledge, Settings
from tests.golden.starter import Asker
from tests.ingest.files import write

RESPONDENTS = """\
respondents:
  - {id: yorblax, name: Yorblax, type: company}
  - {id: zorblax, name: Zorblax, type: company}
  - {id: worblax, name: Worblax, type: company}
"""


def decision(identity: str, respondent: str, sum_: str, status: str, standing: str, regulator: str = "CNIL") -> str:
    currency, amount = sum_.split()
    return f"""\
---
decision: {identity}
title: "{regulator} fines {identity}"
regulator: {regulator}
decided: 2022-10-17
sources: [{{title: "The decision", publisher: "{regulator}", url: "https://example.org/{identity}"}}]
penalties:
  - id: {identity}-fine
    kind: administrative_fine
    respondents: [{respondent}]
    named: "Firm {identity}"
    amount: "{amount}"
    currency: {currency}
    sector: retail
    status: {status}
    standing: {standing}
    quote: "a fine of {sum_}"
---
The file closed with a fine of {sum_}.
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Yorblax: one fine, annulled in part, nobody knows to what. Zorblax: that and EUR 7,000. Worblax: that and GBP."""
    rows = [
        ("one", "yorblax", "EUR 5000", "annulled", "unknown"),
        ("two", "zorblax", "EUR 5000", "reduced", "unknown"),
        ("three", "zorblax", "EUR 7000", "imposed", '"7000"'),
        ("four", "worblax", "EUR 5000", "annulled", "unknown"),
        ("five", "worblax", "GBP 300", "imposed", '"300"', "ICO"),
    ]
    files: dict[str, str | bytes] = {f"decisions/{row[0]}.md": decision(*row) for row in rows}
    folder = write(tmp_path_factory.mktemp("own"), {"respondents.yaml": RESPONDENTS, **files})
    return Asker(Knowledge.open(Settings(tmp_path_factory.mktemp("cache"), words_only=True), folder))


@dataclass(frozen=True, slots=True)
class Case:
    """The headline up to its date, or the refusal's sentence; ``left_out``: what a caveat names as left out."""

    question: str
    headline: str
    left_out: tuple[str, ...] = ()


NOT_SAID = "The record does not say which sum is in force (Firm one, CNIL)."
CASES = [
    Case("how much was Yorblax fined?", "Fines on Yorblax: €5,000 imposed; the sum now in force is not recorded"),
    Case("how much of Yorblax's fine is in force?", NOT_SAID),
    Case("how much does Yorblax still owe?", NOT_SAID),
    Case("how much does Yorblax still owe in USD?", NOT_SAID),
    Case("list the fines on Yorblax",
         "Fines on Yorblax: 1 penalty, €5,000 imposed; the sum now in force is not recorded"),
    Case("how much was Zorblax fined?", "Fines on Zorblax: €12,000 imposed; in force after appeals: €7,000",
         ("Firm two",)),
    Case("how much of Zorblax's fines is in force?", "Fines on Zorblax: €7,000 in force; first imposed: €12,000",
         ("Firm two",)),
    Case("how much was Worblax fined?", "Fines on Worblax: €5,000 and £300 imposed; in force after appeals: £300",
         ("Firm four",)),
    Case("how much of Worblax's fines is in force?",
         "Fines on Worblax: £300 in force; first imposed: £300 and €5,000", ("Firm four",)),
    Case("fines in force by company", "Fines: Zorblax, €7,000 in force", ("Firm one", "Firm two", "Firm four")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.question)
def test_what_is_not_known_is_said(case: Case, own: Asker) -> None:
    told = own(case.question)
    left_out = [c for c in told.caveats if c.startswith("Left out of the sum in force")]
    assert told.headline.startswith(case.headline)
    assert all(sum(name in c for c in left_out) == 1 for name in case.left_out)
    assert len(left_out) == len(case.left_out)
    assert "counts as in force" not in told.text


def test_each_figure_is_still_that_of_its_terms(own: Asker) -> None:
    for case in CASES:
        for told in own(case.question).figures:
            values = [t.value for t in told.figure.terms]
            assert told.figure.measure == "list" or told.figure.value == sum(values)


def test_what_stands_or_not_leaves_out_by_name_what_may_do_either(own: Asker) -> None:
    told = own("list the fines in force on Worblax")
    assert [t.penalty for t in told.figures[0].figure.terms] == ["five-fine"]
    assert "Not among these, because the sum now in force is not recorded: Firm four, CNIL" in " ".join(told.caveats)
    for question in ("what is the largest fine on Yorblax in force?", "which fines on Yorblax are still in force?"):
        assert own(question).headline == NOT_SAID


@dataclass(frozen=True, slots=True)
class Spoken:
    language: str
    said: str
    not_said: str


SPOKEN = [
    Spoken("en", "the sum now in force is not recorded", "counts as in force"),
    Spoken("fr", "le montant actuellement en vigueur n’est pas enregistré", "la totalité compte"),
    Spoken("de", "welche Summe jetzt in Kraft ist, ist nicht verzeichnet", "alles davon"),
    Spoken("es", "no consta qué importe está vigente", "todo ello"),
    Spoken("it", "l’importo ora in vigore non è registrato", "tutto conta"),
]


@pytest.mark.parametrize("case", SPOKEN, ids=lambda c: c.language)
def test_in_every_language(case: Spoken, own: Asker, ask: Asker) -> None:
    for one, question in ((own, "Yorblax total"), (ask, "Tech Data total")):
        headline = one(question, language=case.language).headline
        assert case.said in headline and case.not_said not in headline
    [caveat] = [c for c in own("Zorblax total", language=case.language).caveats if "Firm two" in c and "three" not in c]
    assert case.said in caveat


def test_what_is_all_known_and_equal_counts_as_in_force(ask: Asker) -> None:
    assert "all of it counts as in force" in ask("how much has Clearview been fined in France?").headline
