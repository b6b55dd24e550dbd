"""The CSV of an answer: parses, adds up, and runs nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.spreadsheet import COLUMNS, csv_of
from tests.bot.simulated import starter


@pytest.mark.parametrize(
    "question",
    ["how much has Clearview been fined in France?", "how much has Meta been fined?", "how much was TikTok fined?"],
)
def test_it_adds_up_to_the_figures(question: str) -> None:
    answer = starter().ask(question)
    rows = list(csv.DictReader(io.StringIO(csv_of(answer))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(answer.records)
    by_id = {row["penalty"]: row for row in rows}
    for told in answer.figures:
        if told.figure.measure == "total" and told.figure.basis == "imposed":
            terms = [by_id[term.penalty] for term in told.figure.terms]
            assert sum(Decimal(row["amount"]) for row in terms) == told.figure.value
            assert {row["currency"] for row in terms} == {told.figure.unit}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\n=cmd"])
def test_no_cell_begins_like_a_formula(text: str) -> None:
    answer = starter().ask("how much has Clearview been fined in France?")
    spoiled = replace(answer, records=tuple(replace(r, respondent=text, quote=text) for r in answer.records))
    for row in csv.DictReader(io.StringIO(csv_of(spoiled))):
        assert row["respondent"].startswith("'")
        assert row["quote"].startswith("'")


def test_a_text_with_commas_quotes_and_lines_is_one_cell() -> None:
    answer = starter().ask("how much has Clearview been fined in France?")
    spoiled = replace(answer, records=tuple(replace(r, quote='a, "b"\nc') for r in answer.records))
    assert {row["quote"] for row in csv.DictReader(io.StringIO(csv_of(spoiled)))} == {'a, "b" c'}
