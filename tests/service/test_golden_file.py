"""golden.toml: a state that answers a golden question wrongly is never used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.snapshot import NotUsable, build
from tests.ingest.files import ARTICLE, DECISION, write

FILES: dict[str, str | bytes] = {"decisions/cnil-acme-2022.md": DECISION, "articles/what-is-a-fine.md": ARTICLE}
ASK = 'ask = "How much has Acme been fined in France?"\n'


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    text: str
    says: str | None = None


CASES = (
    Case("right", f'[[question]]\n{ASK}figures = ["EUR 20000000.5"]\n'),
    Case("both bases", f'[[question]]\n{ASK}figures = ["EUR 20000000.5", "EUR 15000000"]\n'),
    Case("as of a day", f'[[question]]\n{ASK}as_of = 2023-01-01\nfigures = ["EUR 20000000.5"]\n'),
    Case("before there was one", f'[[question]]\n{ASK}as_of = 2021-01-01\nrefusal = "nothing_recorded"\n'),
    Case("a passage", '[[question]]\nask = "Why was Acme fined?"\ncites = ["cnil-acme-2022"]\n'),
    Case("a refusal", '[[question]]\nask = "How much was Zyxxon fined?"\nrefusal = "unknown_name"\n'),
    Case("wrong", f'# why\n[[question]]\n{ASK}figures = ["EUR 1"]\n', "toml:2: .*expected EUR 1, found EUR 20000000.5"),
    Case("the headline is another", f'[[question]]\n{ASK}figures = ["EUR 15000000"]\n', "expected EUR 15000000"),
    Case("not refused", f'[[question]]\n{ASK}refusal = "unknown_name"\n', "found an answer"),
    Case("not cited", f'[[question]]\n{ASK}cites = ["x"]\n', "expected it to cite x, found cnil-acme-2022"),
    Case("no TOML", "[[question\n", "not readable as TOML"),
    Case("nothing in it", "", r"one \[\[question\]\] or more"),
    Case("a misspelt key", f'[[question]]\n{ASK}figure = ["EUR 1"]\n', "the key 'figure' is not one of"),
    Case("nothing expected", f"[[question]]\n{ASK}", "exactly one of figures, refusal and cites"),
    Case("no list", f'[[question]]\n{ASK}figures = "EUR 1"\n', "'figures' is a list"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_golden_questions(case: Case, tmp_path: Path) -> None:
    folder = write(tmp_path / "kb", {**FILES, "golden.toml": case.text})
    if case.says is None:
        assert build([folder]).content.problems == ()
        return
    with pytest.raises(NotUsable) as refused:
        build([folder])
    assert any(re.search(case.says, str(p)) for p in refused.value.problems), refused.value.problems
