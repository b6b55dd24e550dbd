"""Rows of a table under their header: the first row that names the columns, whatever stands above it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import chain, islice

from knowledge.ingest.tables.cells import Cell, shown
from knowledge.ingest.tables.days import EXCEL_EPOCH
from knowledge.records.problems import Problem

Numbered = tuple[int, Sequence[Cell]]
_HEADER_WITHIN = 20
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class NoTable(ValueError):
    """The file holds no table that can be read, or not the one asked for."""


class SeveralSheets(NoTable):
    """Several sheets of a workbook hold rows."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(f"several sheets hold rows: {', '.join(titles)}; name one with --sheet")
        self.titles = tuple(titles)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file: rows, columns, characters of a cell, bytes once it is inflated.

    What a workbook may cost is up to the process that reads it.
    """

    rows: int = 2_000_000
    columns: int = 2_000
    cell: int = 20_000_000
    inflated: int = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """``line``: of the file, or the row of the sheet, from 1 on. A cell that is not there is not in ``cells``.

    filled: columns whose cell is that of a row above, with which it was merged.
    """

    line: int
    cells: Mapping[str, Cell]
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are read as they are asked for; ``consumed`` says how many bytes of the file have been read.

    epoch: day 0 of dates that are written as numbers.
    """

    source: str
    columns: tuple[str, ...]
    rows: Iterator[Row | Problem]
    consumed: Callable[[], int]
    epoch: date = field(default=EXCEL_EPOCH)


def headed(
    rows: Iterator[Numbered], source: str, wanted: frozenset[str], limits: Limits
) -> tuple[tuple[str, ...], Iterator[Row | Problem]]:
    """The columns and the rows below the header. Raises NoTable where there is no header, or none that was wanted."""
    first = list(islice(rows, _HEADER_WITHIN))
    if not first:
        raise NoTable("there are no rows")
    place = _header(first, wanted)
    above = first[place - 1][1] if place else ()
    columns = _columns(above, first[place][1])
    if len(columns) > limits.columns:
        raise NoTable(f"{len(columns)} columns; {limits.columns} are the limit")
    check_wanted(columns, wanted)
    return columns, (_row(line, cells, columns, source) for line, cells in chain(first[place + 1 :], rows))


def _header(first: Sequence[Numbered], wanted: frozenset[str]) -> int:
    """Titles and groups of columns may stand above the header."""
    widths = [sum(bool(shown(c)) for c in cells) for _, cells in first]
    if wanted:
        for place in range(len(first)):
            above = first[place - 1][1] if place else ()
            if wanted <= {folded(c) for c in _columns(above, first[place][1])}:
                return place
    most = max(widths)
    return next((p for p, width in enumerate(widths) if width * 2 > most), 0)


def _columns(above: Sequence[Cell], cells: Sequence[Cell]) -> tuple[str, ...]:
    """Names from the header, each once. An empty one, or one that stands twice, takes what the row above has."""
    own = [shown(c) for c in cells]
    while own and not own[-1]:
        own.pop()
    groups: list[str] = []
    for place in range(len(own)):
        text = shown(above[place]) if place < len(above) else ""
        groups.append(text or (groups[-1] if groups else ""))
    found: list[str] = []
    for place, name in enumerate(own):
        direct = shown(above[place]) if place < len(above) else ""
        if not name:
            name = direct or f"column {place + 1}"
        elif own.count(name) > 1 and groups[place]:
            name = f"{groups[place]} {name}"
        copies = sum(n == name or n.startswith(f"{name} (") for n in found)
        found.append(f"{name} ({copies + 1})" if name in found else name)
    return tuple(found)


def check_wanted(columns: tuple[str, ...], wanted: frozenset[str]) -> None:
    """Raises NoTable that names the first column that is not there."""
    missing = sorted(wanted - {folded(c) for c in columns})
    if missing:
        there = ", ".join(columns[:40]) or "none"
        raise NoTable(f"there is no column {missing[0]!r}; the columns are: {there:.500}")


def _row(line: int, cells: Sequence[Cell], columns: tuple[str, ...], source: str) -> Row | Problem:
    extra = next((shown(c) for c in cells[len(columns) :] if shown(c)), None)
    if extra is not None:
        return Problem(source, line, f"more cells than the {len(columns)} columns, found {extra!r:.100} in the next")
    return Row(line, dict(zip(columns, cells, strict=False)))


def folded(name: Cell) -> str:
    """A column's name as it is compared."""
    return shown(name).casefold()


def cleaned(text: str) -> str:
    """Without what is no text: control characters, halves of characters, entities of HTML; line ends are ``\\n``."""
    if "&" in text:
        text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALF_CHARACTER.sub("\ufffd", _NO_TEXT.sub("", text))
