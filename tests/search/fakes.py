"""Fakes: an embedder whose vectors follow from the text's words alone, without a model."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


class HashEmbedder:
    """Each word adds its own fixed direction, so that texts which share words lie close. Counts what it embeds."""

    name = "hash"
    dimensions = 32

    def __init__(self, fingerprint: str = "hash:1") -> None:
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def passages(self, texts: list[str]) -> NDArray[np.float32]:
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        return self._vector(text)

    def _vector(self, text: str) -> NDArray[np.float32]:
        total = np.full(self.dimensions, 1e-3, dtype=np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)
