"""What an earlier reading gave, by file: taken over where the file is unchanged and what it names is still known."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.ingest.content import ABOUT, TABLE, Content, Origin, Told
from knowledge.ingest.markdown import Known
from knowledge.ingest.sources import SourceFile
from knowledge.records.documents import Document
from knowledge.records.penalties import Penalty
from knowledge.records.problems import Problem


@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file gave. ``told`` has only what stands in the file itself, not what is read out of its texts."""

    documents: tuple[Document, ...]
    penalties: tuple[Penalty, ...] = ()
    told: tuple[Told, ...] = ()
    problems: tuple[Problem, ...] = ()


class Held:
    """The content of an earlier reading, to be asked for the files that have not changed."""

    def __init__(self, before: Content | None) -> None:
        self._origins: dict[tuple[str, str], Origin] = {}
        self._documents: dict[str, Document] = {}
        self._penalties: dict[str, Penalty] = {}
        self.told: dict[str, Told] = {}
        self.sketches: dict[str, tuple[int, ...]] = {}
        if before is not None:
            self._origins = {(o.name, o.digest): o for o in before.origins}
            self._documents = {d.id: d for d in (*before.documents, *(c.document for c in before.copies))}
            self._penalties = {p.id: p for p in before.penalties}
            self.told = {t.document: t for t in before.told}
            self.sketches = dict(before.sketches)

    def document(self, identity: str) -> Document | None:
        return self._documents.get(identity)

    def read(self, file: SourceFile, known: Known) -> FileRead | None:
        """What the same file gave before; None where it has to be read."""
        origin = self._origins.get((file.name, file.digest))
        if origin is None:
            return None
        penalties = tuple(self._penalties[p] for p in origin.penalties)
        for penalty in penalties:
            if penalty.regulator not in known.regulators or not known.respondents.issuperset(penalty.respondents):
                return None
        told = tuple(t for d in origin.documents if (t := self.told.get(d)) and t.by in (TABLE, ABOUT))
        return FileRead(tuple(self._documents[d] for d in origin.documents), penalties, told, origin.problems)
