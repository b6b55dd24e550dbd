"""The files that sources are made of, each with its digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.records.digest import file_digest

STARTER = Path(__file__).resolve().parent.parent / "corpus"
GOLDEN = "golden.toml"
ARRIVED = ("documents", "imports")
"""Folders of a knowledge base whose documents came in through the door: they are compared with each other."""
OTHER_ENDINGS = frozenset(".html .htm .pdf .docx .txt .xml .rss .atom .csv .tsv .xlsx".split())
"""Of a table the reading says that it comes in by `add`, where its columns are told."""
OWN = frozenset({"regulators.yaml", "respondents.yaml", "review.jsonl", GOLDEN})
"""What stands once in a knowledge base folder, at its top."""
CURATED = ("decisions", "articles")
"""Folders whose Markdown is written for the knowledge base: without front matter it is a fault."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """name: as Problems carry it, relative to its source. starter: it is part of the starter knowledge base."""

    path: Path
    name: str
    digest: str
    starter: bool = False

    @property
    def arrived(self) -> bool:
        """Whether its documents came in through the door, to be compared with each other."""
        if self.path.suffix == ".jsonl":
            return self.name.split("/")[0] in ARRIVED
        return self.path.suffix != ".md"


def source_files(sources: Iterable[Path]) -> list[tuple[Path, str]]:
    """Every file that the sources are made of, with the name that Problems carry, in a stable order.

    Raises FileNotFoundError where a source is not there, PermissionError where a folder may not be read, and ValueError
    where it is of an unknown type.
    """
    return [found for source in sources for found in _files_of(source)]


def folders_within(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """Of each folder inside a source that has registries, a journal or golden questions of its own, one such file."""
    found: dict[Path, SourceFile] = {}
    for file in files:
        folder, _, name = file.name.rpartition("/")
        if folder and name in OWN:
            found.setdefault(file.path.parent, file)
    return tuple(found.values())


def _files_of(source: Path) -> list[tuple[Path, str]]:
    if source.is_dir():
        if not os.access(source, os.R_OK | os.X_OK):
            raise PermissionError(f"{source}: this folder may not be read")
        names = sorted(_inside(source, ""), key=lambda name: name.split("/"))
        return [(source / name, name) for name in names]
    if source.is_file() and (source.suffix in (".md", ".jsonl") or source.suffix.lower() in OTHER_ENDINGS):
        return [(source, source.name)]
    if source.exists():
        endings = ", ".join(sorted({".md", ".jsonl"} | OTHER_ENDINGS))
        raise ValueError(f"{source}: a source is a folder or a file of one of the kinds {endings}")
    raise FileNotFoundError(f"{source}: no such file or folder")


def _inside(folder: Path, prefix: str) -> Iterator[str]:
    """The names of a folder's source files, below ``prefix``; what is hidden, and a README, is none.

    Raises PermissionError, for a folder within that may not be read would be missed in silence.
    """
    for entry in os.scandir(folder):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _inside(Path(entry.path), f"{prefix}{entry.name}/")
        elif _is_source(entry.name) and entry.is_file():
            yield prefix + entry.name


def _is_source(name: str) -> bool:
    ending = os.path.splitext(name)[1]
    known = ending in (".md", ".jsonl", ".yaml") or ending.lower() in OTHER_ENDINGS or name == GOLDEN
    return known and not name.startswith("README")


def listing(sources: Iterable[Path]) -> tuple[SourceFile, ...]:
    """Every file of the sources with its digest. Raises as `source_files`, and OSError."""
    return tuple(
        SourceFile(path, name, file_digest(path), source == STARTER)
        for source in sources
        for path, name in _files_of(source)
    )


def digest_of(files: Iterable[SourceFile]) -> str:
    """One digest over the names and bytes of all source files."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.name.encode() + b"\0" + bytes.fromhex(file.digest))
    return whole.hexdigest()
