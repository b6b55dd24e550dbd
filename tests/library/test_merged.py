"""What was merged, by a rule or by a person: each with its reason and with what takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.ingest.content import Copy
from knowledge.library.merged import Merged, merged
from knowledge.snapshot import Snapshot
from tests.library.kb import NOW, home, told

TEXT = "On 5 March 2024 the CNIL fined Borealis SA EUR 50,000."
AGAIN = "In October 2022 the CNIL fined Acme EUR 20,000,000.50."


def _only(rows: tuple[Merged, ...]) -> Merged:
    (row,) = rows
    return row


def test_a_text_that_a_rule_gave_to_a_penalty(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    day: dict[str, Any] = {
        "respondent": "Acme",
        "respondent_id": "acme",
        "decided": date(2022, 10, 1),
        "precision": "month",
    }
    kb.put("again", AGAIN, told(AGAIN, AGAIN, "20000000.50", **day), url="https://paper.example/", pages=[0])
    row = _only(merged(kb.snapshot))
    assert (row.how, row.document, row.title, row.url, row.page) == (
        "source", "again", "About again", "https://paper.example/", 1,
    )  # fmt: skip
    assert (row.sum, row.into, row.on) == ("EUR 20,000,000.5", "cnil-acme-2022-fine", None)
    assert row.label == "EUR 20,000,000.5, CNIL, Acme SA, 2022-10-17" and row.rule.startswith("same sum")
    kb.desk.undo(row.subject)
    assert merged(kb.snapshot) == ()


def test_what_a_person_accepted_merged_and_rejected(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    for n, sum_ in enumerate(("50000", "60000", "70000")):
        text = f"On 5 March 2024 the CNIL fined Borealis {n} EUR {sum_}."
        kb.put(f"p{n}", text, told(text, text, sum_, respondent=f"Borealis {n}"))
    ids = {p.tellings[0].document: p.id for p in kb.snapshot.review.proposals}
    desk = kb.desk
    desk.accept(ids["p0"])
    desk.merge(ids["p1"], "cnil-acme-2022-fine", even_so=True)
    desk.reject(ids["p2"], "a joke")
    rows = {r.document: r for r in merged(kb.snapshot)}
    assert {d: (r.how, r.into, r.rule) for d, r in rows.items()} == {
        "p0": ("source", "cnil-borealis-0-2024-fine", "accepted by Ada"),
        "p1": ("source", "cnil-acme-2022-fine", "merged by Ada"),
        "p2": ("rejected", "", "rejected by Ada: a joke"),
    }
    assert {r.on for r in rows.values()} == {NOW}
    for row in rows.values():
        kb.desk.undo(row.subject)
    assert merged(kb.snapshot) == () and len(kb.snapshot.review.proposals) == 3


def test_texts_of_one_proposal(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    for n in range(2):
        text = f"Paper {n}: {TEXT}"
        kb.put(f"p{n}", text, told(text, TEXT))
    row = _only(merged(kb.snapshot))
    (proposal,) = kb.snapshot.review.proposals
    assert (row.how, row.into, row.label, row.rule) == ("proposal", proposal.id, "EUR 50,000", proposal.rules[0])
    kb.desk.undo(row.subject)
    assert merged(kb.snapshot) == () and len(kb.snapshot.review.proposals) == 2


def test_a_copy_of_a_document(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    kb.put("first", TEXT)
    snapshot = kb.snapshot
    second = replace(snapshot.documents["first"], id="second", title="Again", url="https://other.example/b")
    content = replace(snapshot.content, copies=(Copy(second, "first", "same text", 1.0),))
    row = _only(merged(Snapshot("digest", content)))
    assert (row.subject, row.how, row.document, row.url) == ("second", "copy", "second", "https://other.example/b")
    assert (row.into, row.label, row.rule, row.sum) == ("first", "About first", "same text", "")
