"""One sheet of a workbook, from what the process that reads workbooks handed over of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.ingest.reading.bounded import BoundedReader
from knowledge.ingest.tables.cells import Cell, read_sum, shown
from knowledge.ingest.tables.days import EXCEL_EPOCH
from knowledge.ingest.tables.rows import Limits, NoTable, Numbered, Row, SeveralSheets, Table, cleaned, headed
from knowledge.records.problems import Problem

_UNEXPECTED = "the process that reads workbooks gave back what it must not"
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, InvalidOperation, RecursionError)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """``rows`` are lines of JSON. ``merges``: column, first and last row of cells merged within a column."""

    title: str
    rows: Sequence[bytes]
    broken: str | None
    merges: tuple[tuple[int, int, int], ...]


class Workbooks:
    """Workbooks through the process that reads them. The last one is kept: a table is opened to tell its columns, and
    then to be read.
    """

    def __init__(self, reader: BoundedReader) -> None:
        self.limits = reader.limits
        self._reader = reader
        self._last: tuple[tuple[str, str | None, str], bytes] | None = None

    def rows(self, source: str, data: bytes, sheet: str | None) -> bytes:
        """As `tables.workbook` hands them over. Raises NoTable, CannotStart."""
        key = (source, sheet, hashlib.sha256(data).hexdigest())
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        handed = self._reader.workbook(source, data, sheet)
        if isinstance(handed, Problem):
            raise NoTable(handed.message)
        self._last = (key, handed)
        return handed


def open_sheet(
    data: bytes, source: str, sheet: str | None, wanted: frozenset[str], limits: Limits, workbooks: Workbooks
) -> Table:
    """The sheet of that name; the only one with rows, or with the ``wanted`` columns, where None. Raises NoTable,
    SeveralSheets where there are more.
    """
    handed = workbooks.rows(source, data, sheet)
    try:
        epoch, sheets = _sheets(handed)
    except NoTable:
        raise
    except _MALFORMED as error:
        raise NoTable(f"{_UNEXPECTED}: {error}") from None
    chosen, columns, rows = _chosen(sheets, source, wanted, limits)
    read = [0]
    total = max(1, len(chosen.rows))
    merged = _Merged(chosen, columns)
    below = _below(rows, chosen, merged, source, read)
    return Table(source, columns, below, lambda: min(len(data), len(data) * read[0] // total), epoch)


def _sheets(handed: bytes) -> tuple[date, list[_Sheet]]:
    first, *lines = handed.split(b"\n")
    head = json.loads(first)
    if "refused" in head:
        raise NoTable(str(head["refused"]))
    found, start = [], 0
    for one in head["sheets"]:
        count = int(one["rows"])
        merges = tuple((int(column), int(top), int(bottom)) for column, top, bottom in one["merges"])
        broken = None if one["broken"] is None else str(one["broken"])
        found.append(_Sheet(str(one["title"]), lines[start : start + count], broken, merges))
        start += count
    return date.fromisoformat(head["epoch"]) if head["epoch"] else EXCEL_EPOCH, found


def _chosen(
    sheets: Sequence[_Sheet], source: str, wanted: frozenset[str], limits: Limits
) -> tuple[_Sheet, tuple[str, ...], Iterator[Row | Problem]]:
    fitting: list[tuple[_Sheet, tuple[str, ...], Iterator[Row | Problem]]] = []
    refused: NoTable | None = None
    for one in sheets:
        if not one.rows and one.broken is not None:
            raise NoTable(f"sheet {one.title!r} is not readable: {one.broken}")
        if not one.rows:
            continue
        try:
            fitting.append((one, *headed(_rows(one, limits), source, wanted, limits)))
        except NoTable as error:
            refused = error
    if len(fitting) > 1:
        raise SeveralSheets([f[0].title for f in fitting])
    if not fitting:
        raise refused or NoTable("there are no rows")
    return fitting[0]


def _rows(sheet: _Sheet, limits: Limits) -> Iterator[Numbered]:
    """Raises NoTable for what is no row."""
    for line in sheet.rows:
        try:
            number, cells = json.loads(line)
            yield int(number), [_cell(c) for c in cells[: limits.columns + 1]]
        except _MALFORMED as error:
            raise NoTable(f"{_UNEXPECTED}: {error}") from None


def _cell(handed: Any) -> Cell:
    match handed:
        case str():
            return cleaned(handed)
        case ["number", str(digits)]:
            return Decimal(digits)
        case ["sum", str(digits), str(currency)]:
            return f"{digits} {currency}"
        case ["day", str(day)]:
            return date.fromisoformat(day)
    raise ValueError(f"no cell: {handed!r:.100}")


def _below(
    rows: Iterator[Row | Problem], sheet: _Sheet, merged: _Merged, source: str, read: list[int]
) -> Iterator[Row | Problem]:
    """The rows below the header, with what was merged over several of them in each."""
    line = 0
    for row in rows:
        line, read[0] = row.line, read[0] + 1
        yield merged.filled(row) if isinstance(row, Row) else row
    if sheet.broken is not None:
        yield Problem(source, line, f"not readable after this row: {sheet.broken}")


class _Merged:
    """Fills the cells that were merged below one of the body with what it says. Sums and numbers are left alone: one
    fine that stands beside several respondents is still one.
    """

    def __init__(self, sheet: _Sheet, columns: Sequence[str]) -> None:
        self._opening: dict[int, list[tuple[str, int]]] = {}
        for column, top, bottom in sheet.merges:
            if 0 <= column < len(columns):
                self._opening.setdefault(top, []).append((columns[column], bottom))
        self._open: dict[str, tuple[Cell, int]] = {}

    def filled(self, row: Row) -> Row:
        self._open = {name: (cell, last) for name, (cell, last) in self._open.items() if row.line <= last}
        added = {n: cell for n, (cell, _) in self._open.items() if not shown(row.cells.get(n, ""))}
        for name, last in self._opening.get(row.line, ()):
            cell = row.cells.get(name, "")
            if shown(cell) and not isinstance(cell, Decimal) and not _is_sum(cell):
                self._open[name] = (cell, last)
        return replace(row, cells={**row.cells, **added}, filled=frozenset(added)) if added else row


def _is_sum(cell: Cell) -> bool:
    try:
        return read_sum(cell).amount is not None
    except ValueError:
        return False
