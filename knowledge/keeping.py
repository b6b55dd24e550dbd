"""Snapshots kept: saved whole under their digest in a cache folder, loaded in milliseconds, and dropped when old."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from knowledge.folders import ABOUT, FORMAT, Damaged, seal, unsealed, whole_folder
from knowledge.ingest.content import Content, Copy, Origin, Told
from knowledge.ingest.sources import listing
from knowledge.records.documents import Document
from knowledge.records.penalties import Penalty, Regulator, Respondent
from knowledge.records.problems import Problem
from knowledge.records.rulings import Ruling
from knowledge.snapshot import Progress, Snapshot, build, digest_of_sources, digest_with_registries

CONTENT_FOLDER, CONTENT = "content", "content.jsonl"
_PLACE = re.compile(r"[0-9a-f]{24}-[0-9]+")
# The fields of Content and what each holds: a saved record stands in a line of its own after its name.
_PARTS: Mapping[str, Any] = {
    "documents": Document, "penalties": Penalty, "regulators": Regulator, "respondents": Respondent,
    "problems": Problem, "told": Told, "copies": Copy, "sketches": tuple[str, tuple[int, ...]], "rulings": Ruling,
    "origins": Origin,
}  # fmt: skip


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
    snapshot = build(sources, before=_newest(cache))
    folder = place_of(snapshot.digest, cache)
    with contextlib.suppress(OSError):  # a cache that cannot be written costs time, nothing else
        save(snapshot, folder / CONTENT_FOLDER)
    return snapshot, folder


def renewed(sources: list[Path], cache: Path, before: Snapshot, progress: Progress) -> tuple[Snapshot, Path] | None:
    """The snapshot of the sources, saved, with its folder; None where their digest is still that of ``before``.

    ``progress`` gets (files read, files). Raises as `build`, and OSError where it cannot be saved.
    """
    progress(0, 1)
    files = listing(sources)
    now = digest_with_registries(sources, files)
    if now == before.digest:
        return None
    found = kept(now, cache)
    if found is not None:
        found[0].take_over(before)
        return found
    snapshot = build(sources, progress, before, files)
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


def _newest(cache: Path) -> Snapshot | None:
    """The snapshot that was used last, whatever its sources: what it shares with others need not be read again."""
    with contextlib.suppress(OSError, Damaged, ValueError):
        places = [p for p in cache.iterdir() if _PLACE.fullmatch(p.name) and p.name.endswith(f"-{FORMAT}")]
        return load(max(places, key=lambda p: p.stat().st_mtime_ns) / CONTENT_FOLDER)
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
