"""The part that each sum plays: the sentences of ``cases_*.toml``, in the languages that are read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.ingest.extract import extract
from knowledge.ingest.extraction.tables import LANGUAGES
from knowledge.records.extracted import Extracted, Role
from knowledge.records.penalties import Kind
from tests.ingest.extraction.registry import NAMES


@dataclass(frozen=True)
class Sum:
    """ "5000000 EUR", or "range EUR"; ``kind`` where it matters."""

    role: Role
    amount: Decimal | None
    currency: str
    kind: Kind | None

    def is_told_by(self, told: Extracted) -> bool:
        if told.role is not self.role or (self.kind is not None and told.kind is not self.kind):
            return False
        if self.amount is None or told.amount is None:
            return self.amount is None and told.amount is None
        return (told.amount.amount, told.amount.currency) == (self.amount, self.currency)


@dataclass(frozen=True)
class Case:
    language: str
    text: str
    sums: tuple[Sum, ...]

    def __str__(self) -> str:
        return f"{self.language}: {self.text[:60]}"


def _cases() -> list[Case]:
    found = []
    for language in LANGUAGES:
        path = Path(__file__).with_name(f"cases_{language}.toml")
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            sums = tuple(_sum(role, s) for role in Role for s in row.get(role.value, ()))
            found.append(Case(language, row["text"], sums))
    return found


def _sum(role: Role, written: str) -> Sum:
    amount, currency, *kind = written.split()
    return Sum(role, None if amount == "range" else Decimal(amount), currency, Kind(kind[0]) if kind else None)


@pytest.mark.parametrize("case", _cases(), ids=str)
def test_exactly_these_sums_are_imposed(case: Case) -> None:
    told = [t for t in extract(case.text, NAMES, case.language) if t.role is Role.IMPOSED]
    wanted = [s for s in case.sums if s.role is Role.IMPOSED]
    assert len(told) == len(wanted), told
    assert all(any(s.is_told_by(t) for t in told) for s in wanted), told


@pytest.mark.parametrize("case", [c for c in _cases() if c.sums], ids=str)
def test_each_sum_has_its_role(case: Case) -> None:
    told = extract(case.text, NAMES, case.language)
    for wanted in case.sums:
        assert any(wanted.is_told_by(t) for t in told), (wanted, [(t.role.value, t.kind.value, t.amount) for t in told])


@pytest.mark.parametrize("case", _cases(), ids=str)
def test_the_language_is_guessed_where_it_matters(case: Case) -> None:
    """Said or guessed, the language gives the same imposed sums."""
    said = [t.amount for t in extract(case.text, NAMES, case.language) if t.role is Role.IMPOSED]
    guessed = [t.amount for t in extract(case.text, NAMES) if t.role is Role.IMPOSED]
    assert guessed == said
