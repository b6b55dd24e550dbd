"""Extraction against decisions whose penalty people wrote down: GDPRhub (with and without a fine), Enforcement Tracker.

A row counts where its amount stands in the text. The gold is entered by volunteers; the tracker stores euros, so that
there a sum given as a conversion counts too.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from rapidfuzz import fuzz
from rich.table import Table

from knowledge.ingest.extract import extract
from knowledge.ingest.registries import read_registries
from knowledge.ingest.sources import STARTER
from knowledge.ledger.names import Names
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import plain

Row = dict[str, Any]
_ALIKE = 80
"""Of 100: from here on two names are the same to the columns beside the score."""
_SHOWN = 400


class Console(Protocol):
    """Where the tables go: a rich Console, or anything that prints a line."""

    def print(self, *objects: Any) -> None: ...


@dataclass(slots=True)
class Score:
    """What one set of texts gave; ``failed`` has the rows whose sum is not among the imposed ones."""

    name: str
    rows: int = 0
    exact: int = 0
    only: int = 0
    largest: int = 0
    extra: int = 0
    agreed: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    trust: Counter[tuple[float, bool]] = field(default_factory=Counter)

    def share(self, count: int) -> str:
        return f"{100 * count / self.rows:.1f} %" if self.rows else "-"


@dataclass(frozen=True, slots=True)
class Gold:
    """What people recorded of one text."""

    id: str
    text: str
    amount: Decimal
    currency: str
    authority: str | None = None
    decided: date | None = None
    parties: str | None = None


def run(shared: Path, console: Console) -> None:
    """Print the figures and the failing rows; says what is missing where a data set is not there."""
    registries, _ = read_registries(STARTER)
    names = Names(registries.regulators, registries.respondents)
    hub, tracker = shared / "data" / "gdprhub", shared / "data" / "enforcementtracker_2022"
    scores: list[Score] = []
    if (hub / "penalty_gold.jsonl").is_file():
        rows = list(_rows(hub / "penalty_gold.jsonl"))
        both = ("lead", "summary")
        scores.append(score("GDPRhub, lead and summary", _gold(rows, both), names))
        scores += [score(f"GDPRhub, {part} alone", _gold(rows, (part,)), names) for part in both]
    else:
        console.print(f"gdprhub: no {hub / 'penalty_gold.jsonl'}, not measured")
    if (tracker / "fines.jsonl").is_file():
        fines = _tracked(_rows(tracker / "fines.jsonl"))
        scores.append(score("Enforcement Tracker, summary", fines, names, converted=True))
    else:
        console.print(f"enforcementtracker_2022: no {tracker / 'fines.jsonl'}, not measured")
    for each in scores:
        _print_failed(each, console)
    none = (
        _none(list(_rows(hub / "penalty_none.jsonl")), names, console) if (hub / "penalty_none.jsonl").is_file() else ""
    )
    _print_scores(scores, console)
    if none:
        console.print(none)


def score(name: str, gold: Iterable[Gold], names: Names, converted: bool = False) -> Score:
    """The figures of one set; ``converted``: a sum given as the conversion of an imposed one counts."""
    result = Score(name)
    for row in gold:
        told = extract(row.text, names)
        imposed = [t for t in told if t.role is Role.IMPOSED and t.amount is not None]
        sums = [(t.amount.amount, t.amount.currency) for t in imposed if t.amount]
        also = [t.amount for t in told if converted and t.role is Role.CONVERTED and t.amount]
        wanted = (row.amount, row.currency)
        hit = wanted in sums or wanted in [(a.amount, a.currency) for a in also]
        result.rows += 1
        result.exact += hit
        result.only += hit and len(sums) == 1
        result.largest += hit and max((a for a, c in sums if c == row.currency), default=row.amount) == row.amount
        result.extra += len(sums) - (wanted in sums)
        for t in imposed:
            correct = t.amount is not None and (t.amount.amount, t.amount.currency) == wanted
            result.trust[(round(t.confidence, 1), correct)] += 1
        if hit:
            best = next((t for t in imposed if t.amount and (t.amount.amount, t.amount.currency) == wanted), None)
            _compare(result, row, best)
        else:
            found = "; ".join(f"{t.role.value} {_shown(t)}" for t in told) or "nothing"
            result.failed.append((row.id, f"{plain(row.amount)} {row.currency}", found))
    return result


def _compare(result: Score, row: Gold, told: Extracted | None) -> None:
    """Counts whether regulator, respondent and date agree, where both gold and text give them."""
    if told is None:
        return
    if row.authority and told.regulator:
        result.asked["regulator"] += 1
        result.agreed["regulator"] += _same_authority(told.regulator, row.authority)
    if row.parties and told.respondent:
        result.asked["respondent"] += 1
        result.agreed["respondent"] += _alike(told.respondent, row.parties)
    if row.decided and told.decided:
        result.asked["date"] += 1
        same_year = told.decided.year == row.decided.year
        same_month = same_year and told.decided.month == row.decided.month
        exact = {"day": told.decided == row.decided, "month": same_month, "year": same_year}
        result.agreed["date"] += exact[told.precision]


def _same_authority(named: str, gold: str) -> bool:
    """By its name, or by its country: "Austrian DPA" is "DSB (Austria)"; two letters tell these countries apart."""
    country = gold.rpartition("(")[2].rstrip(")")
    stems = {w[:2] for w in country.split()} | {_OTHERWISE.get(country, country)[:2]}
    return _alike(named, gold) or any(w[:2] in stems for w in named.replace("(", " ").split() if w[0].isupper())


_OTHERWISE = {"Greece": "Hellenic", "The Netherlands": "Dutch", "UK": "ICO"}


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one.casefold(), other.casefold()) >= _ALIKE


def _gold(rows: Sequence[Row], parts: tuple[str, ...]) -> Iterator[Gold]:
    for row in rows:
        if not any(row[f"amount_in_{part}"] for part in parts):
            continue
        gold = row["gold"]
        text = "\n\n".join(row[f"text_{part}"] for part in parts if row[f"text_{part}"])
        decided = date.fromisoformat(gold["decided"]) if gold["decided"] else None
        amount = Decimal(str(gold["amount"]))
        yield Gold(row["id"], text, amount, gold["currency"], gold["authority"], decided, gold["parties"])


def _tracked(rows: Iterable[Row]) -> Iterator[Gold]:
    for row in rows:
        if row["amount_in_summary"] and row["fine_eur"]:
            yield Gold(
                str(row["etid"]), row["summary"], Decimal(str(row["fine_eur"])), "EUR", row["authority"], None,
                row["controller"],
            )  # fmt: skip


def _none(rows: Sequence[Row], names: Names, console: Console) -> str:
    """How many decisions without a fine give an imposed penalty; prints those."""
    table = Table("id", "imposed", title="GDPRhub without a fine: rows that give an imposed penalty")
    start, characters = time.perf_counter(), 0
    wrong = 0
    for row in rows:
        text = "\n\n".join(t for t in (row["text_lead"], row["text_summary"]) if t)
        characters += len(text)
        imposed = [t for t in extract(text, names) if t.role is Role.IMPOSED]
        if imposed:
            wrong += 1
            table.add_row(row["id"], "\n".join(f"{_shown(t)}: {t.quote[:120]}" for t in imposed))
    pace = characters / 1000 / (time.perf_counter() - start)
    console.print(table)
    share = 100 * wrong / len(rows) if rows else 0.0
    return f"without a fine: {wrong} of {len(rows)} rows give an imposed penalty ({share:.1f} %); {pace:,.0f} kB/s"


def _print_failed(result: Score, console: Console) -> None:
    table = Table("id", "gold", "found", title=f"{result.name}: rows whose sum is not among the imposed ones")
    for row in result.failed:
        table.add_row(row[0], row[1], row[2][:_SHOWN])
    console.print(table)


def _print_scores(scores: Sequence[Score], console: Console) -> None:
    columns = ("set", "rows", "exact", "alone", "largest", "extra a row", "regulator", "respondent", "date")
    table = Table(*columns, title="Amount and currency among the imposed; alone: the only one")
    for s in scores:
        named = [f"{s.agreed[k]}/{s.asked[k]}" for k in ("regulator", "respondent", "date")]
        extra = f"{s.extra / s.rows:.2f}" if s.rows else "-"
        table.add_row(s.name, str(s.rows), s.share(s.exact), s.share(s.only), s.share(s.largest), extra, *named)
    console.print(table)
    trust = Table(
        "confidence",
        "records",
        "the gold sum",
        title="Confidence against gold (a part or another fine counts as wrong)",
    )
    for step in sorted({step for s in scores for step, _ in s.trust}, reverse=True):
        right = sum(s.trust[(step, True)] for s in scores)
        both = right + sum(s.trust[(step, False)] for s in scores)
        trust.add_row(f"{step:.1f}", str(both), f"{100 * right / both:.0f} %")
    console.print(trust)


def _shown(told: Extracted) -> str:
    return f"{plain(told.amount.amount)} {told.amount.currency}" if told.amount else "(a range)"


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
