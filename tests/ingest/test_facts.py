"""The starter knowledge base agrees with the ledger of facts that it was written from, where that is at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge.ingest.folder import read_sources
from knowledge.ingest.sources import STARTER
from knowledge.ledger.names import Names
from knowledge.records.money import plain
from knowledge.records.penalties import Penalty

FACTS = Path(__file__).resolve().parents[2].parent / "shared" / "facts" / "ledger.jsonl"
pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="the ledger of facts (../shared/facts) is not here")


@cache
def rows() -> dict[str, dict[str, Any]]:
    with FACTS.open(encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


@cache
def corpus() -> tuple[dict[str, Penalty], Names]:
    content = read_sources([STARTER])
    return {p.id: p for p in content.penalties}, Names(content.regulators, content.respondents)


def standing(penalty: Penalty) -> str | None:
    money = penalty.standing(date.max)
    return None if money is None else plain(money.amount)


def groups(penalty: Penalty) -> set[str]:
    return {corpus()[1].group_name(r) for r in penalty.respondents}


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    ours: Callable[[Penalty], object]
    theirs: Callable[[dict[str, Any]], object]


FIELDS = (
    Case("decision", lambda p: p.decision, lambda r: r["decision"]),
    Case("amount", lambda p: plain(p.amount.amount) if p.amount else None, lambda r: r["amount"]),
    Case("currency", lambda p: p.amount.currency if p.amount else None, lambda r: r["amount"] and r["currency"]),
    Case("per", lambda p: p.per, lambda r: r["per"]),
    Case("date", lambda p: p.decided.isoformat(), lambda r: r["decision_date"]),
    Case("precision", lambda p: p.precision, lambda r: r["date_precision"]),
    Case("kind", lambda p: p.kind.value, lambda r: r["kind"]),
    Case("status", lambda p: p.status.value, lambda r: r["status"]),
    Case("standing by replay", standing, lambda r: r["effective_amount"]),
    Case("laws", lambda p: list(p.laws), lambda r: r["laws"]),
    Case("sector", lambda p: p.sector, lambda r: r["sector"]),
    Case("group", groups, lambda r: {r["group"]}),
    Case("regulator", lambda p: p.regulator, lambda r: r["regulator"]),
    Case("country", lambda p: corpus()[1].regulators[p.regulator].country, lambda r: r["country"]),
    Case("confidence", lambda p: p.confidence, lambda r: r["confidence"]),
    Case("joint", lambda p: p.joint, lambda r: r.get("joint", False)),
    Case("imposed", lambda p: p.imposed, lambda r: r.get("imposed", True)),
    Case("events", lambda p: [(e.day.isoformat(), e.event, None if e.amount is None else plain(e.amount))
                              for e in p.events],
         lambda r: [(e["date"], e["event"], e["amount"]) for e in r["status_events"]]),
)  # fmt: skip


def test_the_same_penalties() -> None:
    assert set(corpus()[0]) == set(rows())


@pytest.mark.parametrize("case", FIELDS, ids=lambda c: c.id)
def test_every_row_agrees(case: Case) -> None:
    penalties = corpus()[0]
    wrong = {i: (case.ours(penalties[i]), case.theirs(row)) for i, row in rows().items()
             if case.ours(penalties[i]) != case.theirs(row)}  # fmt: skip
    assert wrong == {}
