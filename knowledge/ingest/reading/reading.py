"""Any file in, documents out: one door for what comes from a folder, a link or an attachment."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.ingest.reading.arrival import Arrival, Entry, Limits, Reading, in_megabytes, refused
from knowledge.ingest.reading.kinds import READABLE, Kind, sniff
from knowledge.records.problems import Problem

if TYPE_CHECKING:
    from knowledge.ingest.reading.language import Languages

__all__ = ["READABLE", "Arrival", "Entry", "Limits", "Reading", "arrival_of", "read"]


def arrival_of(path: Path, name: str | None = None, limits: Limits | None = None) -> Arrival | Problem:
    """A file of a folder; ``name`` is what Problems call it. What cannot be opened or is too large is a Problem."""
    named, most = name or path.name, (limits or Limits()).size
    try:
        with open(path, "rb", opener=_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                return Problem(named, 0, "not readable: no file, but a pipe or a device")
            data = file.read(most + 1)
            size = max(len(data), found.st_size)
    except OSError as error:
        return Problem(named, 0, f"not readable: {error.strerror or error}")
    return Problem(named, 0, _too_large(size, most)) if len(data) > most else Arrival(named, data)


def _at_once(path: str, flags: int) -> int:
    """Opens without waiting for somebody at the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def too_large(arrival: Arrival, limits: Limits) -> Reading | None:
    """The refusal of an arrival that is over the limit of size, before any of it is looked at."""
    size = len(arrival.data)
    return refused(arrival.name, _too_large(size, limits.size)) if size > limits.size else None


def _too_large(size: int, limit: int) -> str:
    return (
        f"the file has {in_megabytes(size)}, where the limit is {in_megabytes(limit)}: split it, or leave out pictures"
    )


def read(arrival: Arrival, languages: Languages, limits: Limits | None = None) -> Reading:
    """Read it in this process. What is untrusted goes through `bounded.BoundedReader`, which calls this in another.

    Never raises for what the bytes are, except MemoryError.
    """
    limits = limits or Limits()
    if refusal := too_large(arrival, limits):
        return refusal
    sniffed = sniff(arrival)
    if sniffed.kind is None:
        return refused(arrival.name, sniffed.refusal or "of an unknown kind")
    reading = _read(sniffed.kind, arrival, languages, limits)
    characters = sum(len(document.text) for document in reading.documents)
    if characters > limits.text:
        return refused(arrival.name, f"{characters:,} characters of text, where the limit is {limits.text:,}")
    if sniffed.mismatch:
        said = Problem(arrival.name, 0, sniffed.mismatch, fatal=False)
        reading = replace(reading, problems=(said, *reading.problems))
    return reading


def _read(kind: Kind, arrival: Arrival, languages: Languages, limits: Limits) -> Reading:
    """By kind. The parsers are imported here: who only hands arrivals on does not load them."""
    if kind is Kind.HTML:
        from knowledge.ingest.reading.html import read_html

        return read_html(arrival, languages)
    if kind is Kind.PDF:
        from knowledge.ingest.reading.pdf import read_pdf

        return read_pdf(arrival, languages, limits)
    if kind is Kind.DOCX:
        from knowledge.ingest.reading.docx import read_docx

        return read_docx(arrival, languages, limits)
    if kind is Kind.FEED:
        from knowledge.ingest.reading.feeds import read_feed

        return read_feed(arrival, languages)
    from knowledge.ingest.reading.plain import read_markdown_page, read_plain

    return read_markdown_page(arrival, languages) if kind is Kind.MARKDOWN else read_plain(arrival, languages)
