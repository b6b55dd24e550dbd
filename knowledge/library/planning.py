"""What becomes of each table that is to be imported: how its columns are read, and the file that its rows go to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

from knowledge.ingest.documents import read_jsonl
from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.tables.mapping import Columns, written_mapping
from knowledge.ingest.tables.naming import Registry
from knowledge.ingest.tables.profiles import Profile, fitting
from knowledge.ingest.tables.recording import Recorded, Recorder
from knowledge.ingest.tables.rows import Limits, NoTable, Row, SeveralSheets, Table
from knowledge.ingest.tables.sheets import Workbooks
from knowledge.ingest.tables.tables import open_table
from knowledge.ingest.tables.usual import SAMPLE, usual_columns
from knowledge.records.extracted import Extracted
from knowledge.records.problems import Problem

File = Path | Arrival
_MOST_SHEETS = 12
_NOT_PLAIN = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """How tables are opened: which sheet, within which limits, and what reads workbooks."""

    sheet: str | None
    limits: Limits | None
    workbooks: Workbooks


@dataclass(frozen=True, slots=True)
class Plan:
    """``name``: of the file that is written, and before each of its ids. ``read_as``: the profile, or the mapping.

    sheet: of a workbook that has several.
    """

    file: File
    sheet: str | None
    name: str
    columns: Columns
    read_as: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.file.data) if isinstance(self.file, Arrival) else self.file.stat().st_size


def plans(
    files: Sequence[File], how: Profile | Columns | None, registry: Registry, opening: Opening
) -> Iterator[Plan | Problem]:
    """One for each file; a Problem for one that is no table, whose columns are not certain, or whose name is taken.

    ``how`` reads the columns; None: the one profile that fits them, else their usual names.
    """
    taken: dict[str, File] = {}
    for file in files:
        stem = _stem(file.name) + (f"-{_plain(opening.sheet)}" if opening.sheet else "")
        try:
            read = _Read(how, None, "") if isinstance(how, Columns) else _read(file, how, registry, opening)
        except NoTable as error:
            yield Problem(file.name, 0, str(error))
            continue
        name = read.before + stem
        if name in taken:
            first = taken[name]
            place = str(first) if isinstance(first, Path) else first.name
            yield Problem(file.name, 0, f"its documents would take the place of those of {place}: give it another name")
            continue
        taken[name] = file
        told = read.profile or written_mapping(read.columns.parts)
        yield Plan(file, read.sheet or opening.sheet, name, read.columns, told)


@dataclass(frozen=True, slots=True)
class _Read:
    """How a table is read: its columns, its sheet where that had to be found, and the name of the profile."""

    columns: Columns
    sheet: str | None
    profile: str

    @property
    def before(self) -> str:
        """What stands before the table's name."""
        return f"{self.profile}-" if self.profile else ""


def _read(file: File, how: Profile | None, registry: Registry, opening: Opening) -> _Read:
    """Of several sheets it is the one whose columns can be told, if there is only one. Raises NoTable."""
    try:
        return _mapped(file, opening.sheet, how, registry, opening)
    except SeveralSheets as several:
        fitting: list[_Read] = []
        for title in several.titles[:_MOST_SHEETS]:
            with suppress(NoTable):
                fitting.append(replace(_mapped(file, title, how, registry, opening), sheet=title))
        if len(fitting) != 1:
            raise
        return fitting[0]


def _mapped(file: File, sheet: str | None, how: Profile | None, registry: Registry, opening: Opening) -> _Read:
    with open_table(file, sheet, (), opening.limits, opening.workbooks) as table:
        columns, profile = _mapping(how, table, registry)
        return _Read(columns, None, profile)


def _mapping(how: Profile | None, table: Table, registry: Registry) -> tuple[Columns, str]:
    """The columns and the name of the profile, if one fits. Raises NoTable."""
    there = ", ".join(table.columns[:40])
    if how is not None:
        layout = how.layout(table.columns)
        if layout is None:
            expected = " or ".join(", ".join(sorted(x.fits)) for x in how.layouts)
            raise NoTable(f"the profile {how.name} expects the columns {expected}; there are: {there:.500}")
        return layout.columns, how.name
    found = fitting(table.columns)
    if len(found) > 1:
        which = ", ".join(p.name for p, _ in found)
        raise NoTable(f"several profiles fit ({which}): name one; the columns are: {there:.500}")
    if found:
        ((profile, layout),) = found
        return layout.columns, profile.name
    rows = [row for row in islice(table.rows, SAMPLE) if isinstance(row, Row)]
    return usual_columns(table.columns, rows, registry), ""


def kept_apart(plan: Plan, folder: Path, registry: Registry, opening: Opening) -> Plan:
    """Under the name of the table that it is a later state of: one that has a row in common with it. A table that only
    happens to be called like another gets a name of its own. Raises NoTable.
    """
    for number in count(1):
        name = plan.name if number == 1 else f"{plan.name}-{number}"
        path = folder / f"{name}.jsonl"
        if not path.is_file() or _shares(plan, path, registry, opening):
            return replace(plan, name=name)
    raise AssertionError("a name is free at last")


def _shares(plan: Plan, path: Path, registry: Registry, opening: Opening) -> bool:
    """Whether one of its rows is a document of that file by now. What a text tells of sums is no part of it."""
    held = {d.digest for d in read_jsonl(path, path.name).documents}
    with open_table(plan.file, plan.sheet, plan.columns.wanted, opening.limits, opening.workbooks) as table:
        recorder = Recorder(table, plan.columns, registry, _silent, f"{plan.name}-", {})
        read = (recorder.record(row) for row in table.rows if isinstance(row, Row))
        return any(one.document.digest in held for one in read if isinstance(one, Recorded))


def _silent(text: str, language: str) -> Sequence[Extracted]:
    return ()


def _stem(name: str) -> str:
    name = name.removesuffix(".gz")
    return _plain(name.rpartition(".")[0] or name)


def _plain(text: str) -> str:
    """A name for a file and for ids."""
    found = _NOT_PLAIN.sub("-", text).strip("-.").lower()[:100]
    return found if found else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
