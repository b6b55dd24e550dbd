"""What comes in, what reading it gave, and the limits that untrusted files are held to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.records.documents import Document
from knowledge.records.problems import Problem

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file as it came: from a folder, a link or an attachment.

    name: the file's name, which Problems carry and whose ending is believed last. url: where it was fetched from.
    content_type: as the server said it, parameters included.
    """

    name: str
    data: bytes
    url: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed: a link that may be fetched."""

    title: str
    url: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one arrival gave. Without documents and entries there is a Problem that says why."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Sizes in bytes, ``text`` in characters, times in seconds."""

    size: int = 50 * MB
    text: int = 20 * MB
    inflated: int = 200 * MB
    """All parts of a zip file together, once inflated."""
    memory: int = 1000 * MB
    """Of the process that reads, the reader itself (about 100 MB) included."""
    seconds: float = 30.0

    @property
    def answer(self) -> int:
        """Bytes of all that may come of one file: four for a character at most, and titles and links beside."""
        return 4 * self.text + 10 * MB


def refused(name: str, message: str) -> Reading:
    """Nothing but the reason why."""
    return Reading(problems=(Problem(name, 0, message),))


def in_megabytes(size: int) -> str:
    """``52.4 MB``; a size below one tenth of that in bytes."""
    return f"{size / MB:,.1f} MB" if size >= MB // 10 else f"{size:,} bytes"
