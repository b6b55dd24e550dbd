"""Follow-ups: an elliptical question takes what it does not say from the one before; a whole one takes nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge import Answer, Knowledge
from tests.golden.starter import AS_OF, TODAY

FRANCE = "How much has Clearview been fined in France?"


def ask(knowledge: Knowledge, question: str, after: str | None = None) -> Answer:
    return knowledge.ask(question, AS_OF, today=TODAY, after=after)


@dataclass(frozen=True, slots=True)
class Case:
    before: str
    question: str
    same: str  # the whole question that gives the same figures


CASES = (
    Case(FRANCE, "and in Italy?", "How much has Clearview been fined in Italy?"),
    Case(FRANCE, "in Italy?", "How much has Clearview been fined in Italy?"),
    Case(FRANCE, "and Google?", "How much has Google been fined in France?"),
    Case(FRANCE, "what about Google?", "How much has Google been fined in France?"),
    Case(FRANCE, "2023?", "How much has Clearview been fined in France in 2023?"),
    Case(FRANCE, "And in 2023?", "How much has Clearview been fined in France in 2023?"),
    Case(FRANCE, "and the Garante?", "How much has the Garante fined Clearview?"),
    Case(FRANCE, "and how many?", "How many fines has Clearview got in France?"),
    Case("Which Meta fines were annulled?", "and Amazon?", "Which Amazon fines were annulled?"),
    Case("What is the largest fine by the CNIL?", "and by the Garante?", "What is the largest fine by the Garante?"),
    Case("What is the largest fine by the CNIL?", "and the smallest?", "What is the smallest fine by the CNIL?"),
    Case("Who fined the most in 2021?", "and in 2022?", "Who fined the most in 2022?"),
    Case(
        "Which fines over €100 million did the DPC impose?",
        "and in 2023?",
        "Which fines over €100 million did the DPC impose in 2023?",
    ),
    Case(
        "How many fines has the ICO imposed since 2020?",
        "and the CNIL?",
        "How many fines has the CNIL imposed since 2020?",
    ),
    Case(
        "What is the maximum fine under the GDPR with a turnover of €1 billion?",
        "and the DSA?",
        "What is the maximum fine under the DSA with a turnover of €1 billion?",
    ),
    Case(
        "Combien Clearview a-t-elle été condamnée à payer en France ?",
        "et en Italie ?",
        "Combien Clearview a-t-elle été condamnée à payer en Italie ?",
    ),
    Case(
        "Combien d'amendes la CNIL a-t-elle infligées ?",
        "et en 2022 ?",
        "Combien d'amendes la CNIL a-t-elle infligées en 2022 ?",
    ),
    Case(
        "Wie hoch sind die Bußgelder gegen Clearview in Frankreich?",
        "und in Italien?",
        "Wie hoch sind die Bußgelder gegen Clearview in Italien?",
    ),
    Case(
        "Wie hoch sind die Bußgelder gegen Clearview?",
        "wie ist es mit Google?",
        "Wie hoch sind die Bußgelder gegen Google?",
    ),
    Case(
        "¿Cuánto ha sido multada Clearview en Francia?", "¿y en Italia?", "¿Cuánto ha sido multada Clearview en Italia?"
    ),
    Case("Quanto è stata multata Clearview in Francia?", "e Google?", "Quanto è stata multata Google in Francia?"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.question} after {c.before[:30]}")
def test_a_follow_up(knowledge: Knowledge, case: Case) -> None:
    answer, whole = ask(knowledge, case.question, case.before), ask(knowledge, case.same)
    assert answer.kind == whole.kind == "figures"
    assert answer.figures == whole.figures
    assert answer.language == whole.language
    assert case.before in answer.caveats[0]


WHOLE = (
    (FRANCE, "How much has Google been fined?"),
    (FRANCE, "and how much has Google been fined?"),
    (FRANCE, "and the largest fine?"),
    (FRANCE, "What is the GDPR?"),
    (FRANCE, "and Foobar?"),
    (FRANCE, "and not in France?"),
    (FRANCE, "and without Italy?"),
    (FRANCE, "thanks"),
    (FRANCE, "and €20 million?"),
    ("hello", "and in Italy?"),
    ("What is the difference between the fines on Meta and Google?", "and Amazon?"),
    ("Who was fined more, Google or Meta?", "and Amazon?"),
    ("How much was the Gmail fine of Google?", "and Meta?"),
    ("", "and in Italy?"),
)


@pytest.mark.parametrize("row", WHOLE, ids=lambda r: f"{r[1]} after {r[0][:30]}")
def test_where_it_is_not_sure_nothing_is_taken(knowledge: Knowledge, row: tuple[str, str]) -> None:
    before, question = row
    assert ask(knowledge, question, before) == ask(knowledge, question)


WHOSE = (
    "How much was the fine?",
    "How much was she fined?",
    "Wie hoch war die Geldbuße?",
    "À combien s'élève l'amende ?",
    "¿De cuánto fue la multa?",
    "A quanto ammonta la sanzione?",
)


@pytest.mark.parametrize("question", WHOSE)
def test_whose_fine_is_asked_back(knowledge: Knowledge, question: str) -> None:
    answer = ask(knowledge, question)
    assert (answer.kind, answer.reason, answer.figures) == ("refusal", "ambiguous", ())


@pytest.mark.parametrize("question", ["How much has been fined in total?", "total fines recorded", "sum of all fines"])
def test_the_total_of_all_is_an_answer(knowledge: Knowledge, question: str) -> None:
    answer = ask(knowledge, question)
    assert answer.kind == "figures" and len(answer.figures[0].figure.terms) > 20
