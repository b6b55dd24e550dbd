"""Our own question sets with computed gold, and full answers word for word.

The sets are judged with words-only search: figures do not depend on a model. Rewrite the full answers after a wanted
change with ``GOLDEN_WRITE=1 python -m pytest tests/golden -k full_answer``, then read the difference before it is kept.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from knowledge import Knowledge, shape
from tests.golden.judge import GoldRow, Outcome, arithmetic_faults, judge, read_set, source_faults
from tests.golden.starter import Asker

HERE = Path(__file__).parent
DEV = HERE.parent.parent.parent / "shared" / "questions" / "dev.jsonl"

# Questions that are known to get a wrong figure, with the reason. A row leaves the table when it is put right.
KNOWN: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Case:
    """``right`` is the least part of a set that has to be right."""

    id: str
    path: Path
    right: float


CASES = [
    Case("colleagues", HERE / "colleagues.jsonl", 0.95),
    Case("chat", HERE / "chat.jsonl", 0.95),
    Case("phrasings", HERE / "phrasings.jsonl", 0.90),
    Case("hostile", HERE / "hostile.jsonl", 0.80),
    Case("continued", HERE / "continued.jsonl", 0.95),
    Case("development", DEV, 1.0),
]


@dataclass(slots=True)
class Report:
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)
    arithmetic: dict[str, list[str]] = field(default_factory=dict)

    def of(self, outcome: Outcome) -> list[str]:
        return [row for row, found in self.outcomes.items() if found is outcome]

    def summary(self) -> str:
        counts = ", ".join(f"{n} {outcome}" for outcome, n in Counter(self.outcomes.values()).items())
        return f"{counts}; not right: {' '.join(r for r, o in self.outcomes.items() if o is not Outcome.RIGHT)}"


def run(rows: tuple[GoldRow, ...], ask: Asker, knowledge: Knowledge) -> Report:
    report = Report()
    documents = knowledge.snapshot.documents
    for row in rows:
        answer = shape(ask(row.question, row.as_of), row.id)
        report.outcomes[row.id] = judge(row.check, answer)
        if faults := source_faults(answer, documents):
            report.sources[row.id] = faults
        if faults := arithmetic_faults(answer):
            report.arithmetic[row.id] = faults
    return report


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_question_set(case: Case, ask: Asker, knowledge: Knowledge) -> None:
    if not case.path.is_file():
        pytest.skip(f"{case.path.name} is not part of this repository: it lies beside some checkouts alone")
    rows = read_set(case.path)
    report = run(rows, ask, knowledge)
    here = {row.id for row in rows}

    assert report.sources == {}
    assert report.arithmetic == {}
    assert set(report.of(Outcome.WRONG_FIGURE)) == here & set(KNOWN), report.summary()
    assert len(report.of(Outcome.RIGHT)) / len(rows) >= case.right, report.summary()


def test_known_failures_have_a_reason_and_a_row() -> None:
    present = {row.id for case in CASES if case.path.is_file() for row in read_set(case.path)}

    assert set(KNOWN) <= present
    assert all(KNOWN.values())


# Full answers


@dataclass(frozen=True, slots=True)
class Full:
    """A question whose whole answer stands in ``answers/<id>.txt``."""

    id: str
    question: str


FULL = [
    Full("en-total", "How much has Clearview been fined in France?"),
    Full("en-standing", "How much does 1&1 still owe after appeals?"),
    Full("en-top", "What are the three largest fines by the DPC?"),
    Full("en-why", "Why did the CNIL fine Clearview in 2022?"),
    Full("en-unknown", "How much has Snapchat been fined by the FTC?"),
    Full("en-converted", "How much was Spotify fined in Sweden, in euros?"),
    Full("fr-total", "Combien la CNIL a-t-elle infligé d'amendes à Google en 2021 ?"),
    Full("fr-nothing", "Combien Clearview a-t-elle été condamnée à payer en Espagne ?"),
    Full("de-total", "Wie hoch ist die Summe der Bußgelder gegen Vodafone in Deutschland?"),
    Full("de-difference", "Um wie viel wurde das Bußgeld gegen 1&1 gesenkt?"),
    Full("es-count", "¿Cuántas multas ha impuesto la DPC a TikTok?"),
    Full("it-largest", "Qual è la multa più alta del Garante?"),
]


@pytest.mark.parametrize("case", FULL, ids=lambda c: c.id)
def test_full_answer(case: Full, ask: Asker) -> None:
    path = HERE / "answers" / f"{case.id}.txt"
    written = f"? {case.question}\n\n{ask(case.question).text}\n"
    if os.environ.get("GOLDEN_WRITE"):
        path.write_text(written, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == written


def test_every_full_answer_belongs_to_a_question() -> None:
    assert {path.stem for path in (HERE / "answers").glob("*.txt")} == {case.id for case in FULL}
