"""The starter knowledge base: without a problem, whole, and every quote verbatim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from knowledge.ingest.content import Content
from knowledge.ingest.folder import read_sources
from knowledge.ingest.sources import STARTER
from knowledge.ledger.names import Names
from knowledge.records.documents import Citation
from knowledge.records.penalties import Kind


@cache
def content() -> Content:
    return read_sources([STARTER])


def citations() -> Iterator[tuple[str, Citation]]:
    for penalty in content().penalties:
        yield penalty.decision, penalty.citation
        for event in penalty.events:
            yield penalty.decision, event.citation


def test_it_has_no_problem() -> None:
    assert content().problems == ()
    assert content().usable


def test_it_is_whole() -> None:
    assert len(content().penalties) == 178
    assert len({p.decision for p in content().penalties}) == 144
    assert len(content().documents) - 144 >= 15
    assert {p.decision for p in content().penalties} <= {d.id for d in content().documents}


def test_every_quote_is_verbatim() -> None:
    texts = {d.id: d.text for d in content().documents}
    wrong = [
        (decision, c.quote)
        for decision, c in citations()
        if c.document != decision or not c.quote or texts[c.document][c.start : c.end] != c.quote
    ]
    assert wrong == []
    assert sum(1 for _ in citations()) >= 178


def test_every_document_has_a_source_with_a_link() -> None:
    assert [d.id for d in content().documents if not d.sources or not (d.url or "").startswith("http")] == []


def test_every_penalty_names_what_is_in_the_registries() -> None:
    codes, nodes = {r.code for r in content().regulators}, {r.id for r in content().respondents}
    assert [p.id for p in content().penalties if p.regulator not in codes or not set(p.respondents) <= nodes] == []


def test_ids_are_unique() -> None:
    for ids in ([d.id for d in content().documents], [p.id for p in content().penalties]):
        assert len(ids) == len(set(ids))


def test_a_fine_has_a_sum() -> None:
    assert [p.id for p in content().penalties if p.is_fine and p.amount is None] == []
    bare = (Kind.ORDER_ONLY, Kind.REPRIMAND)
    assert [p.id for p in content().penalties if p.kind in bare and p.amount is not None] == []


def test_once_all_has_happened_the_recorded_status_holds() -> None:
    assert [p.id for p in content().penalties if p.status_on(date.max) is not p.status] == []


def test_no_name_means_two_respondents() -> None:
    names = Names(content().regulators, content().respondents)
    several = {w: m for w, m in names.by_words.items() if len({n.id for n in m if n.type == "respondent"}) > 1}
    assert several == {}


@pytest.mark.parametrize("penalty", ["cnil-clearview-2022-fine", "imy-klarna-2022-fine"])
def test_it_has(penalty: str) -> None:
    assert penalty in {p.id for p in content().penalties}
