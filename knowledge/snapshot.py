"""One immutable state of the knowledge base: read whole, checked, saved under its digest, loaded in milliseconds."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from knowledge.answers.compose import corpus_words
from knowledge.folders import ABOUT, FORMAT, Damaged, seal, unsealed, whole_folder
from knowledge.ingest.folder import STARTER, Content, digest_of, read_sources, source_files
from knowledge.ingest.registries import Registries, read_registries
from knowledge.ledger.exchange import Exchange, NoRate
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Names
from knowledge.lookups.suggesting import Suggester
from knowledge.questions.understand import Understander
from knowledge.records.documents import Document
from knowledge.records.penalties import Penalty, Regulator, Respondent
from knowledge.records.problems import Problem

CONTENT_FOLDER, CONTENT = "content", "content.jsonl"
Progress = Callable[[int, int], None]
_READINGS = 3
_PLACE = re.compile(r"[0-9a-f]{24}-[0-9]+")
# The fields of Content and what each holds: a saved record stands in a line of its own after its name.
_PARTS: Mapping[str, type] = {
    "documents": Document, "penalties": Penalty, "regulators": Regulator, "respondents": Respondent,
    "problems": Problem,
}  # fmt: skip


class NotUsable(Exception):
    """The sources have fatal Problems; ``problems`` lists all that were found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{sum(p.fatal for p in problems)} problems in the sources")
        self.problems = problems


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

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester(self.ledger)

    def warm(self) -> None:
        """Derive everything now, so that no question has to wait for it."""
        _ = self.documents, self.ledger, self.understander, self.suggester
        self.understander.understand("how much has been fined?", date.max)  # reads the words of all languages
        with contextlib.suppress(NoRate):
            self.ledger.exchange.rate("USD", date.max)  # reads the Bank's table


def starter_registries() -> Registries:
    registries, _ = read_registries(STARTER)
    return registries


def digest_of_sources(sources: list[Path]) -> str:
    """Over the sources' files and, for sources without registries of their own, the starter ones they rest on."""
    files = source_files(sources)
    if STARTER not in sources:
        files += [(STARTER / n, f"starter/{n}") for n in ("regulators.yaml", "respondents.yaml")]
    return digest_of(files)


def read(sources: list[Path], progress: Progress | None = None) -> Content:
    """What the sources hold, with every Problem; they may use the starter registries without repeating them.

    ``progress`` gets (files read, files). Raises FileNotFoundError, ValueError.
    """
    return read_sources(sources, None if STARTER in sources else starter_registries(), progress)


def build(sources: list[Path], progress: Progress | None = None) -> Snapshot:
    """Read and check the sources. Raises NotUsable with every Problem, FileNotFoundError, ValueError.

    Where a file is changed while they are read they are read again, so that the digest is that of what was read;
    OSError where that does not end.
    """
    digest = digest_of_sources(sources)
    for _ in range(_READINGS):
        content = read(sources, progress)
        before, digest = digest, digest_of_sources(sources)
        if digest == before:
            if not content.usable:
                raise NotUsable(content.problems)
            return Snapshot(digest, content)
    raise OSError("the sources are being changed while they are read; try again when that is done")


def save(snapshot: Snapshot, folder: Path) -> None:
    """Written to a temporary folder beside it and renamed, so that a half-written one never has its name."""
    with whole_folder(folder) as temporary:
        with (temporary / CONTENT).open("wb") as file:
            for name, type_ in _PARTS.items():
                adapter = TypeAdapter[Any](type_)
                for item in getattr(snapshot.content, name):
                    file.write(name.encode() + b" " + adapter.dump_json(item) + b"\n")
        seal(temporary, {"digest": snapshot.digest})


def load(folder: Path) -> Snapshot:
    """Read what `save` wrote, checked by digest. Raises Damaged, FileNotFoundError where there is none."""
    about = unsealed(folder)
    if CONTENT not in about.files:
        raise Damaged(f"{folder / ABOUT}: it does not vouch for {CONTENT}")
    try:
        return Snapshot(about.digest, _content(folder / CONTENT))
    except (ValueError, KeyError, OSError) as error:  # pydantic's ValidationError is a ValueError
        raise Damaged(f"{folder / CONTENT}: {error}") from error


def _content(path: Path) -> Content:
    """Record by record, for nothing else in the process runs while the parser is at work on one. Raises ValueError."""
    adapters = {name.encode(): TypeAdapter[Any](type_) for name, type_ in _PARTS.items()}
    parts: dict[bytes, list[Any]] = {name: [] for name in adapters}
    with path.open("rb") as file:
        for line in file:
            name, _, record = line.partition(b" ")
            parts[name].append(adapters[name].validate_json(record))
    return Content(**{name: tuple(parts[name.encode()]) for name in _PARTS})


def cached(sources: list[Path], cache: Path) -> tuple[Snapshot, Path]:
    """The snapshot of the sources, and its folder in the cache; built where it is not there whole."""
    found = kept(digest_of_sources(sources), cache)
    if found is not None:
        return found
    snapshot = build(sources)
    folder = place_of(snapshot.digest, cache)
    with contextlib.suppress(OSError):  # a cache that cannot be written costs time, nothing else
        save(snapshot, folder / CONTENT_FOLDER)
    return snapshot, folder


def renewed(sources: list[Path], cache: Path, digest: str, progress: Progress) -> tuple[Snapshot, Path] | None:
    """The snapshot of the sources, saved, with its folder; None where theirs is still this ``digest``.

    ``progress`` gets (files read, files). Raises as `build`, and OSError where it cannot be saved.
    """
    progress(0, 1)
    now = digest_of_sources(sources)
    if now == digest:
        return None
    found = kept(now, cache)
    if found is not None:
        return found
    snapshot = build(sources, progress)
    folder = place_of(snapshot.digest, cache)
    save(snapshot, folder / CONTENT_FOLDER)
    return snapshot, folder


def place_of(digest: str, cache: Path) -> Path:
    """The folder of a snapshot in the cache."""
    return cache / f"{digest[:24]}-{FORMAT}"


def kept(digest: str, cache: Path) -> tuple[Snapshot, Path] | None:
    """The snapshot of this digest with its folder, where the cache has it whole."""
    folder = place_of(digest, cache)
    with contextlib.suppress(FileNotFoundError, Damaged):
        snapshot = load(folder / CONTENT_FOLDER)
        if snapshot.digest == digest:
            return snapshot, folder
    return None


def drop_old(cache: Path, serving: Path, newest: int = 3) -> tuple[Path, ...]:
    """Remove the cache's snapshots but for the one ``serving`` and those that served last, ``newest`` in all.

    Nothing is touched but folders that are snapshots by their name and by what they hold. A link is none. Returns what
    was removed. Raises OSError.
    """
    os.utime(serving)  # the time that it served last
    named = [p for p in cache.iterdir() if _PLACE.fullmatch(p.name) and p.is_dir() and not p.is_symlink()]
    made = [p for p in named if (p / CONTENT_FOLDER / ABOUT).is_file() and not p.samefile(serving)]
    ages = {p: p.stat().st_mtime_ns for p in made}
    old = sorted(made, key=lambda p: (ages[p], p.name), reverse=True)[newest - 1 :]
    for folder in old:
        # Renamed first: another process finds it whole, or not at all.
        away = Path(tempfile.mkdtemp(prefix=".old-", dir=cache))
        os.replace(folder, away / "it")
        shutil.rmtree(away, ignore_errors=True)
    return tuple(old)
