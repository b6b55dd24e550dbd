"""How long answers take: over the starter knowledge base, and over a ledger of 100,000 penalties made up here."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.ingest.content import Content
from knowledge.records.documents import Document, Source, cite
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Penalty, Regulator, Respondent, Status
from knowledge.service import Knowledge, Settings
from knowledge.serving import Serving
from knowledge.snapshot import Snapshot

FIGURES = (
    "how much has Clearview been fined in France?",
    "total of CNIL fines on Google",
    "how many fines has the ICO issued?",
    "largest fine by the European Commission",
    "which fines of the Commission are under appeal?",
    "who in the EU has fined Meta the most?",
    "what percent of the CNIL's Clearview fine is its overdue penalty payment?",
)
PASSAGES = (
    "why did the CNIL fine Clearview in 2022?",
    "what happened on appeal in ICO v Clearview?",
    "what does liquidation of a daily penalty mean?",
    "how does the one-stop-shop work?",
)
LARGE = (
    "how much has Company 7 been fined?",
    "how much has R3 fined Company 12 since 2015?",
    "how much has Company 9 been fined in France?",
    "largest fine on Company 5",
    "total of fines by R3",
)
_ROUNDS = 30
_MADE = 100_000


def run(settings: Settings, console: Console) -> None:
    """Print medians in milliseconds."""
    knowledge = Knowledge.open(settings)
    table = Table("what", "median ms", "worst ms", title="Warm, over the starter knowledge base")
    today = date.today()
    for question in FIGURES:
        table.add_row(f"figure: {question}", *_times(partial(knowledge.ask, question, today)))
    embedding = _embedding(knowledge)
    table.add_row("embedding of one question alone", *embedding)
    for question in PASSAGES:
        table.add_row(f"passages: {question}", *_times(partial(knowledge.ask, question, today)))
    console.print(table)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        snapshot = Snapshot("made", made_up(_MADE))
        big = Knowledge(Serving(snapshot, Path(folder), Settings(Path(folder), words_only=True)))
        big.ask("total of fines by R1", today)
        console.print(f"a ledger of {_MADE:,} penalties, ready in {time.perf_counter() - start:.1f} s")
        table = Table("what", "terms", "median ms", "worst ms", title=f"A ledger of {_MADE:,} penalties")
        for question in LARGE:
            answer = big.ask(question, today)
            terms = str(len(answer.figures[0].figure.terms)) if answer.figures else "-"
            table.add_row(question, terms, *_times(partial(big.ask, question, today)))
        console.print(table)


def _times(call: Callable[[], object]) -> tuple[str, str]:
    call()
    taken = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return f"{statistics.median(taken):.2f}", f"{max(taken):.2f}"


def _embedding(knowledge: Knowledge) -> tuple[str, str]:
    _, embedder = knowledge.index(knowledge.serving.model_for("en"))
    if embedder is None:
        return "-", "-"
    return _times(lambda: embedder.query(PASSAGES[0]))


def made_up(count: int) -> Content:
    """``count`` penalties of 40 regulators in 20 countries on 2,000 companies, 1999 to 2025; the same every time."""
    chance = random.Random(7)
    countries = ("FR", "DE", "IE", "IT", "ES", "NL", "SE", "US", "GB", "KR", "AU", "CA", "PL", "AT", "BE", "LU", "PT",
                 "GR", "FI", "DK")  # fmt: skip
    currencies = ("EUR", "USD", "GBP", "SEK")
    regulators = tuple(Regulator(f"R{i}", f"Regulator number {i}", countries[i % 20]) for i in range(40))
    respondents = tuple(Respondent(f"c{i}", f"Company {i}", "group") for i in range(2000))
    document = Document("made", "Made up", "A made-up fine.", "https://example.org", "nobody", sources=(
        Source("Made up", "nobody", "https://example.org"),))  # fmt: skip
    citation = cite(document, "A made-up fine")
    first = date(1999, 1, 1)
    penalties = tuple(
        Penalty(
            id=f"p{i}", decision="made", regulator=f"R{chance.randrange(40)}",
            respondents=(f"c{min(int(chance.expovariate(1 / 150)), 1999)}",), named="A company",
            kind=Kind.ADMINISTRATIVE_FINE, decided=first + timedelta(days=chance.randrange(9800)),
            status=Status.IMPOSED,
            citation=citation, amount=Money(Decimal(chance.randrange(1, 10**9)) / 100, chance.choice(currencies)),
        )
        for i in range(count)
    )  # fmt: skip
    return Content((document,), penalties, regulators, respondents, ())
