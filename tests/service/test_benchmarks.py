"""The benchmark of the reload runs on made-up documents, where the shared ones are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from knowledge.benchmarks import importing, reload
from knowledge.service import Settings


@pytest.mark.slow
def test_the_reload_is_measured(tmp_path: Path) -> None:
    console = Console(record=True, width=120)
    settings = Settings(tmp_path, model=str(tmp_path / "no-model"))
    reload.run(settings, console, tmp_path / "nowhere", documents=24, runs=1)
    said = console.export_text()
    assert "24 documents" in said and "an article" in said and "a text that came in" in said
    assert "is not measured" in said


def test_the_import_needs_its_data(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"cases\.jsonl"):
        importing.run(Settings(tmp_path), Console(), tmp_path)
