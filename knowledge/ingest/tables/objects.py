"""Rows of JSON: an object a line, or one array of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from knowledge.ingest.reading.arrival import MB, in_megabytes
from knowledge.ingest.tables.cells import Cell, shown
from knowledge.ingest.tables.rows import Limits, NoTable, Row, cleaned
from knowledge.records.problems import Problem

_LARGEST = 10 * MB
"""Bytes of an array: all of it is held in memory at once."""
_LONGEST_NOTE = 200  # characters of what a wrapper says of its list
_NOT_JSON = (ValueError, RecursionError, InvalidOperation)


def whole_rows(data: IO[bytes], source: str, limits: Limits) -> Iterator[Row | Problem]:
    """The objects of an array, numbered from 1 on: the whole file, or the one list of objects in its one object.

    What is no array is read line by line. Raises NoTable.
    """
    whole = data.read(_LARGEST + 1)
    objects = whole.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if len(whole) > _LARGEST and not objects:
        raise NoTable(f"a JSON array over {in_megabytes(_LARGEST)}: write its objects one a line, as .jsonl")
    try:
        found = _parsed(whole, "utf-8-sig")
    except _NOT_JSON as error:
        if objects:
            data.seek(0)
            return line_rows(data, source, limits)
        raise NoTable(f"not JSON: {error}") from None
    if isinstance(found, dict):
        found = _list_of(found) or [found]
    if not isinstance(found, list):
        raise NoTable("a JSON array of objects is expected, or objects one a line")
    return (_row(row, source, number) for number, row in enumerate(found, start=1))


def _list_of(wrapper: dict[str, Any]) -> list[Any] | None:
    """The one list of objects that an object is there for; an object with texts of its own is a row."""
    lists = [v for v in wrapper.values() if isinstance(v, list) and v and all(isinstance(x, dict) for x in v)]
    texts = any(isinstance(v, str) and len(v) > _LONGEST_NOTE for v in wrapper.values())
    return lists[0] if len(lists) == 1 and not texts else None


def line_rows(data: IO[bytes], source: str, limits: Limits) -> Iterator[Row | Problem]:
    """An object a line, JSON Lines."""
    left, longest, line = limits.inflated, 4 * limits.cell, 0
    while block := data.readline(longest + 1):
        line += 1
        left -= len(block)
        if len(block) > longest or left < 0:
            yield Problem(source, line, f"longer than the limit of {longest if left >= 0 else limits.inflated} bytes")
            return
        if not block.strip():
            continue
        try:
            yield _row(_parsed(block, "utf-8-sig" if line == 1 else "utf-8"), source, line)
        except _NOT_JSON as error:
            yield Problem(source, line, f"not JSON: {error}")


def _parsed(block: bytes, encoding: str) -> Any:
    """Raises one of ``_NOT_JSON``. Numbers are exact."""
    return json.loads(
        block.decode(encoding), parse_float=Decimal, parse_int=Decimal, parse_constant=lambda name: name
    )  # fmt: skip


def _row(row: Any, source: str, line: int) -> Row | Problem:
    if isinstance(row, dict):
        return Row(line, {cleaned(k): _cell(v) for k, v in row.items()})
    return Problem(source, line, f"a row is an object of columns and values, found {type(row).__name__}")


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return cleaned(value)
        case Decimal():
            return value
        case list() if not any(isinstance(v, dict | list) for v in value):
            return "; ".join(shown(_cell(v)) for v in value)
        case _:
            return cleaned(json.dumps(value, ensure_ascii=False, default=str))
