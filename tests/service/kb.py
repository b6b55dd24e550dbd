"""The command line run in this process, and a cache of its own."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge.cli import main


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fineprint")


@pytest.fixture
def run(cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``main`` with arguments and standard input, by words alone."""
    monkeypatch.setenv("FINEPRINT_MODEL", "words")
    monkeypatch.setenv("FINEPRINT_CACHE", str(cache))

    def one(*arguments: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["knowledge", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            main()
            status: object = 0
        except SystemExit as stop:
            status = stop.code
        captured = capsys.readouterr()
        return Done(status if isinstance(status, int) else 0 if status is None else 1, captured.out, captured.err)

    return one
