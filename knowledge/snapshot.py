"""One immutable state of the knowledge base: read whole, checked, saved under its digest, loaded in milliseconds."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from knowledge.answers.compose import corpus_words
from knowledge.ingest.folder import STARTER, Content, digest_of, read_sources, source_files
from knowledge.ingest.registries import Registries, read_registries
from knowledge.ledger.exchange import Exchange
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Names
from knowledge.questions.understand import Understander
from knowledge.records.digest import file_digest
from knowledge.records.documents import Document
from knowledge.records.problems import Problem

FORMAT = 1  # of everything that is saved; another number is another folder
ABOUT, CONTENT = "about.json", "content.json"


class NotUsable(Exception):
    """The sources have fatal Problems; ``problems`` lists all that were found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{sum(p.fatal for p in problems)} problems in the sources")
        self.problems = problems


class Damaged(Exception):
    """A saved snapshot is not whole or not of this format."""


@dataclass(frozen=True)
class Snapshot:
    """Content under its digest, with what is derived from it. Never changed: a new state is a new Snapshot."""

    digest: str
    content: Content

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        return {d.id: d for d in self.content.documents}

    @cached_property
    def ledger(self) -> Ledger:
        names = Names(self.content.regulators, self.content.respondents)
        return Ledger(self.content.penalties, names, Exchange())

    @cached_property
    def understander(self) -> Understander:
        return Understander(self.ledger, corpus_words(self.documents))


def starter_registries() -> Registries:
    registries, _ = read_registries(STARTER)
    return registries


def digest_of_sources(sources: list[Path]) -> str:
    """Over the sources' files and, for sources without registries of their own, the starter ones they rest on."""
    files = source_files(sources)
    if STARTER not in sources:
        files += [(STARTER / n, f"starter/{n}") for n in ("regulators.yaml", "respondents.yaml")]
    return digest_of(files)


def read(sources: list[Path]) -> Content:
    """What the sources hold, with every Problem; they may use the starter registries without repeating them.

    Raises FileNotFoundError, ValueError.
    """
    return read_sources(sources, None if STARTER in sources else starter_registries())


def build(sources: list[Path]) -> Snapshot:
    """Read and check the sources. Raises NotUsable with every Problem, FileNotFoundError, ValueError."""
    content = read(sources)
    if not content.usable:
        raise NotUsable(content.problems)
    return Snapshot(digest_of_sources(sources), content)


def save(snapshot: Snapshot, folder: Path) -> None:
    """Written to a temporary folder beside it and renamed, so that a half-written one never has its name."""
    with whole_folder(folder) as temporary:
        (temporary / CONTENT).write_bytes(_adapter().dump_json(snapshot.content))
        seal(temporary, {"digest": snapshot.digest})


def load(folder: Path) -> Snapshot:
    """Read what `save` wrote, checked by digest. Raises Damaged, FileNotFoundError where there is none."""
    about = unsealed(folder)
    if CONTENT not in about.files:
        raise Damaged(f"{folder / ABOUT}: it does not vouch for {CONTENT}")
    try:
        content = _adapter().validate_json((folder / CONTENT).read_bytes())
    except (ValidationError, ValueError, OSError) as error:
        raise Damaged(f"{folder / CONTENT}: {error}") from error
    return Snapshot(about.digest, content)


def _adapter() -> TypeAdapter[Content]:
    return TypeAdapter(Content)


# Folders that are whole or not there


@contextlib.contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder that takes the name ``folder`` at the end, unless something failed.

    Where another process was faster, its folder stays: both hold the same, since the name is a digest of the content.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield temporary
        try:
            os.replace(temporary, folder)
        except OSError:
            if not folder.is_dir():
                raise
            old = Path(tempfile.mkdtemp(prefix=".old-", dir=folder.parent))
            os.replace(folder, old / "it")
            os.replace(temporary, folder)
            shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def seal(folder: Path, about: dict[str, str]) -> None:
    """Write down the digest of every file, so that a damaged one is noticed."""
    files = {p.name: file_digest(p) for p in sorted(folder.iterdir()) if p.is_file() and p.name != ABOUT}
    (folder / ABOUT).write_text(json.dumps({"format": FORMAT, **about, "files": files}, indent=1), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Seal:
    """What `seal` wrote down: the digest of the sources, and of each file."""

    digest: str
    files: Mapping[str, str]


def unsealed(folder: Path) -> Seal:
    """What `seal` wrote down, after checking every file against it. Raises Damaged."""
    path = folder / ABOUT
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        files, digest = {str(k): str(v) for k, v in dict(about["files"]).items()}, str(about["digest"])
        if about["format"] != FORMAT:
            raise Damaged(f"{path}: format {about['format']}, expected {FORMAT}")
        for name, expected in files.items():
            if file_digest(folder / name) != expected:
                raise Damaged(f"{folder / name} is not what was saved")
    except FileNotFoundError:
        if path.is_file():
            raise Damaged(f"{folder}: a file is missing") from None
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise Damaged(f"{path}: {error}") from error
    return Seal(digest, files)


def cached(sources: list[Path], cache: Path) -> tuple[Snapshot, Path]:
    """The snapshot of the sources, and its folder in the cache; built where it is not there whole."""
    digest = digest_of_sources(sources)
    folder = cache / f"{digest[:24]}-{FORMAT}"
    place = folder / "content"
    with contextlib.suppress(FileNotFoundError, Damaged):
        snapshot = load(place)
        if snapshot.digest == digest:
            return snapshot, folder
    snapshot = build(sources)
    with contextlib.suppress(OSError):  # a cache that cannot be written costs time, nothing else
        save(snapshot, place)
    return snapshot, folder
