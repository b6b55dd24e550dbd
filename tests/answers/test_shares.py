"""A payment that fell due as a share of the fine it comes on top of: both of one authority, never of a guess."""

from __future__ import annotations

import pytest

from tests.golden.starter import Asker

QUESTIONS = (
    "What share of Clearview's original fine is the overdue penalty?",
    "What share of the original fine is Clearview's overdue penalty payment?",
    "For Clearview in France, what share of the original fine is the overdue penalty?",
    "How much was Clearview fined in France, and what share of the original fine is the overdue penalty?",
    "and what share of the original fine is the overdue penalty for Clearview?",
    "Quelle part de l'amende initiale de Clearview représente l'astreinte liquidée ?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_fine_is_the_one_of_the_same_authority(question: str, ask: Asker) -> None:
    told = ask(question).figures[0]

    assert (f"{told.figure.value:f}", told.figure.unit) == ("26", "percent")


def test_without_a_name_it_is_nobody_s_fine(ask: Asker) -> None:
    answer = ask("and what share of the original fine is the overdue penalty?")

    assert answer.kind == "refusal"
    assert not answer.figures


def test_a_place_before_the_question_holds_for_it(ask: Asker) -> None:
    assert ask("In Spain, what share of Clearview's original fine is the overdue penalty?").kind == "refusal"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        # WhatsApp 225 million; Google and Facebook 210 million on 31 December 2021
        ("In 2021, what was the difference between the CNIL and DPC totals?", "15000000"),
        ("what was the difference between the CNIL and DPC totals in 2021", "15000000"),
        ("En 2021, quelle part des amendes de la CNIL a visé Google ?", "71.43"),
        ("what share of the CNIL's fines was on Google in 2021?", "71.43"),
        # The cookie fines of the CNIL rest on the French Data Protection Act, not on the GDPR
        ("Under the GDPR, what share of the CNIL's fines fell on Google?", "27.13"),
    ],
)
def test_what_stands_before_the_two_sides_holds_for_both(question: str, value: str, ask: Asker) -> None:
    assert f"{ask(question).figures[0].figure.value:f}" == value
