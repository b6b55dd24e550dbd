"""Suggestions: the fitting first, the most recorded where nothing is typed, and each of them is accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Filters, Knowledge, Lookup, Task
from knowledge.lookups.suggesting import FIELDS, LONGEST, Field
from tests.golden.starter import AS_OF, TODAY, starter

LANGUAGES = ("en", "de", "fr", "es", "it")
FIRST = (
    ("respondent", "clearv", "Clearview AI"),
    ("respondent", "clearveiw", "Clearview AI"),
    ("respondent", "FACEB", "Meta"),
    ("respondent", "  whatsapp ", "WhatsApp"),
    ("regulator", "cnil", "CNIL"),
    ("regulator", "datenschutz", None),
    ("regulator", "informatique", "CNIL"),
    ("country", "fra", "FR"),
    ("country", "eu", "EU"),
    ("law", "gd", "GDPR"),
    ("kind", "civil", "civil_penalty"),
    ("status", "annul", "annulled"),
    ("rate", "oran", "cnil-orange-2024-daily-penalty"),
)


@pytest.mark.parametrize("row", FIRST, ids=lambda r: f"{r[0]} {r[1]}")
def test_the_fitting_come_first(knowledge: Knowledge, row: tuple[Field, str, str | None]) -> None:
    field, typed, first = row
    found = knowledge.suggest(field, typed)
    if first is not None:
        assert found[0].value == first


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_typed_gives_the_most_recorded(knowledge: Knowledge, field: Field) -> None:
    found = knowledge.suggest(field, "", limit=25)
    assert 0 < len(found) <= 25
    assert [s.records for s in found] == sorted((s.records for s in found), reverse=True)


def test_a_label_says_how_many_records(knowledge: Knowledge) -> None:
    assert knowledge.suggest("respondent", "clearview ai")[0].label == "Clearview AI · 22 records"
    assert knowledge.suggest("country", "italie", language="fr")[0].label.startswith("Italie · ")


def _filters(option: str, text: str) -> Filters:
    options: dict[str, Any] = {"kind": "all", option: text}
    return Filters(**options)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", FIELDS)
def test_every_suggestion_fits_and_is_accepted(knowledge: Knowledge, field: Field, language: str) -> None:
    for found in knowledge.suggest(field, "", language=language, limit=10_000):
        assert 0 < len(found.label) <= LONGEST and 0 < len(found.value) <= LONGEST
        if field == "rate":
            lookup = Lookup(Task.DAILY, Filters(respondent=found.value), days=2)
        else:
            lookup = Lookup(Task.LIST, _filters(field, found.value))
        answer = knowledge.look_up(lookup, language, date(2026, 11, 23), TODAY)
        assert answer.reason not in ("unknown_name", "ambiguous"), found


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200), field=st.sampled_from(FIELDS), language=st.sampled_from(LANGUAGES))
def test_any_text_is_taken(tmp_path_factory: pytest.TempPathFactory, text: str, field: Field, language: str) -> None:
    found = starter(Path(tmp_path_factory.getbasetemp())).suggest(field, text, language)
    assert len(found) <= 25 and len({s.value for s in found}) == len(found)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=120), option=st.sampled_from(FIELDS[:-1]))
def test_any_filter_is_an_answer(tmp_path_factory: pytest.TempPathFactory, text: str, option: str) -> None:
    knowledge = starter(Path(tmp_path_factory.getbasetemp()))
    answer = knowledge.look_up(Lookup(Task.TOTAL, _filters(option, text)), "en", AS_OF, TODAY)
    assert answer.text


def test_no_such_field(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="rate"):
        knowledge.suggest("colour", "red")  # type: ignore[arg-type]


SUMS = (
    ("2.5 billion EUR", "2500000000 EUR"),
    ("€10m", "10000000 EUR"),
    ("EUR 1,000,000", "1000000 EUR"),
    ("2 Mrd. €", "2000000000 EUR"),
    ("2,5 milliards d'euros", "2500000000 EUR"),
    ("10 million", None),
    ("-5 EUR", None),
    ("5 EUR and 6 EUR", None),
    ("hello", None),
    ("", None),
)


@pytest.mark.parametrize("row", SUMS, ids=lambda r: str(r[0]))
def test_a_sum_that_is_typed(knowledge: Knowledge, row: tuple[str, str | None]) -> None:
    money = knowledge.read_sum(row[0])
    assert (f"{money.amount.normalize():f} {money.currency}" if money else None) == row[1]
