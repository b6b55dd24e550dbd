"""Content: what a set of sources holds, file by file, so that only what changed has to be read again."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.records.documents import Document
from knowledge.records.extracted import Extracted
from knowledge.records.penalties import Penalty, Regulator, Respondent
from knowledge.records.problems import Problem
from knowledge.records.rulings import Ruling

TABLE = "table"
ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Origin:
    """A file that was read without a fatal Problem, by its digest, and what came of it."""

    name: str
    digest: str
    documents: tuple[str, ...]
    penalties: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """The sums of one document. by: TABLE (its row gave them), ABOUT (another document's record covers them), or the
    version of the extraction that read them out of the text."""

    document: str
    sums: tuple[Extracted, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that tells what another one, ``of``, tells already: it is kept beside it and not searched.

    rule: ``same link``, ``same text`` or ``near text``; likeness: 0 to 1.
    """

    document: Document
    of: str
    rule: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Content:
    """What a set of sources holds. With a fatal Problem it must not be put to use."""

    documents: tuple[Document, ...]
    penalties: tuple[Penalty, ...]
    regulators: tuple[Regulator, ...]
    respondents: tuple[Respondent, ...]
    problems: tuple[Problem, ...]
    told: tuple[Told, ...] = ()
    copies: tuple[Copy, ...] = ()
    sketches: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """By the digest of a document's text: what it is compared by with others."""
    rulings: tuple[Ruling, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def usable(self) -> bool:
        return not any(p.fatal for p in self.problems)
