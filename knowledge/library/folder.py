"""Writing to a knowledge base folder: one process at a time, each file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from knowledge.ingest.journal import JOURNAL, line_of
from knowledge.records.rulings import Ruling

LOCK = ".lock"
UNFINISHED = ".new-"
"""How the name of a file begins that is still being written."""
_WAIT_SECONDS = 20.0


class Busy(OSError):
    """Another process has been writing to the folder for too long."""


@contextmanager
def whole_file(path: Path, put: Callable[[Path, Path], object] = os.replace) -> Iterator[IO[str]]:
    """A text file that takes its place at the end, on the disk by then; where anything is raised, nothing is left.

    ``put`` gets the finished file, named UNFINISHED and something, and ``path``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        put(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


class Folder:
    """A folder of sources that may be written to. The starter knowledge base is none."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Held while files are written, so that two processes never do at once. Raises Busy, OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path / LOCK, timeout=_WAIT_SECONDS):
                yield
        except Timeout:
            raise Busy(f"{self.path}: another process is writing there") from None

    def write(self, name: str, text: str) -> Path:
        """Put a file in its place under the folder, in one step. Raises OSError."""
        path = self.path / name
        with whole_file(path) as file:
            file.write(text)
        return path

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def record(self, rulings: list[Ruling]) -> None:
        """Add rulings to the journal, on the disk when this returns. Raises OSError.

        What a crash left of a last line goes first: it was never confirmed to anybody.
        """
        path = self.path / JOURNAL
        path.touch()
        with path.open("r+b") as file:
            held = file.read()
            file.seek(held.rfind(b"\n") + 1)
            file.truncate()
            file.write("".join(line_of(r) for r in rulings).encode())
            file.flush()
            os.fsync(file.fileno())
