"""One Knowledge over the starter corpus for all tests of a process: words only, no model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge import Answer, Knowledge, Settings

TODAY = date(2026, 11, 24)
AS_OF = date(2026, 11, 23)

_opened: dict[str, Knowledge] = {}


def starter(cache: Path) -> Knowledge:
    """The starter knowledge base; its cache is the folder of the first call."""
    if "starter" not in _opened:
        _opened["starter"] = Knowledge.open(Settings(cache=cache, words_only=True))
    return _opened["starter"]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return starter(tmp_path_factory.mktemp("fineprint"))


class Asker:
    """Asks with fixed days, so that answers do not change with the clock."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __call__(self, question: str, as_of: date = AS_OF, language: str | None = None) -> Answer:
        return self.knowledge.ask(question, as_of, language, today=TODAY)


@pytest.fixture(scope="session")
def ask(knowledge: Knowledge) -> Asker:
    return Asker(knowledge)
