"""Which difference is a slip of the fingers, and how a question with one is read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Knowledge
from knowledge.questions.query import Query, Refused
from knowledge.questions.slips import is_slip
from tests.golden.starter import AS_OF


@dataclass(frozen=True, slots=True)
class Case:
    written: str
    meant: str
    slip: bool


CASES = [
    Case("clearveiw", "clearview", True),
    Case("cleraview", "clearview", True),
    Case("clearvew", "clearview", True),
    Case("cleervieuw", "clearview", True),
    Case("gogle", "google", True),
    Case("gooogle", "google", True),
    Case("googel", "google", True),
    Case("amazn", "amazon", True),
    Case("amason", "amazon", True),
    Case("metta", "meta", True),
    Case("mtea", "meta", True),
    Case("spotifi", "spotify", True),
    Case("wahtsapp", "whatsapp", True),
    Case("linkdin", "linkedin", True),
    Case("optum", "optus", False),
    Case("capital", "capita", False),
    Case("beta", "meta", False),
    Case("mete", "meta", True),
    Case("uber", "ober", False),
    Case("x", "xx", False),
    Case("clearwater", "clearview", False),
    Case("criterion", "criteo", False),
    Case("enemy", "enel", False),
    Case("google", "google", False),
]


@dataclass(frozen=True, slots=True)
class Question:
    """``respondent`` None: refused as a name that is not known."""

    question: str
    respondent: str | None


QUESTIONS = [
    Question("Clearveiw fines?", "clearview"),
    Question("how much has Gogle been fined?", "alphabet"),
    Question("total fines on Metta", "meta"),
    Question("how much has Spotifi been fined?", "spotify"),
    Question("how much was Capital One fined?", "capital-one"),
    Question("how much was Optus fined?", "optus"),
    Question("how much has Optum been fined?", None),
    Question("how much was Capital fined by the ICO?", None),
    Question("how much has Clearwater been fined?", None),
    Question("how much has Morgan been fined?", None),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.written} for {c.meant}")
def test_slip(case: Case) -> None:
    assert is_slip(case.written, case.meant) is case.slip


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda c: c.question)
def test_question_with_a_slip(case: Question, knowledge: Knowledge) -> None:
    asked = knowledge.snapshot.understander.understand(case.question, AS_OF).asked

    if case.respondent is None:
        assert isinstance(asked, Refused) and asked.reason == "unknown_name"
    else:
        assert isinstance(asked, Query)
        assert asked.sides[0].selection.respondents == (case.respondent,)


@given(st.text(max_size=12))
def test_a_word_is_no_slip_of_itself(word: str) -> None:
    assert not is_slip(word, word)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=3), st.text(max_size=8))
def test_short_words_are_never_slips(short: str, other: str) -> None:
    assert not is_slip(short, other) and not is_slip(other, short)
