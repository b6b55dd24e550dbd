"""Vectors against brute force, restricted against filtered, grown and thinned against built anew, and their files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.search.vectors import FLAT, FLAT_UP_TO, PLACES, VectorIndex


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


class Held:
    """What an index should hold, kept the plain way: a vector or none for each position."""

    def __init__(self, count: int) -> None:
        self.rows: list[NDArray[np.float32] | None] = [None] * count

    def nearest(self, wanted: NDArray[np.float32], k: int, allowed: set[int] | None) -> list[int]:
        inside = [at for at, row in enumerate(self.rows) if row is not None and (allowed is None or at in allowed)]
        return sorted(inside, key=lambda at: -float(np.dot(self.rows[at], wanted)))[:k]  # type: ignore[arg-type]


@given(st.data(), st.sampled_from([5, 1000]))
@settings(deadline=None, max_examples=60)
def test_grown_and_thinned_is_brute_force(data: st.DataObject, exact_up_to: int) -> None:
    """A graph of so few is searched as exactly as a flat index: whatever came and went, both give brute force's."""
    count = data.draw(st.integers(0, 12))
    index, held, drawn = VectorIndex.empty(count, 16, exact_up_to), Held(count), 0
    for _ in range(data.draw(st.integers(1, 8))):
        step = data.draw(st.sampled_from(["add", "update", "compact"]))
        older, before = index, [at for at, _ in index.search(rows(1, seed=9)[0], 50)]
        if step == "add":
            some = [at for at in index.missing.tolist() if data.draw(st.booleans())]
            new = rows(drawn + len(some), seed=4)[drawn:]
            drawn += len(some)
            index = index.added(np.array(some, dtype=np.int64), new)
            for at, row in zip(some, new, strict=True):
                held.rows[at] = row
        elif step == "update":
            moved = data.draw(st.permutations(range(len(held.rows) + data.draw(st.integers(0, 3)))))
            keep = [moved[at] if data.draw(st.integers(0, 4)) else -1 for at in range(len(held.rows))]
            after = Held(len(moved))
            for at, place in enumerate(keep):
                if place >= 0:
                    after.rows[place] = held.rows[at]
            index, held = index.updated(np.array(keep, dtype=np.int64), len(moved)), after
        else:
            index = index.compacted()
            assert index.compacted() is index
            assert index.exact == (index.held <= exact_up_to)
        assert (index.count, index.held) == (len(held.rows), sum(row is not None for row in held.rows))
        assert index.missing.tolist() == [at for at, row in enumerate(held.rows) if row is None]
        assert [at for at, _ in older.search(rows(1, seed=9)[0], 50)] == before  # readers may hold the older one
        allowed = data.draw(st.none() | st.sets(st.integers(0, 15)))
        k, wanted = data.draw(st.integers(0, 15)), rows(1, seed=data.draw(st.integers(5, 8)))[0]
        assert [at for at, _ in index.search(wanted, k, allowed)] == held.nearest(wanted, k, allowed)


def test_many_beside_a_graph_join_it_and_many_gone_leave_it() -> None:
    vectors = rows(2 * FLAT_UP_TO, 8)
    first = np.arange(FLAT_UP_TO - 100)
    index = VectorIndex.empty(len(vectors), 8, exact_up_to=100).added(first, vectors[first]).compacted()
    some = np.arange(len(first), len(first) + 50)
    few = index.added(some, vectors[some])
    assert few.compacted() is few and few.search(vectors[some[7]], 1)[0][0] == some[7]
    rest = np.arange(len(first), len(vectors))
    all_ = index.added(rest, vectors[rest])
    whole = all_.compacted()
    assert whole is not all_ and whole.held == len(vectors) and not whole.exact
    keep = np.arange(len(vectors))
    keep[: len(vectors) // 4] = -1
    thinner = whole.updated(keep, len(vectors))
    again = thinner.compacted()
    assert again is not thinner and again.held == thinner.held == len(vectors) * 3 // 4
    near = [at for at, _ in again.search(vectors[5], 20)]
    assert min(near) >= len(vectors) // 4
    assert len(set(near) & {at for at, _ in thinner.search(vectors[5], 20)}) >= 18


@pytest.mark.parametrize("exact_up_to", [10, 100])
def test_saved_and_loaded(tmp_path: Path, exact_up_to: int) -> None:
    vectors = rows(50)
    index = VectorIndex.empty(60, 16, exact_up_to).added(np.arange(5, 45), vectors[5:45]).compacted()
    index = index.added(np.arange(45, 50), vectors[45:])
    index.save(tmp_path)
    loaded = VectorIndex.load(tmp_path, count=60, dimensions=16, exact_up_to=exact_up_to)
    assert loaded.search(vectors[47], 5) == index.search(vectors[47], 5)
    assert loaded.missing.tolist() == [*range(5), *range(50, 60)]
    with pytest.raises(ValueError, match="do not fit 49 passages"):
        VectorIndex.load(tmp_path, count=49, dimensions=16)
    with pytest.raises(ValueError, match="do not fit"):
        VectorIndex.load(tmp_path, count=60, dimensions=8)
    (tmp_path / FLAT).write_bytes(b"no index")
    with pytest.raises(ValueError, match="not a FAISS index"):
        VectorIndex.load(tmp_path, count=60, dimensions=16)
    (tmp_path / PLACES).write_bytes(b"")
    with pytest.raises(ValueError, match="not the places"):
        VectorIndex.load(tmp_path, count=60, dimensions=16)


def test_wrong_vectors_are_refused() -> None:
    with pytest.raises(ValueError, match="normalised"):
        VectorIndex.build(rows(3) * 2)
    with pytest.raises(ValueError, match="dimensions"):
        VectorIndex.build(rows(3)).search(np.ones(4, dtype=np.float32), 1)
    with pytest.raises(ValueError, match="2 x 16 vectors are expected"):
        VectorIndex.empty(4, 16).added(np.array([1, 2]), rows(3))
