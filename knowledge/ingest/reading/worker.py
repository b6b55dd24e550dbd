"""The process that reads untrusted files: arrivals from its standard input, a reading back for each."""

from __future__ import annotations

import importlib
import math
import os
import sys
import time
from typing import IO

from knowledge.ingest.reading.arrival import MB, Limits, refused
from knowledge.ingest.reading.handover import (
    OUT_OF_MEMORY,
    READY,
    arrival_from,
    reading_bytes,
    receive,
    send,
    workbook_from,
)
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.reading import read

_OPEN_FILES = 64
# Loaded before the limits hold, so that a file is charged with nothing but itself.
_PARSERS = ("html", "pdf", "docx", "feeds", "plain")
_WARMING = (
    "The authority has fined the company for what it did without asking the people whom the records were about. " * 3
)


def main() -> None:
    """Until standard input ends. Arguments: memory in bytes, seconds, characters of text, bytes in, bytes unpacked."""
    memory, seconds, text, size, inflated = (float(value) for value in sys.argv[1:6])
    limits = Limits(int(size), int(text), int(inflated), int(memory), seconds)
    # What a parser prints must not stand among the readings.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for name in _PARSERS:
        importlib.import_module(f"knowledge.ingest.reading.{name}")
    languages = Languages()
    languages.of(_WARMING)
    _hold(limits.memory)
    send(out, READY)
    try:
        _serve(sys.stdin.buffer, out, languages, limits)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # at once: to tidy up takes memory too


def _serve(source: IO[bytes], out: IO[bytes], languages: Languages, limits: Limits) -> None:
    while (head := receive(source, MB)) is not None:
        data = receive(source, limits.size)
        if data is None:
            return
        _hold_time(limits.seconds)
        asked, sheet = workbook_from(head)
        send(out, _workbook(data, sheet, limits) if asked else _reading(head, data, languages, limits))


def _reading(head: bytes, data: bytes, languages: Languages, limits: Limits) -> bytes:
    arrival = arrival_from(head, data)
    answer = reading_bytes(read(arrival, languages, limits))
    if len(answer) <= limits.answer:
        return answer
    return reading_bytes(refused(arrival.name, f"more than {limits.text:,} characters of text with its links"))


def _workbook(data: bytes, sheet: str | None, limits: Limits) -> bytes:
    from knowledge.ingest.tables.workbook import workbook_bytes  # not loaded for what is no workbook

    return workbook_bytes(data, sheet, limits)


def _hold(most: int) -> None:
    """No more memory than that, no file written, no program started, no core left behind.

    Windows knows no such limits; there the time alone is held.
    """
    try:
        import resource
    except ImportError:
        return
    held = {
        resource.RLIMIT_DATA: most,
        resource.RLIMIT_AS: 2 * most,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    for limit, value in held.items():
        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))


def _hold_time(seconds: float) -> None:
    """Ends this process after so much more computing, should its parent be gone and not do so."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
