"""Killed at any moment: the last good state loads, what was confirmed is there, and the next process goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from knowledge.keeping import CONTENT_FOLDER, load
from knowledge.service import Knowledge, Settings
from knowledge.snapshot import build
from tests.library.kb import home

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 8


def start(folder: Path, cache: Path, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.service.crashing", str(folder), str(cache), str(first)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed(process: subprocess.Popen[str], after: float) -> list[list[str]]:
    """What it had said when it was killed, ``after`` seconds from its first state on."""
    said: list[list[str]] = []
    assert process.stdout is not None
    for line in process.stdout:
        if not said:
            threading.Timer(after, process.send_signal, (signal.SIGKILL,)).start()
        said.append(line.split())
    assert process.wait() == -signal.SIGKILL
    return said


def accepted(process: subprocess.Popen[str], count: int) -> list[str]:
    """The first penalties whose acceptance it confirmed, ``count`` of them; then it is killed."""
    confirmed: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        kind, what = line.split()
        confirmed += [what] if kind == "accepted" else []
        if len(confirmed) == count:
            process.kill()
            break
    process.wait()
    return confirmed


@pytest.mark.slow
def test_killed_at_random_points(tmp_path: Path) -> None:
    folder, cache = home(tmp_path / "kb").path, tmp_path / "cache"
    chance = random.Random(7)
    confirmed: set[str] = set()
    states = 0
    for number in range(ROUNDS):
        said = killed(start(folder, cache, number * 1000), chance.uniform(0.0, 1.0))
        confirmed |= {what for kind, what in said if kind == "accepted"}
        served = [what for kind, what in said if kind == "serves"]
        states += len(served)
        # The last state that it said it served is whole, though newer ones were being written.
        assert load(Path(served[-1]) / CONTENT_FOLDER).digest
        # The folder itself can be read, with everything that was confirmed to a person.
        snapshot = build([folder])
        assert confirmed <= set(snapshot.ledger.by_id), "a confirmed decision is lost"
        assert not [p for p in snapshot.content.problems if p.fatal]
    assert states > ROUNDS and confirmed, "it was always killed before it did anything"
    knowledge = Knowledge.serve(Settings(cache, words_only=True), [folder])
    assert len(knowledge.snapshot.ledger.penalties) > len(confirmed)
    leftovers = list(folder.rglob(".new-*"))
    assert knowledge.status().problems == (), leftovers


def test_two_processes_write_to_one_folder(tmp_path: Path) -> None:
    """Both add and decide at once; whatever either confirmed is there afterwards, once."""
    folder = home(tmp_path / "kb").path
    processes = [start(folder, tmp_path / "cache", first) for first in (0, 100_000)]
    confirmed: list[str] = []
    threads = [threading.Thread(target=lambda p=p: confirmed.extend(accepted(p, 4))) for p in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    snapshot = build([folder])
    assert len(confirmed) == len(set(confirmed)) == 8
    assert set(confirmed) <= set(snapshot.ledger.by_id)
    assert not [p for p in snapshot.content.problems if p.fatal]
