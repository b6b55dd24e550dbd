"""The large import, in a process of its own: seconds until words find, memory, rate, and a kill -9 midway."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from knowledge.search.lexical import LexicalIndex
from knowledge.service import Settings

FILES = ("gdprhub/cases.jsonl", "gdprhub/fulltext.jsonl.gz", "enforcementtracker_2022/fines.jsonl")
COMMAND = ("-m", "knowledge")
SEARCHABLE = "searchable by words"
"""What the command line says then."""
MEASURED = 60.0
"""Seconds of embedding after which the rate is told and the process killed."""
AGAIN = 20.0
"""Seconds of embedding after it has been started again."""
_EVERY = 0.2  # seconds between two looks


@dataclass(slots=True)
class _Seen:
    """What was seen of one run. memory: the most that its processes held at a time, in bytes."""

    searchable: float | None = None
    memory: int = 0
    said: str = ""


def run(settings: Settings, console: Console, shared: Path) -> None:
    """Print seconds, bytes, passages a second and the time left at that rate. Raises FileNotFoundError."""
    files = [shared / "data" / name for name in FILES]
    for path in files:
        if not path.is_file():
            raise FileNotFoundError(f"{path}: the data of this benchmark is not there")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept: list[int] = []
        for what, seconds in (("first run", MEASURED), ("run again after kill -9", AGAIN)):
            held = _embedded(folder)
            start = time.perf_counter()
            seen = _Seen()
            with _running(files, folder, settings, seen) as process:
                _until_searchable(process, start, seen)
                console.print(f"{what}: {seen.said}; {time.perf_counter() - start:.1f} s after its start")
                first, rate = _rate(process, folder, held, seconds, seen)
            kept.append(_embedded(folder))
            left = _passages(folder) - kept[-1]
            console.print(
                f"{held:,} of {_passages(folder):,} passages were embedded before it, {kept[-1]:,} after; the first of "
                f"them {first:.1f} s after that; {rate:.1f} a second, {left / rate / 60:.0f} minutes left; "
                f"at most {seen.memory / 1e9:.2f} GB of memory"
            )
        if kept[1] < kept[0]:
            raise RuntimeError(f"{kept[0]} passages were embedded before the kill, {kept[1]} are left")


@contextmanager
def _running(files: list[Path], folder: Path, settings: Settings, seen: _Seen) -> Iterator[subprocess.Popen[bytes]]:
    """The command line at work on the import; killed at the end."""
    command = [sys.executable, *COMMAND, "import", *map(str, files), "--into", str(folder / "kb")]
    (folder / "kb").mkdir(exist_ok=True)
    environment = {**os.environ, "FINEPRINT_CACHE": str(folder / "cache"), "FINEPRINT_MODEL": settings.model}
    with (
        (folder / "errors.txt").open("w") as errors,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def _until_searchable(process: subprocess.Popen[bytes], start: float, seen: _Seen) -> None:
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    text = ""
    while SEARCHABLE not in text:
        seen.memory = max(seen.memory, _memory(process.pid))
        text += (process.stdout.read() or b"").decode(errors="replace")
        if process.poll() is not None and SEARCHABLE not in text:
            raise RuntimeError(f"the import ended with status {process.returncode}: {text}")
        time.sleep(_EVERY)
    seen.searchable = time.perf_counter() - start
    seen.said = next(line for line in text.splitlines() if SEARCHABLE in line)


def _rate(
    process: subprocess.Popen[bytes], folder: Path, held: int, seconds: float, seen: _Seen
) -> tuple[float, float]:
    """Seconds until the first new passage was embedded, and passages a second from then on."""
    began = time.perf_counter()
    first: float | None = None
    while process.poll() is None and (first is None or time.perf_counter() - first < seconds):
        seen.memory = max(seen.memory, _memory(process.pid))
        if first is None and _embedded(folder) > held:
            first, held = time.perf_counter(), _embedded(folder)
        time.sleep(_EVERY)
    if first is None:
        raise RuntimeError("the import ended before anything was embedded")
    return first - began, (_embedded(folder) - held) / (time.perf_counter() - first)


def _embedded(folder: Path) -> int:
    path = folder / "cache" / "embeddings.sqlite"
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            return int(database.execute("SELECT count(*) FROM vectors").fetchone()[0])
    except sqlite3.OperationalError:  # just being made
        return 0


def _passages(folder: Path) -> int:
    found = (folder / "cache").glob("*/words/lexical.npz")
    return LexicalIndex.load(max(found, key=lambda path: path.stat().st_mtime)).count


def _memory(pid: int) -> int:
    """Bytes that a process and its children hold at this moment; 0 where the system does not tell."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += 1024 * int(line.split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return total
    return total + sum(_memory(int(child)) for child in children)
