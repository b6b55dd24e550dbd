"""FAISS against brute force, restricted against filtered, and its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.search.vectors import VectorIndex


def rows(count: int, dimensions: int = 16, seed: int = 1) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def brute(vectors: NDArray[np.float32], wanted: NDArray[np.float32], k: int, allowed: list[int]) -> list[int]:
    return sorted(allowed, key=lambda at: -float(vectors[at] @ wanted))[:k]


@given(st.integers(1, 60), st.integers(0, 70), st.data())
@settings(deadline=None)
def test_exact_search_is_brute_force(count: int, k: int, data: st.DataObject) -> None:
    vectors, wanted = rows(count), rows(1, seed=2)[0]
    index = VectorIndex.build(vectors)
    assert index.exact
    found = index.search(wanted, k)
    assert [at for at, _ in found] == brute(vectors, wanted, k, list(range(count)))
    np.testing.assert_allclose([cosine for _, cosine in found], [vectors[at] @ wanted for at, _ in found], atol=1e-5)
    allowed = data.draw(st.lists(st.integers(0, count - 1), unique=True))
    assert [at for at, _ in index.search(wanted, k, allowed)] == brute(vectors, wanted, k, allowed)


def test_a_graph_finds_nearly_the_same_and_restricts() -> None:
    vectors = rows(2000, 32)
    index = VectorIndex.build(vectors, exact_up_to=100)
    assert not index.exact
    asked = rows(20, 32, seed=3)
    shared = 0
    for wanted in asked:
        shared += len({at for at, _ in index.search(wanted, 10)} & set(brute(vectors, wanted, 10, list(range(2000)))))
        allowed = list(range(0, 2000, 7))
        assert [at for at, _ in index.search(wanted, 10, allowed)] == brute(vectors, wanted, 10, allowed)
    assert shared >= 190


def test_saved_and_loaded(tmp_path: Path) -> None:
    vectors, path = rows(50), tmp_path / "vectors.faiss"
    index = VectorIndex.build(vectors)
    index.save(path)
    loaded = VectorIndex.load(path, count=50, dimensions=16)
    assert loaded.search(vectors[3], 5) == index.search(vectors[3], 5)
    with pytest.raises(ValueError, match="expected 51 x 16"):
        VectorIndex.load(path, count=51, dimensions=16)
    path.write_bytes(b"no index")
    with pytest.raises(ValueError, match="not a FAISS index"):
        VectorIndex.load(path, count=50, dimensions=16)


def test_wrong_vectors_are_refused() -> None:
    with pytest.raises(ValueError, match="normalised"):
        VectorIndex.build(rows(3) * 2)
    with pytest.raises(ValueError, match="dimensions"):
        VectorIndex.build(rows(3)).search(np.ones(4, dtype=np.float32), 1)
