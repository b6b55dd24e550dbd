"""Import of tables: each row a document in a file of the folder, whole or not at all, and the same each time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from knowledge.ingest.documents import jsonl_line
from knowledge.ingest.extract import extract
from knowledge.ingest.reading.bounded import BoundedReader
from knowledge.ingest.registries import read_registries
from knowledge.ingest.sources import STARTER
from knowledge.ingest.tables.mapping import Columns
from knowledge.ingest.tables.naming import Registry
from knowledge.ingest.tables.profiles import Profile
from knowledge.ingest.tables.recording import Recorded, Recorder
from knowledge.ingest.tables.rows import Limits, NoTable
from knowledge.ingest.tables.sheets import Workbooks
from knowledge.ingest.tables.tables import WORKBOOK, open_table
from knowledge.ingest.tables.weighing import Prose
from knowledge.ledger.names import Names
from knowledge.library.folder import UNFINISHED, Folder, whole_file
from knowledge.library.planning import File, Opening, Plan, kept_apart, plans
from knowledge.records.digest import file_digest
from knowledge.records.extracted import Extracted
from knowledge.records.problems import Problem

IMPORTS = "imports"
_MOST_PROBLEMS = 1_000
_REPORT_EVERY = 50
_ABANDONED = 3600.0
"""Seconds after which a file that nobody went on writing is what a killed import left."""
State = Literal["new", "replaced", "unchanged"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """``told``: rows with a sum that was imposed. ``read_as``: the profile, or the mapping of its columns."""

    source: str
    path: Path
    documents: int
    told: int
    state: State
    read_as: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote. problems: at most a thousand; ``more`` were found."""

    tables: tuple[ImportedTable, ...]
    problems: tuple[Problem, ...]
    more: int = 0

    @property
    def documents(self) -> int:
        return sum(t.documents for t in self.tables)

    @property
    def told(self) -> int:
        return sum(t.told for t in self.tables)

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(t.path for t in self.tables)

    @property
    def changed(self) -> tuple[Path, ...]:
        """The files that are not as they were."""
        return tuple(t.path for t in self.tables if t.state != "unchanged")


@dataclass(slots=True)
class _Tally:
    tables: list[ImportedTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            if len(self.problems) < _MOST_PROBLEMS:
                self.problems.append(problem)
            else:
                self.more += 1


def names_for(folder: Path) -> Names:
    """The registries that a folder uses: the starter ones and its own."""
    starter, _ = read_registries(STARTER)
    own, _ = read_registries(folder)
    joined = starter.joined(own)
    return Names(joined.regulators, joined.respondents)


def prose_for(names: Names) -> Prose:
    """Finds the sums that a row's own text tells."""

    def prose(text: str, language: str) -> Sequence[Extracted]:
        return extract(text, names, language)

    return prose


def import_tables(
    files: Sequence[File],
    folder: Path,
    names: Names,
    prose: Prose,
    how: Profile | Columns | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    reader: BoundedReader | None = None,
    apart: bool = False,
) -> Imported:
    """Write ``folder/imports/NAME.jsonl`` for each file. What cannot be used is a Problem; the rest goes on.

    ``how`` reads the columns; None: the one profile that fits them, else their usual names. ``prose`` finds the sums
    that a row's text tells. ``progress`` gets (bytes read, bytes). ``reader`` reads workbooks. ``apart``: a table that
    has no row in common with an earlier one of its name is kept beside it, not in its place.
    Raises FileNotFoundError, CannotStart, OSError where the folder cannot be written.
    """
    for file in files:
        if isinstance(file, Path) and not file.is_file():
            raise FileNotFoundError(f"{file}: no such file")
    _sweep(folder / IMPORTS)
    tell = progress or _unheard
    tally = _Tally()
    with BoundedReader(WORKBOOK) as own:
        opening = Opening(sheet, limits, Workbooks(reader or own))
        found: list[Plan] = []
        registry = Registry(names)
        for plan in plans(files, how, registry, opening):
            if isinstance(plan, Plan):
                found.append(plan)
            else:
                tally.add([plan])
        # Texts about other rows come last: they take their titles.
        found.sort(key=lambda plan: "about" in plan.columns.parts)
        total = sum(plan.size for plan in found)
        run = _Run(folder, registry, prose, opening, apart, tally)
        done = 0
        for plan in found:
            run.write(plan, partial(_after, tell, done, total))
            done += plan.size
    tell(total, total)
    return Imported(tuple(tally.tables), tuple(tally.problems), tally.more)


def _sweep(folder: Path) -> None:
    for path in folder.glob(f"{UNFINISHED}*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()


def _unheard(done: int, total: int) -> None:
    """Where nobody asked for the progress."""


def _after(tell: Progress, before: int, total: int, read: int) -> None:
    tell(before + read, total)


class _Run:
    """One import: the documents that it has written so far, by their ids."""

    def __init__(
        self, folder: Path, registry: Registry, prose: Prose, opening: Opening, apart: bool, tally: _Tally
    ) -> None:  # fmt: skip
        self._folder = folder
        self._registry = registry
        self._prose = prose
        self._opening = opening
        self._apart = apart
        self._tally = tally
        self._seen: dict[str, tuple[str, str]] = {}
        self._titles: dict[str, str] = {}

    def write(self, plan: Plan, progress: Callable[[int], None]) -> None:
        """One file of the folder from one table."""
        try:
            if self._apart:
                plan = kept_apart(plan, self._folder / IMPORTS, self._registry, self._opening)
            self._tally.tables.append(self._written(plan, progress))
        except NoTable as error:
            self._tally.add([Problem(plan.file.name, 0, str(error))])

    def _written(self, plan: Plan, progress: Callable[[int], None]) -> ImportedTable:
        """Raises NoTable."""
        target = self._folder / IMPORTS / f"{plan.name}.jsonl"
        state: State = "replaced" if target.is_file() else "new"
        opening, documents, told = self._opening, 0, 0
        with open_table(plan.file, plan.sheet, plan.columns.wanted, opening.limits, opening.workbooks) as table:
            recorder = Recorder(table, plan.columns, self._registry, self._prose, f"{plan.name}-", self._titles)
            try:
                with whole_file(target, partial(_put, Folder(self._folder))) as out:
                    for number, row in enumerate(table.rows):
                        recorded = row if isinstance(row, Problem) else recorder.record(row)
                        if number % _REPORT_EVERY == 0:
                            progress(table.consumed())
                        if isinstance(recorded, Problem):
                            self._tally.add([recorded])
                            continue
                        self._tally.add(recorded.problems)
                        if self._is_new(recorded, plan.file.name, row.line):
                            out.write(jsonl_line(recorded.document, recorded.about, recorded.told))
                            documents, told = documents + 1, told + bool(recorded.told)
                    if not documents:
                        raise NoTable("no row could be used")
            except _Unchanged:
                state = "unchanged"
        return ImportedTable(plan.file.name, target, documents, told, state, plan.read_as)

    def _is_new(self, recorded: Recorded, source: str, line: int) -> bool:
        document = recorded.document
        first = self._seen.get(document.id)
        if first is None:
            self._seen[document.id] = (document.digest, f"{source}:{line}")
            self._titles[document.id] = document.title
            return True
        digest, place = first
        same = digest == document.digest
        message = f"the id {document.id!r} stands in {place} already" + (", with the same text" if same else "")
        self._tally.add([Problem(source, line, message, fatal=not same)])
        return False


class _Unchanged(Exception):
    """What was to be written stands there already."""


def _put(folder: Folder, finished: Path, target: Path) -> None:
    """Under the lock, which the writing, that may take long, does without. Raises _Unchanged, Busy."""
    if target.is_file() and file_digest(target) == file_digest(finished):
        raise _Unchanged
    with folder.writing():
        os.replace(finished, target)
