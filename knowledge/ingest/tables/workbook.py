"""A workbook's sheets as rows on their way out of the process that reads it: values only, never formulas.

What is handed over: a line of JSON that says which sheets there are, and a line of JSON for each of their rows.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from knowledge.ingest.reading.arrival import Limits, in_megabytes
from knowledge.ingest.tables.formats import currency_of
from knowledge.records.money import plain

MOST_COLUMNS = 2_000
_EMPTY_ROWS = 5_000
_MOST_MERGES = 50_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})([0-9]{1,7}):\1([0-9]{1,7})"')
_BLOCK = 1 << 20
_LONGEST_MERGE = 200
# What the parser raises on workbooks that are damaged, each seen with bytes that were changed at random.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, IndexError, ValueError, TypeError, AttributeError,
    SyntaxError, OverflowError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip


class _Refused(Exception):
    """The workbook cannot be used: why."""


def workbook_bytes(data: bytes, sheet: str | None, limits: Limits) -> bytes:
    """The sheet of that name, or all that are visible where None; or why there is none. Never raises, but MemoryError.

    ``limits.inflated`` holds for all parts of the workbook, ``limits.answer`` for what is handed over.
    """
    try:
        _check_size(data, limits)
        return _read(data, sheet, limits)
    except _Refused as error:
        return json.dumps({"refused": str(error)}).encode()


def _check_size(data: bytes, limits: Limits) -> None:
    """The parts of the workbook, as large as they say they are: the reader stops at that size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            whole = sum(part.file_size for part in parts.infolist())
    except _DAMAGED as error:
        raise _Refused(f"not readable as a workbook: {_said(error)}") from None
    if whole > limits.inflated:
        raise _Refused(f"{in_megabytes(whole)} once it is unpacked, where the limit is {in_megabytes(limits.inflated)}")


def _read(data: bytes, sheet: str | None, limits: Limits) -> bytes:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except _DAMAGED as error:
        raise _Refused(f"not readable as a workbook: {_said(error)}") from None
    if sheet is not None and sheet not in book.sheetnames:
        raise _Refused(f"there is no sheet {sheet!r}; there are: {', '.join(book.sheetnames)}")
    told: list[dict[str, Any]] = []
    lines: list[bytes] = []
    size = 0
    for one in book.worksheets:
        if one.title != sheet if sheet is not None else one.sheet_state != "visible":
            continue
        first, broken = len(lines), None
        try:
            merges = _merges(data, one)
            for number, cells in _rows(one):
                line = json.dumps([number, cells], ensure_ascii=False).encode("utf-8", "replace")
                size += len(line) + 1
                if size > limits.answer - _BLOCK:
                    raise _Refused(f"more than {in_megabytes(limits.answer - _BLOCK)} of cells: split it")
                lines.append(line)
        except _DAMAGED as error:
            broken, merges = _said(error), []
        told.append({"title": one.title, "rows": len(lines) - first, "broken": broken, "merges": merges})
    epoch = book.epoch.date() if isinstance(book.epoch, datetime) else None
    head = {"epoch": epoch.isoformat() if epoch else None, "sheets": told}
    return b"\n".join([json.dumps(head, ensure_ascii=False).encode("utf-8", "replace"), *lines])


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    sheet.reset_dimensions()  # what a workbook says of its size may be wrong, and is not needed
    formats: dict[int, str | None] = {}
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if all(c.value is None or c.value == "" for c in cells):
            empty += 1
            if empty > _EMPTY_ROWS:
                return
            continue
        empty = 0
        yield number, [_handed(c, formats) for c in cells[: MOST_COLUMNS + 1]]


def _handed(cell: Any, formats: dict[int, str | None]) -> Any:
    """Text as it is; numbers, sums and days as lists of what they are and their digits."""
    match cell.value:
        case None:
            return ""
        case bool():
            return "TRUE" if cell.value else "FALSE"
        case int():
            return _number(Decimal(cell.value), cell, formats)
        case float():
            # As many digits as Excel keeps: the rest is binary noise.
            return _number(Decimal(format(cell.value, ".15g")), cell, formats)
        case datetime():
            return ["day", cell.value.date().isoformat()]
        case date():
            return ["day", cell.value.isoformat()]
        case _:
            return str(cell.value)


def _number(value: Decimal, cell: Any, formats: dict[int, str | None]) -> list[str]:
    style = cell._style_id
    if style not in formats:
        formats[style] = currency_of(cell.number_format or "")
    written = plain(value) if value.is_finite() and -30 < value.adjusted() < 30 else str(value)
    currency = formats[style]
    return ["sum", written, currency] if currency else ["number", written]


def _merges(data: bytes, sheet: Any) -> list[list[int]]:
    """Column, first and last row of each block of cells that were merged within one column, as the sheet's XML has
    them. The reader of rows does not tell of them, and they stand below the rows.
    """
    from openpyxl.utils import column_index_from_string

    found: list[list[int]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as parts, parts.open(sheet._worksheet_path) as part:
        kept = b""
        while block := part.read(_BLOCK):
            text, end = kept + block, 0
            for match in _MERGE.finditer(text):
                end = match.end()
                top, bottom = int(match[2]), int(match[3])
                if top < bottom and len(found) < _MOST_MERGES:
                    found.append([column_index_from_string(match[1].decode()) - 1, top, bottom])
            kept = text[max(end, len(text) - _LONGEST_MERGE) :]
    return found


def _said(error: BaseException) -> str:
    """What went wrong first: the parser wraps it in advice."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {error}"[:200]
