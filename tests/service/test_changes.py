"""What differs between two states: documents by id, penalties by the facts that a person checks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.changes import changes
from knowledge.snapshot import Snapshot, build
from tests.ingest.files import ARTICLE, DECISION, write

PENALTY = "cnil-acme-2022-fine"


def state(folder: Path, decision: str = DECISION, article: str | None = ARTICLE) -> Snapshot:
    files: dict[str, str | bytes] = {"decisions/cnil-acme-2022.md": decision}
    if article is not None:
        files["articles/what-is-a-fine.md"] = article
    return build([write(folder, files)])


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    edits: tuple[tuple[str, str], ...]
    what: dict[str, tuple[str, str]]


CASES = (
    Case(
        "the amount",
        (("20000000.50", "21000000"), ("20,000,000.50", "21,000,000")),
        {"amount": ("EUR 20000000.5", "EUR 21000000")},
    ),
    Case(
        "the currency",
        (("currency: EUR", "currency: USD"),),
        {"amount": ("EUR 20000000.5", "USD 20000000.5"), "standing": ("EUR 15000000", "USD 15000000")},
    ),
    Case(
        "what an appeal left",
        (("15000000", "14000000"), ("15,000,000", "14,000,000")),
        {"standing": ("EUR 15000000", "EUR 14000000")},
    ),
    Case("the status", (("status: reduced", "status: under_appeal"),), {"status": ("reduced", "under_appeal")}),
    Case("the day", (("decided: 2022-10-17", "decided: 2022-10-18"),), {"decided": ("2022-10-17", "2022-10-18")}),
    Case("the regulator", (("regulator: CNIL", "regulator: ICO"),), {"regulator": ("CNIL", "ICO")}),
    Case(
        "the respondents",
        (("respondents: [acme]", "respondents: [acme, acme-cloud]"),),
        {"respondents": ("acme", "acme, acme-cloud")},
    ),
    Case(
        "the kind",
        (("kind: administrative_fine", "kind: civil_penalty"),),
        {"kind": ("administrative_fine", "civil_penalty")},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_penalty_that_changed(case: Case, tmp_path: Path) -> None:
    decision = DECISION
    for old, new in case.edits:
        assert old in decision
        decision = decision.replace(old, new)
    before, after = state(tmp_path / "before"), state(tmp_path / "after", decision)
    done = changes(before, after)
    assert [(c.id, dict(c.what)) for c in done.penalties_changed] == [(PENALTY, case.what)]
    assert (done.penalties_added, done.penalties_removed, done.unchanged) == ((), (), False)
    back = changes(after, before)
    assert [dict(c.what) for c in back.penalties_changed] == [{k: (n, o) for k, (o, n) in case.what.items()}]


def test_what_was_added_and_removed(tmp_path: Path) -> None:
    before, after = state(tmp_path / "before", article=None), state(tmp_path / "after", DECISION)
    done = changes(before, after)
    assert [(d.id, d.title) for d in done.documents_added] == [("what-is-a-fine", "What a fine is")]
    assert (done.documents_changed, done.documents_removed, done.penalties_changed) == ((), (), ())
    assert [d.id for d in changes(after, before).documents_removed] == ["what-is-a-fine"]


def test_a_new_penalty_is_told_with_its_facts(tmp_path: Path) -> None:
    renamed = DECISION.replace(f"id: {PENALTY}", "id: another")
    done = changes(state(tmp_path / "before"), state(tmp_path / "after", renamed))
    (added,), (removed,) = done.penalties_added, done.penalties_removed
    assert (added.id, removed.id) == ("another", PENALTY)
    assert added.what["amount"] == ("", "EUR 20000000.5")
    assert removed.what["amount"] == ("EUR 20000000.5", "")
    assert dict(added.what) == {k: (n, o) for k, (o, n) in removed.what.items()}
    assert set(added.what) == {"amount", "standing", "status", "decided", "regulator", "respondents", "kind"}


def test_a_new_sentence_is_a_changed_document_and_no_changed_penalty(tmp_path: Path) -> None:
    longer = DECISION.replace("# CNIL fines Acme\n", "# CNIL fines Acme\n\nOne more sentence.\n")
    done = changes(state(tmp_path / "before"), state(tmp_path / "after", longer))
    assert [d.id for d in done.documents_changed] == ["cnil-acme-2022"]
    assert done.penalties_changed == ()


def test_the_same_state_is_unchanged(tmp_path: Path) -> None:
    done = changes(state(tmp_path / "one"), state(tmp_path / "other"))
    assert done.unchanged and done.documents_changed == () and done.penalties_changed == ()


def test_warnings_are_passed_on(tmp_path: Path) -> None:
    related = DECISION.replace("penalties:\n", "related: [nobody-knows]\npenalties:\n")
    done = changes(state(tmp_path / "before"), state(tmp_path / "after", related))
    assert [p.fatal for p in done.problems] == [False]
