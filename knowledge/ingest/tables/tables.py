"""Tables row by row: CSV, TSV, JSON Lines (also .gz) and XLSX, told apart by what the file holds."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

from knowledge.ingest.reading.arrival import Arrival, in_megabytes
from knowledge.ingest.reading.arrival import Limits as ReadingLimits
from knowledge.ingest.reading.bounded import BoundedReader
from knowledge.ingest.tables.delimited import SAMPLE, delimited_rows
from knowledge.ingest.tables.objects import line_rows, whole_rows
from knowledge.ingest.tables.rows import Limits, NoTable, Row, Table, check_wanted, folded, headed
from knowledge.ingest.tables.sheets import Workbooks, open_sheet
from knowledge.records.problems import Problem

WORKBOOK = ReadingLimits(seconds=120)
"""What a workbook may cost that somebody imports: a million cells take about 20 s."""
_PEEKED = 100
_BROKEN = (OSError, EOFError, zlib.error, csv.Error, UnicodeDecodeError)


@contextmanager
def open_table(
    file: Path | Arrival,
    sheet: str | None = None,
    wanted: Iterable[str] = (),
    limits: Limits | None = None,
    workbooks: Workbooks | None = None,
) -> Iterator[Table]:
    """The table of a file, whose header is the first row that has all ``wanted`` columns, whatever their case.

    ``sheet`` names one of several. ``workbooks``: what reads them; a process of its own where None. Raises
    NoTable, OSError, CannotStart.
    """
    bounds = limits or Limits()
    names = frozenset(map(folded, wanted))
    with ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(file.open("rb") if isinstance(file, Path) else io.BytesIO(file.data))
        magic = raw.read(8)
        raw.seek(0)
        if magic.startswith(b"\xd0\xcf\x11\xe0"):
            raise NoTable("an old or encrypted workbook: save it as .xlsx without a password")
        if magic.startswith(b"PK\x03\x04"):
            books = workbooks or Workbooks(stack.enter_context(BoundedReader(WORKBOOK)))
            opened = open_sheet(_whole(raw, books.limits), file.name, sheet, names, bounds, books)
            yield replace(opened, rows=_guarded(opened.rows, file.name, bounds))
            return
        if sheet is not None:
            raise NoTable(f"only a workbook has sheets, so there is none named {sheet!r}")
        packed = magic.startswith(b"\x1f\x8b")
        data = cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=raw))) if packed else raw
        ending = file.name.lower().removesuffix(".gz").rpartition(".")[2]
        try:
            head = data.read(SAMPLE)
            data.seek(0)
            if ending in ("json", "jsonl", "ndjson") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                read = whole_rows if ending == "json" else line_rows
                rows = read(data, file.name, bounds)
                peeked = list(islice(rows, _PEEKED))
                columns = tuple(dict.fromkeys(k for r in peeked if isinstance(r, Row) for k in r.cells))
                check_wanted(columns, names)
                rows = chain(peeked, rows)
            else:
                columns, rows = headed(delimited_rows(data, head, ending, bounds), file.name, names, bounds)
        except _BROKEN as error:
            raise NoTable(f"not readable: {error}") from error
        yield Table(file.name, columns, _guarded(rows, file.name, bounds), raw.tell)


def _whole(raw: IO[bytes], limits: ReadingLimits) -> bytes:
    """All of a workbook. Raises NoTable where it is too large to hand over."""
    data = raw.read(limits.size + 1)
    if len(data) > limits.size:
        raise NoTable(f"the workbook is over the limit of {in_megabytes(limits.size)}: split it, or save it as CSV")
    return data


def _guarded(rows: Iterator[Row | Problem], source: str, limits: Limits) -> Iterator[Row | Problem]:
    """The rows up to the limit; what breaks while they are read ends them with a Problem."""
    line = 0
    try:
        for number, row in enumerate(rows):
            line = row.line
            if number >= limits.rows:
                yield Problem(source, line, f"more than {limits.rows} rows; the rest is not read")
                return
            yield row
    except (*_BROKEN, NoTable) as error:
        yield Problem(source, line, f"not readable after this row: {error}")
