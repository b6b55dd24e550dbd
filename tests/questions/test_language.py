"""Which language a short question is in."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge.questions.reading import guess_language


@dataclass(frozen=True, slots=True)
class Case:
    question: str
    language: str


CASES = [
    Case("fines on Meta", "en"),
    Case("Meta fines 2022", "en"),
    Case("who fined Google?", "en"),
    Case("CNIL fines per year", "en"),
    Case("how much?", "en"),
    Case("amendes CNIL", "fr"),
    Case("Combien pour Google ?", "fr"),
    Case("la plus grosse amende", "fr"),
    Case("amendes en 2022", "fr"),
    Case("qui a sanctionné Meta ?", "fr"),
    Case("Bußgelder gegen Meta", "de"),
    Case("Wer hat Google bestraft?", "de"),
    Case("höchstes Bußgeld", "de"),
    Case("BUSSGELDER 2022", "de"),
    Case("Wie viel?", "de"),
    Case("multas a Meta", "es"),
    Case("¿Quién multó a Google?", "es"),
    Case("la mayor multa", "es"),
    Case("multas en 2022", "es"),
    Case("¿Cuánto?", "es"),
    Case("multe a Meta", "it"),
    Case("Chi ha multato Google?", "it"),
    Case("la multa più alta", "it"),
    Case("sanzioni nel 2022", "it"),
    Case("Quanto?", "it"),
    Case("", "en"),
    Case("Clearview", "en"),
    Case("42", "en"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.question or "empty")
def test_guess(case: Case) -> None:
    assert guess_language(case.question) == case.language
