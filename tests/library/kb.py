"""A folder of one's own beside registries, with documents that came in and say what they tell."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.ingest.told import to_json
from knowledge.library.deciding import Desk
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Status
from knowledge.snapshot import Snapshot, build
from tests.ingest.files import DECISION, write

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = NOW.date()


def told(text: str, quote: str, amount: str | None = "50000", currency: str = "EUR", **more: Any) -> Extracted:
    """A sum as the text tells it, imposed if nothing else is said."""
    start = text.index(quote)
    fields: dict[str, Any] = {
        "role": Role.IMPOSED, "kind": Kind.ADMINISTRATIVE_FINE, "status": Status.IMPOSED, "confidence": 0.9,
        "regulator": "CNIL", "regulator_code": "CNIL", "respondent": "Borealis SA", "decided": date(2024, 3, 5),
    }  # fmt: skip
    fields |= more
    money = Money(Decimal(amount), currency) if amount else None
    return Extracted(quote=quote, start=start, end=start + len(quote), amount=money, **fields)


@dataclass
class Home:
    """The folder, and what it holds at the moment."""

    path: Path

    def put(self, identity: str, text: str, *sums: Extracted, **more: Any) -> None:
        row = {"id": identity, "title": f"About {identity}", "text": text, "publisher": "a paper", **more}
        row["told"] = [to_json(s) for s in sums]
        path = self.path / "documents" / f"{identity}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")

    @property
    def snapshot(self) -> Snapshot:
        return build([self.path])

    @property
    def desk(self) -> Desk:
        return Desk(self.path, self.snapshot, "Ada", NOW)


def home(path: Path) -> Home:
    """With one recorded penalty: EUR 20,000,000 by the CNIL on Acme, 17 October 2022."""
    write(path, {"decisions/cnil-acme-2022.md": DECISION})
    return Home(path)
