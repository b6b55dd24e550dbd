"""Reading again costs what changed, and gives what reading everything gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from knowledge.ingest.content import Content
from knowledge.ingest.folder import read_sources
from tests.ingest.files import ARTICLE, DECISION, REGULATORS, RESPONDENTS, write

SECOND = DECISION.replace("cnil-acme-2022", "cnil-acme-2023")
TEXTS: dict[str, str | bytes] = {
    f"documents/t{n}.jsonl": json.dumps({"id": f"t{n}", "text": f"Text number {n}."}) + "\n" for n in range(3)
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {"decisions/cnil-acme-2022.md": DECISION, "articles/what-is-a-fine.md": ARTICLE}
    return write(tmp_path / "kb", files | TEXTS)


@dataclass(frozen=True, slots=True)
class Change:
    id: str
    do: Callable[[Path], object]
    read_again: set[str]


def put(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


CHANGES = (
    Change("nothing", lambda folder: None, set()),
    Change("one document", put("documents/t1.jsonl", json.dumps({"id": "t1", "text": "Another."}) + "\n"), {"t1"}),
    Change("one more", put("documents/t9.jsonl", json.dumps({"id": "t9", "text": "Nine."}) + "\n"), {"t9"}),
    Change("one gone", lambda folder: (folder / "documents/t0.jsonl").unlink(), set()),
    Change("one decision more", put("decisions/cnil-acme-2023.md", SECOND), {"cnil-acme-2023"}),
    Change("a decision changed", put("decisions/cnil-acme-2022.md", DECISION + "\nMore.\n"), {"cnil-acme-2022"}),
    Change("a regulator more", put("regulators.yaml", REGULATORS + "  - {code: X, name: X, country: BE}\n"), set()),
    Change("a regulator gone", put("regulators.yaml", REGULATORS.replace("CNIL", "CNI")), {"cnil-acme-2022"}),
    Change("a respondent gone", put("respondents.yaml", RESPONDENTS.replace(" acme", " acm")), {"cnil-acme-2022"}),
    Change("a broken decision", put("decisions/cnil-acme-2022.md", "nothing"), set()),
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.id)
def test_what_is_taken_over_and_what_is_read(change: Change, folder: Path) -> None:
    before = read_sources([folder])
    change.do(folder)
    after = read_sources([folder], before=before)
    assert after == read_sources([folder])
    taken_over = {id(d) for d in before.documents}
    assert {d.id for d in after.documents if id(d) not in taken_over} == change.read_again


def test_a_file_with_a_problem_is_read_again_though_it_has_not_changed(folder: Path) -> None:
    (folder / "documents/t1.jsonl").write_text('{"id": "t1"}\n', encoding="utf-8")
    before = read_sources([folder])
    assert read_sources([folder], before=before).problems == before.problems != ()


def test_what_other_rules_extracted_is_extracted_anew(folder: Path) -> None:
    (folder / "documents/t1.jsonl").write_text(
        json.dumps({"id": "t1", "text": "On 3 May 2021 the CNIL fined Acme EUR 300,000."}) + "\n", encoding="utf-8"
    )
    now = read_sources([folder])
    old = replace(now, told=tuple(replace(t, sums=(), by="older") for t in now.told))
    assert _told(read_sources([folder], before=old)) == _told(now) == 1
    current = replace(now, told=tuple(replace(t, sums=()) for t in now.told))
    assert _told(read_sources([folder], before=current)) == 0, "the same rules: not extracted again"


def _told(content: Content) -> int:
    return sum(len(t.sums) for t in content.told)


def test_a_decision_that_comes_back_has_its_penalties_again(folder: Path) -> None:
    part = DECISION.replace("decision: cnil-acme-2022\n", "decision: cnil-acme-2022-2\npart_of: cnil-acme-2022\n")
    part = part.replace("id: cnil-acme-2022-fine", "id: cnil-acme-2022-2-fine")
    (folder / "decisions/cnil-acme-2022-2.md").write_text(part, encoding="utf-8")
    whole = read_sources([folder])
    assert {p.decision for p in whole.penalties} == {"cnil-acme-2022"}
    (folder / "decisions/cnil-acme-2022.md").unlink()
    alone = read_sources([folder], before=whole)
    assert {p.decision for p in alone.penalties} == {"cnil-acme-2022-2"}
    assert [p.fatal for p in alone.problems] == [False]
    (folder / "decisions/cnil-acme-2022.md").write_text(DECISION, encoding="utf-8")
    assert read_sources([folder], before=alone) == whole
