"""A folder watched for new files: a file counts once it has stopped changing. Whoever watches sets the pace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

# What browsers, editors, office programs and copying tools call a file that is not done.
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".swp", ".filepart", ".opdownload")
_LEFTOVERS = frozenset({"thumbs.db", "desktop.ini"})
_Seen = tuple[int, int, int]
"""Size in bytes, time of the last change in nanoseconds, and the file's number on its disk."""


class Watch:
    """Looks at a folder and all below it, whenever `changed` is called.

    Left out: hidden and unfinished files, and links, which could lead out of the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before: dict[Path, _Seen] = {}
        self._told: dict[Path, _Seen] = {}

    def changed(self) -> tuple[Path, ...]:
        """The files that are new or changed since they were last named here, and the same as at the last look.

        So the first look names none, and the second one whatever lay there all along. A file that went and came back
        is new. Raises OSError where the folder itself cannot be read.
        """
        now = dict(self._look())
        stable = [p for p, seen in now.items() if self._before.get(p) == seen and self._told.get(p) != seen]
        self._before = now
        self._told = {p: seen for p, seen in self._told.items() if p in now} | {p: now[p] for p in stable}
        return tuple(sorted(stable))

    def _look(self) -> Iterator[tuple[Path, _Seen]]:
        folders = [self._folder]
        while folders:
            folder = folders.pop()
            try:
                entries = list(os.scandir(folder))
            except OSError:
                if folder == self._folder:
                    raise
                continue  # gone since its parent was read, or not ours to read
            for entry in entries:
                if not _finished(entry.name):
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(Path(entry.path))
                        continue
                    stat = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # gone already
                # An empty file is one that somebody has just begun.
                if S_ISREG(stat.st_mode) and stat.st_size:
                    yield Path(entry.path), (stat.st_size, stat.st_mtime_ns, stat.st_ino)


def _finished(name: str) -> bool:
    lower = name.lower()
    return not lower.startswith((".", "~")) and not lower.endswith((*_UNFINISHED, "~")) and lower not in _LEFTOVERS
