"""The door: whatever comes in is read within limits and written to the folder as documents, each once.

A table is imported: each of its rows is a document, with the sum that it tells. A document whose link has another text
by now keeps its id, on which what was decided about it depends.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.ingest.copies.canonical import canonical_link
from knowledge.ingest.documents import jsonl_line, read_jsonl
from knowledge.ingest.reading.arrival import MB, Arrival, Entry, Limits
from knowledge.ingest.reading.kinds import is_table
from knowledge.ingest.reading.links import holds_secret, public_link, same_host
from knowledge.ingest.reading.reading import arrival_of, too_large
from knowledge.ingest.tables.rows import Limits as TableLimits
from knowledge.library.folder import Folder
from knowledge.library.importing import State, import_tables, names_for, prose_for
from knowledge.records.documents import Document
from knowledge.records.problems import Problem

if TYPE_CHECKING:
    from knowledge.ingest.reading.bounded import BoundedReader

DOCUMENTS = "documents"
TABLES = TableLimits(rows=100_000, columns=500, cell=5 * MB, inflated=Limits().inflated)
"""What a table may have that comes in through the door; a larger one is for `import`."""
_MOST_PROBLEMS = 50  # told of the rows of all tables


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """``replaced``: the same link had another text before, or the text no link. ``file`` is relative to the folder."""

    id: str
    title: str
    file: str
    state: State


@dataclass(frozen=True, slots=True)
class AddedTable:
    """``documents``: its rows that can be used; ``told``: those with a sum that was imposed. ``file`` is relative to
    the folder. ``read_as``: the profile, or the mapping of its columns, as `import` takes it.
    """

    name: str
    documents: int
    told: int
    file: str
    state: State
    read_as: str


@dataclass(frozen=True, slots=True)
class Added:
    """``entries``: what a feed links to and did not bring along; each may be fetched."""

    documents: tuple[AddedDocument, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    tables: tuple[AddedTable, ...] = ()


Progress = Callable[[int, int], None]


def add(arrivals: Sequence[Arrival], folder: Path, today: date, progress: Progress | None = None) -> Added:
    """Read what came in and write its documents. What cannot be read is a Problem; the rest goes on.

    Raises Busy, CannotStart, OSError where the folder cannot be written to.
    """
    from knowledge.ingest.reading.bounded import BoundedReader

    home = Folder(folder)
    documents: list[_Arrived] = []
    entries: list[Entry] = []
    problems: list[Problem] = []
    tables = [a for a in arrivals if is_table(a)]
    with BoundedReader() as reader:
        for number, arrival in enumerate(a for a in arrivals if not is_table(a)):
            if progress:
                progress(number, len(arrivals))
            gave = reader.read(arrival)
            problems += gave.problems
            entries += gave.entries
            documents += _arrived(gave.documents, arrival.url)
        brought, faults = _bring(tables, folder, reader) if tables else ((), ())
    with home.writing():  # after the reading, which may take long: others want to write too
        held = _Held(folder)
        added = tuple(_put(home, held, d, today) for d in documents)
    if progress:
        progress(len(arrivals), len(arrivals))
    return Added(added, tuple(entries), (*problems, *faults), brought)


def _bring(
    tables: Sequence[Arrival], folder: Path, reader: BoundedReader
) -> tuple[tuple[AddedTable, ...], tuple[Problem, ...]]:
    """Each table to its file; it is written under the lock, but read without."""
    large = [refusal for t in tables if (refusal := too_large(t, reader.limits))]
    fitting = [t for t in tables if not too_large(t, reader.limits)]
    names = names_for(folder)
    done = import_tables(fitting, folder, names, prose_for(names), limits=TABLES, reader=reader, apart=True)
    brought = tuple(
        AddedTable(t.source, t.documents, t.told, t.path.relative_to(folder).as_posix(), t.state, t.read_as)
        for t in done.tables
    )
    faults = [*(p for refusal in large for p in refusal.problems), *done.problems]
    left = len(faults) - _MOST_PROBLEMS + done.more
    if left > 0:
        faults[_MOST_PROBLEMS:] = [Problem(faults[_MOST_PROBLEMS - 1].source, 0, f"and {left} more", fatal=False)]
    return brought, tuple(faults)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document that the folder has. ``ours``: no row that somebody wrote with more than the door knows of."""

    id: str
    digest: str
    linked: bool
    file: str
    ours: bool = True


class _Held:
    """What the folder's documents are by now: by id, and by the link that is of one document alone."""

    def __init__(self, folder: Path) -> None:
        self.by_id: dict[str, _Kept] = {}
        self._links: dict[str, set[str]] = {}
        for path in sorted((folder / DOCUMENTS).glob("*.jsonl")):
            rows = read_jsonl(path, path.name)
            for document in rows.documents:
                ours = not (document.id in rows.told or document.id in rows.about or document.sources)
                self.note(document, f"{DOCUMENTS}/{path.name}", ours)

    def note(self, document: Document, file: str, ours: bool = True) -> None:
        self.by_id[document.id] = _Kept(document.id, document.digest, document.url is not None, file, ours)
        if document.url and ours:
            self._links.setdefault(canonical_link(document.url), set()).add(document.id)

    def of_link(self, url: str) -> _Kept | None:
        found = self._links.get(canonical_link(url), set())
        return self.by_id[next(iter(found))] if len(found) == 1 else None

    def of_text(self, document: Document) -> tuple[_Kept | None, str]:
        """The same text, and its id; or none, and an id that is free: another text may have grown out of the id's."""
        identity, number = document.id, 1
        while (kept := self.by_id.get(identity)) is not None and kept.digest != document.digest:
            number += 1
            identity = f"{document.id}-{number}"
        return kept, identity


def _put(home: Folder, held: _Held, arrived: _Arrived, today: date) -> AddedDocument:
    document = arrived.document
    kept = held.of_link(document.url) if document.url and arrived.own else None
    identity = kept.id if kept else ""
    if kept is None:
        kept, identity = held.of_text(document)
    document = replace(document, id=identity)
    if kept is None:
        state: State = "new"
        file = f"{DOCUMENTS}/{today.isoformat()}-{identity}.jsonl"
        home.write(file, jsonl_line(document))
    else:
        same = kept.digest == document.digest and (kept.linked or document.url is None or not kept.ours)
        state, file = "unchanged" if same else "replaced", kept.file
        if not same:
            _replace(home, file, document)
    if state != "unchanged":
        held.note(document, file)
    return AddedDocument(identity, document.title, file, state)


def _replace(home: Folder, file: str, document: Document) -> None:
    """The document's line of a file, which may have others."""
    lines = (home.path / file).read_text(encoding="utf-8-sig").split("\n")
    for number, line in enumerate(lines):
        if _id_in(line) == document.id:
            lines[number] = jsonl_line(document).rstrip("\n")
    home.write(file, "\n".join(lines))


def _id_in(line: str) -> str:
    """Nothing where the line is no document, which the next reading says."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return str(row.get("id")) if isinstance(row, dict) else ""


@dataclass(frozen=True, slots=True)
class _Arrived:
    """``own``: its link names this document alone, as far as can be told, so that it replaces what was there before."""

    document: Document
    own: bool


def _arrived(documents: Sequence[Document], fetched: str | None) -> list[_Arrived]:
    """With the links by which they are kept (`public_link`).

    What was not fetched has none, whatever it says of itself. What was has a link on the host that it came from.
    """
    links = [
        (d.url if d.url and same_host(d.url, fetched) else fetched) if fetched is not None else None for d in documents
    ]
    pages = Counter(canonical_link(public_link(link)) for link in links if link)
    return [
        _Arrived(
            replace(document, url=public_link(link) if link else None, publisher=document.publisher if link else None),
            link is not None and pages[canonical_link(public_link(link))] == 1 and not holds_secret(link),
        )
        for document, link in zip(documents, links, strict=True)
    ]


def arrivals_of(paths: Iterable[Path]) -> tuple[list[Arrival], list[Problem]]:
    """Files as arrivals; what cannot be opened, or is too large, is a Problem."""
    opened = [arrival_of(path) for path in paths]
    return [o for o in opened if isinstance(o, Arrival)], [o for o in opened if isinstance(o, Problem)]
