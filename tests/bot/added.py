"""A folder of one's own with texts that tell of penalties, and the knowledge base over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from knowledge import Knowledge
from knowledge import Settings as KnowledgeSettings
from tests.library.kb import Home, home, told

ACME = "cnil-acme-2022-fine"


def own(tmp_path: Path, kind: type[Knowledge] = Knowledge) -> tuple[Any, Home]:
    """One recorded penalty, `ACME`; ``kind`` may be a fake over it."""
    made = home(tmp_path / "kb")
    return served(made, tmp_path, kind), made


def served(made: Home, tmp_path: Path, kind: type[Knowledge] = Knowledge) -> Any:
    return kind.serve(KnowledgeSettings(tmp_path / "cache", words_only=True), [made.path])


def text_of_one(name: str, amount: int) -> str:
    return f"On 5 March 2024 the CNIL fined {name} EUR {amount} for its cookies."


def put(made: Home, name: str, amount: int, *, document: str = "", around: str = "{}", **more: Any) -> None:
    """A text that tells of one fine on ``name``, all of it told but what ``more`` leaves out or changes."""
    quote = text_of_one(name, amount)
    text = around.format(quote)
    identity = document or name.lower().replace(" ", "-")
    fields: dict[str, Any] = {"respondent": name, "decided": date(2024, 3, 5)}
    made.put(identity, text, told(text, quote, str(amount), **(fields | more)), url=f"https://paper.example/{identity}")
