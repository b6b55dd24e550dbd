"""The embedding models that are open in this process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.search.embedding import Embedder


class Embedders:
    """The models by their setting, each opened at its first use and kept for every state that serves."""

    def __init__(self, opener: Callable[[str], Embedder] | None = None) -> None:
        self._opener = opener
        self._lock = threading.Lock()
        self._opened: dict[str, Embedder] = {}

    def get(self, model: str) -> Embedder:
        """Raises EmbeddingError."""
        found = self._opened.get(model)
        if found is not None:
            return found
        with self._lock:
            if model not in self._opened:
                self._opened[model] = self._open(model)
            return self._opened[model]

    def _open(self, model: str) -> Embedder:
        if self._opener is not None:
            return self._opener(model)
        from knowledge.search.embedding import open_embedder

        return open_embedder(model)
