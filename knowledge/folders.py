"""Folders that are whole or not there: made beside their place, sealed with the digest of every file, then renamed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.records.digest import file_digest

FORMAT = 3  # of everything that is saved; another number is another folder
ABOUT = "about.json"


class Damaged(Exception):
    """A saved snapshot is not whole or not of this format."""


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
