"""Signs of life: what the bot writes is healthy while it is young, and anything else is one line and status 1."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import health

ROOT = Path(__file__).resolve().parents[2]
NOW = 1_764_000_000.0


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    text: str | None
    says: str


BROKEN = (
    Case("no file", None, "No such file"),
    Case("empty", "", "Expecting value"),
    Case("half written", '{"ready": tr', "Expecting value"),
    Case("another shape", "[]", "list"),
    Case("no time", '{"ready": true}', "'at'"),
    Case("a time that is none", '{"ready": true, "at": null}', "NoneType"),
)


@pytest.mark.parametrize("case", BROKEN, ids=lambda c: c.id)
def test_what_cannot_be_read_is_no_sign_of_life(case: Case, tmp_path: Path) -> None:
    if case.text is not None:
        (tmp_path / health.FILE).write_text(case.text, encoding="utf-8")
    wrong = health.trouble(tmp_path, NOW)
    assert wrong is not None and case.says in wrong and "\n" not in wrong


@pytest.mark.parametrize(
    ("age", "ready", "says"),
    [
        (0.0, True, None),
        (health.OLDEST, True, None),
        (health.OLDEST + 1, True, "91 s old"),
        (0.0, False, "not connected"),
        (health.OLDEST + 1, False, "91 s old"),
    ],
)
def test_young_and_connected_is_healthy(age: float, ready: bool, says: str | None, tmp_path: Path) -> None:
    health.write(tmp_path, ready=ready, latency=0.0421, now=NOW)
    wrong = health.trouble(tmp_path, NOW + age)
    assert wrong is None if says is None else wrong is not None and says in wrong


def test_writing_leaves_one_file_and_the_last_word_counts(tmp_path: Path) -> None:
    health.write(tmp_path, ready=True, latency=0.0, now=NOW)
    health.write(tmp_path, ready=False, latency=0.0, now=NOW)
    assert [p.name for p in tmp_path.iterdir()] == [health.FILE]
    assert health.trouble(tmp_path, NOW) is not None


def test_the_command_says_what_is_wrong_and_loads_nothing_heavy(tmp_path: Path) -> None:
    told = {**os.environ, "FINEPRINT_STATE": str(tmp_path)}
    command = [sys.executable, "-X", "importtime", "-m", "bot.health"]
    ran = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    lines = ran.stderr.splitlines()
    assert ran.returncode == 1
    assert [line for line in lines if not line.startswith("import time:")] == [
        f"{tmp_path / health.FILE}: [Errno 2] No such file or directory: '{tmp_path / health.FILE}'"
    ]
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines if line.startswith("import time:")}
    assert "bot" in imported
    assert imported.isdisjoint({"discord", "aiohttp", "knowledge", "numpy", "pydantic", "torch"})
