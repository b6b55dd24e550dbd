"""Sources to content: folders of Markdown with their registries, .jsonl files and documents of any readable kind.

What has not changed since the content ``before`` is taken over from it, file by file, by the digest of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.ingest.content import ABOUT, TABLE, Content, Copy, Origin, Told
from knowledge.ingest.documents import read_jsonl
from knowledge.ingest.extract import VERSION, extract
from knowledge.ingest.journal import JOURNAL, in_force, read_journal
from knowledge.ingest.markdown import Known, read_markdown, split_front_matter
from knowledge.ingest.reading.arrival import Arrival, Reading
from knowledge.ingest.reading.kinds import Kind, sniff
from knowledge.ingest.reading.reading import arrival_of, read
from knowledge.ingest.registries import Registries, read_registries
from knowledge.ingest.reuse import FileRead, Held
from knowledge.ingest.sources import CURATED, SourceFile, folders_within, listing
from knowledge.ledger.currencies import all_currencies
from knowledge.ledger.names import Names
from knowledge.records.documents import Document
from knowledge.records.penalties import Penalty
from knowledge.records.problems import Problem
from knowledge.records.rulings import Decision, Ruling

if TYPE_CHECKING:
    from knowledge.ingest.reading.bounded import BoundedReader
    from knowledge.ingest.reading.language import Languages

_SHORT = 1_000_000
"""Bytes of a text that is read in this process."""
SEARCHED = 1_000_000
"""Characters of a document that are searched for penalties: a book has so many, and a decision far fewer."""


def read_sources(
    sources: Iterable[Path],
    base: Registries | None = None,
    progress: Callable[[int, int], None] | None = None,
    before: Content | None = None,
    files: tuple[SourceFile, ...] | None = None,
) -> Content:
    """Read and check everything; ``base`` adds registries that the sources may use without repeating them.

    ``progress`` gets (files read, files) before each file and at the end. ``before``: content whose unchanged files are
    not read again. ``files``: the sources' `listing`, where it has been made already.
    """
    folders = list(sources)
    problems: list[Problem] = []
    merged = base or Registries()
    rulings: list[Ruling] = []
    for source in folders:
        if source.is_dir():
            registries, found = read_registries(source)
            problems += found
            merged = merged.joined(registries)
            own, faults = read_journal(source / JOURNAL, JOURNAL)
            rulings += own
            problems += faults
    problems += _name_clashes(merged)
    files = files or listing(folders)
    within = folders_within(files)
    problems += [_folder_within(f) for f in within]
    wanted = [f for f in files if f.path.suffix not in (".yaml", ".toml") and f.path.name != JOURNAL]
    wanted = [f for f in wanted if not any(f.path.is_relative_to(w.path.parent) for w in within)]
    # What has an id of its own comes first: a text that is named after itself may be there under that name already.
    wanted.sort(key=_named_after_its_text)
    with _Reading(merged, before, problems) as reading:
        for number, file in enumerate(wanted):
            if progress:
                progress(number, len(wanted))
            reading.read(file)
    if progress:
        progress(len(wanted), len(wanted))
    for penalty in reading.penalties.values():
        for other in penalty.related:
            if other not in reading.penalties:
                place = f"decisions/{penalty.decision}.md"
                problems.append(Problem(place, 0, f"related penalty {other!r} is not recorded", fatal=False))
    return reading.content(tuple(rulings))


class _Reading:
    """One pass over the files: what each gave, and what their texts tell."""

    def __init__(self, registries: Registries, before: Content | None, problems: list[Problem]) -> None:
        self.problems = problems
        self.penalties: dict[str, Penalty] = {}
        self._registries = registries
        self._known = Known.of(registries, all_currencies())
        self._held = Held(before)
        self._documents: dict[str, Document] = {}
        self._told: dict[str, Told] = {}
        self._origins: list[Origin] = []
        self._arrived: list[Document] = []
        self._files: dict[str, SourceFile] = {}
        self._curated: set[str] = set()
        self._open = ExitStack()
        self._reader: BoundedReader | None = None
        self._languages: Languages | None = None

    def __enter__(self) -> _Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def read(self, file: SourceFile) -> None:
        """Takes in one file, read anew where it has changed."""
        gave = self._held.read(file, self._known) or self._read(file)
        self.problems += gave.problems
        new: set[str] = set()
        for document in gave.documents:
            if document.id in self._documents:
                self.problems.append(self._there_already(document, file))
                continue
            new.add(document.id)
            self._documents[document.id] = document
            self._files[document.id] = file
            if file.starter:
                self._curated.add(document.id)
            elif file.arrived:
                self._arrived.append(document)
        for penalty in gave.penalties:
            if penalty.id in self.penalties:
                other = self.penalties[penalty.id].decision
                message = f"the penalty id {penalty.id!r} is taken already, in {other}"
                self.problems.append(Problem(file.name, 0, message))
            self.penalties.setdefault(penalty.id, penalty)
            self._curated.add(penalty.citation.document)
        self._told |= {t.document: t for t in gave.told if t.document in new}
        # With a document that another file has too, it is read again next time, when the other may be gone.
        if not any(p.fatal for p in gave.problems) and len(new) == len(gave.documents):
            ids = tuple(d.id for d in gave.documents), tuple(p.id for p in gave.penalties)
            self._origins.append(Origin(file.name, file.digest, *ids, gave.problems))

    def _there_already(self, document: Document, file: SourceFile) -> Problem:
        """Fatal where two files that somebody wrote by hand disagree about what an id means."""
        first, same = self._files[document.id], self._documents[document.id].digest == document.digest
        if same and (_named_after_its_text(file) or (first.arrived and file.arrived)):
            message = f"the same text as in {first.name}: it is kept once, as {document.id!r}"
        elif _named_after_its_text(file):
            message = f"an earlier text of {document.id!r}, of which {first.name} has another by now: left out"
        else:
            return Problem(file.name, 0, f"the document id {document.id!r} is taken already, in {first.name}")
        return Problem(file.name, 0, message, fatal=False)

    def _read(self, file: SourceFile) -> FileRead:
        if file.path.suffix == ".jsonl":
            rows = read_jsonl(file.path, file.name)
            told = [Told(document, sums, TABLE) for document, sums in rows.told.items()]
            told += [Told(document, (), ABOUT) for document in rows.about if document not in rows.told]
            return FileRead(rows.documents, (), tuple(told), rows.problems)
        if file.path.suffix == ".md" and not _plain(file):
            parsed = read_markdown(file.path, file.name, self._known)
            documents = (parsed.document,) if parsed.document else ()
            return FileRead(documents, parsed.penalties, (), parsed.problems)
        return self._any_kind(file)

    def _any_kind(self, file: SourceFile) -> FileRead:
        """A file of any other kind. What is wrong with it keeps out this file alone."""
        arrival = arrival_of(file.path, file.name)
        if isinstance(arrival, Problem):
            return FileRead((), problems=(replace(arrival, fatal=False),))
        gave = self._plain_text(arrival) or self._apart(arrival)
        return FileRead(gave.documents, problems=tuple(replace(p, fatal=False) for p in gave.problems))

    def _plain_text(self, arrival: Arrival) -> Reading | None:
        """Of a short text, for which no process of its own is worth the wait; None for everything else."""
        if len(arrival.data) > _SHORT or sniff(arrival).kind not in (Kind.PLAIN, Kind.MARKDOWN):
            return None
        from knowledge.ingest.reading.language import Languages

        self._languages = self._languages or Languages()
        return read(arrival, self._languages)

    def _apart(self, arrival: Arrival) -> Reading:
        """In a process of its own, within limits."""
        from knowledge.ingest.reading.bounded import BoundedReader

        if self._reader is None:
            self._reader = self._open.enter_context(BoundedReader())
        return self._reader.read(arrival)

    def content(self, rulings: tuple[Ruling, ...]) -> Content:
        """All that was read, less the copies, with what the texts tell."""
        separate = {s for s, r in in_force(rulings).items() if r.decision is Decision.SEPARATE}
        # The rows of a table are records of their own, however alike they look.
        compared = [d for d in self._arrived if d.id not in self._told]
        sketches = self._sketches(compared)
        copies = tuple(self._copies(compared, sketches, separate)) if compared else ()
        left_out = {c.document.id for c in copies}
        documents = tuple(d for d in self._documents.values() if d.id not in left_out)
        names = Names(self._registries.regulators, self._registries.respondents)
        for document in documents:
            if document.id not in self._told and document.id not in self._curated:
                self._told[document.id] = self._extracted(document, names)
        penalties = tuple(self._with_decision(p) for p in self.penalties.values())
        return Content(
            documents, penalties, self._registries.regulators, self._registries.respondents,
            tuple(dict.fromkeys(self.problems)), tuple(self._told[d.id] for d in documents if d.id in self._told),
            copies, tuple(sketches.items()), rulings, tuple(self._origins),
        )  # fmt: skip

    def _with_decision(self, penalty: Penalty) -> Penalty:
        """Part of a decision that is there; where that is gone, the penalty's own file is its decision."""
        if penalty.decision in self._documents:
            return penalty
        own = penalty.citation.document
        message = f"part_of: the decision {penalty.decision!r} is not recorded; {penalty.id} counts as one of its own"
        self.problems.append(Problem(f"decisions/{own}.md", 0, message, fatal=False))
        self._origins = [o for o in self._origins if penalty.id not in o.penalties]  # to be read again next time
        return replace(penalty, decision=own)

    def _sketches(self, compared: list[Document]) -> dict[str, tuple[int, ...]]:
        kept = self._held.sketches
        fresh = {}
        if any(d.digest not in kept for d in compared):
            from knowledge.ingest.copies.sketches import sketch  # brings NumPy, which a figure does not need

            fresh = {d.digest: sketch(d.text) for d in compared if d.digest not in kept}
        return {d.digest: kept[d.digest] if d.digest in kept else fresh[d.digest] for d in compared}

    def _copies(
        self, compared: list[Document], sketches: Mapping[str, tuple[int, ...]], separate: set[str]
    ) -> Iterator[Copy]:
        """What tells the same; ``separate`` are documents that a person said are not copies, whatever of."""
        from knowledge.ingest.copies.duplicates import find

        apart: set[frozenset[str]] = set()
        while True:
            found = find(compared, sketches, apart)
            wrong = {frozenset({f.document, f.of}) for f in found if f.document in separate}
            if not wrong:
                break
            apart |= wrong
        for one in found:
            yield Copy(self._documents[one.document], one.of, one.rule, one.likeness)

    def _extracted(self, document: Document, names: Names) -> Told:
        text = _searched(document.text)
        if len(text) < len(document.text):
            message = f"of {document.id!r} the first {len(text):,} characters alone were searched for penalties"
            self.problems.append(Problem(self._files[document.id].name, 0, message, fatal=False))
        held = self._held.told.get(document.id)
        if held is not None and held.by == VERSION and self._held.document(document.id) == document:
            return held
        return Told(document.id, extract(text, names, document.language, document.published), VERSION)


def _searched(text: str) -> str:
    """What of a text is searched: as many whole lines as may be, or sentences, so that no sum is cut in two."""
    if len(text) <= SEARCHED:
        return text
    end = max(text.rfind("\n", 0, SEARCHED), text.rfind(". ", 0, SEARCHED) + 1)
    return text[:end] if end > 0 else text[:SEARCHED]


def _named_after_its_text(file: SourceFile) -> bool:
    """Whether a document's id is made of its title and text, as in a file of any kind that is no row and no record."""
    return file.path.suffix != ".jsonl" and (file.arrived or _plain(file))


def _plain(file: SourceFile) -> bool:
    """Whether a Markdown file is any text: one in the folders of decisions and articles has to say what it is."""
    if "/" not in file.name or file.name.split("/")[0] in CURATED:
        return False
    try:
        return split_front_matter(file.path.read_text(encoding="utf-8-sig")) is None
    except (UnicodeDecodeError, OSError):
        return False


def _folder_within(file: SourceFile) -> Problem:
    """Its names would be sought in the registries of the folder around it: none of it is read."""
    folder = file.name.rpartition("/")[0]
    message = f"{folder} is a knowledge base folder inside another one: move it out, or give it as a source of its own"
    return Problem(file.name, 0, message)


def _name_clashes(registries: Registries) -> list[Problem]:
    """A name that means two respondents would make a silent guess: it stands under one node only."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for respondent in registries.respondents:
        for name in (respondent.name, *respondent.names, *respondent.former):
            owner = seen.setdefault(name.casefold(), respondent.id)
            if owner != respondent.id:
                message = f"the name {name!r} stands under both {owner} and {respondent.id}"
                problems.append(Problem("respondents.yaml", 0, message))
    return problems
