"""Vectors kept by the digest of what was embedded, in one SQLite file: a rebuild embeds only what changed."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.search.vectors import Vectors

if TYPE_CHECKING:
    from knowledge.search.embedding import Embedder

BATCH = 32
"""Texts embedded, and written to the cache, at a time."""
_SCHEMA_VERSION = 1
_ASK_AT_ONCE = 500
_WAIT_SECONDS = 30.0


def cache_key(fingerprint: str, text: str) -> bytes:
    """sha256 of the model's fingerprint and the text, so that no model sees another's vectors."""
    return hashlib.sha256(f"{fingerprint}\0{text}".encode()).digest()


class EmbeddingCache:
    """float32 vectors by key in ``path``; threads and processes may share the file.

    A damaged file, or one of another version, is replaced by an empty one: nothing is lost but time.
    """

    def __init__(self, path: Path) -> None:
        """Open or create ``path`` and its folder. Raises OSError or sqlite3.OperationalError where that cannot be."""
        self._path = path
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = self._open()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._replace()

    def get(self, keys: Iterable[bytes], dimensions: int) -> dict[bytes, Vectors]:
        """The vectors that are there; one that has not ``dimensions`` finite numbers counts as absent."""
        wanted = list(dict.fromkeys(keys))
        rows: list[tuple[bytes, bytes]] = []
        with self._lock:
            try:
                for first in range(0, len(wanted), _ASK_AT_ONCE):
                    part = wanted[first : first + _ASK_AT_ONCE]
                    marks = ",".join("?" * len(part))
                    rows += self._database.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._replace()
                return {}
        found: dict[bytes, Vectors] = {}
        for key, blob in rows:
            if len(blob) == 4 * dimensions:
                vector = np.frombuffer(blob, dtype="<f4").astype(np.float32)
                if np.isfinite(vector).all():
                    found[key] = vector
        return found

    def put(self, vectors: Mapping[bytes, Vectors]) -> None:
        """Keep ``vectors``, in one transaction."""
        rows = [(key, np.asarray(vector, dtype="<f4").tobytes()) for key, vector in vectors.items()]
        with self._lock:
            try:
                self._write(rows)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._replace()
                self._write(rows)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _write(self, rows: list[tuple[bytes, bytes]]) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, check_same_thread=False)
        try:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _SCHEMA_VERSION):
                raise sqlite3.DatabaseError(f"version {version}")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            with database:
                database.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
                database.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _replace(self) -> None:
        if hasattr(self, "_database"):
            self._database.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self._database = self._open()


def embed_all(
    embedder: Embedder,
    texts: list[str],
    cache: EmbeddingCache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Vectors:
    """n x d vectors of ``texts``, in their order; only what ``cache`` lacks is embedded, each different text once.

    ``progress`` gets (embedded so far, to embed) before the first batch and after each.
    """
    keys = [cache_key(embedder.fingerprint, text) for text in texts]
    known = cache.get(keys, embedder.dimensions) if cache else {}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if progress:
        progress(0, len(missing))
    done = 0
    for fresh in embedded(embedder, missing, cache):
        known.update(fresh)
        done += len(fresh)
        if progress:
            progress(done, len(missing))
    result = np.zeros((len(texts), embedder.dimensions), dtype=np.float32)
    for row, key in enumerate(keys):
        result[row] = known[key]
    return result


def embedded(
    embedder: Embedder, texts: Mapping[bytes, str], cache: EmbeddingCache | None = None
) -> Iterator[dict[bytes, Vectors]]:
    """Vectors by key, in batches of texts of like length, the longest first.

    Each batch is in ``cache`` when it is given, so that a run that was stopped goes on where it was.
    """
    order = sorted(texts, key=lambda key: (-len(texts[key]), key))
    for first in range(0, len(order), BATCH):
        part = order[first : first + BATCH]
        fresh = dict(zip(part, embedder.passages([texts[key] for key in part]), strict=True))
        if cache:
            cache.put(fresh)
        yield fresh
