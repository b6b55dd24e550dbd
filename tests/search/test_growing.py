"""An index whose vectors come in while it is searched, and the thread that makes them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.records.documents import Document
from knowledge.search.background import Background
from knowledge.search.cache import BATCH, EmbeddingCache
from knowledge.search.errors import EmbeddingError
from knowledge.search.growing import SHOWN_EVERY, Growing
from knowledge.search.index import SearchIndex
from knowledge.search.progress import Indexing
from knowledge.search.ranking import Ranker
from tests.search.fakes import HashEmbedder

DOCUMENTS = {
    f"d{number}": Document(f"d{number}", f"Decision {number}", f"Company{number} was fined for reason{number}.")
    for number in range(3 * BATCH)
}
WAIT = 20.0  # seconds until a test that hangs fails


class Stepping(HashEmbedder):
    """Does something before each batch."""

    def __init__(self, before: Callable[[int], None]) -> None:
        super().__init__()
        self._before, self.batches = before, 0

    def passages(self, texts: list[str]) -> NDArray[np.float32]:
        self.batches += 1
        self._before(self.batches)
        return super().passages(texts)


@pytest.fixture
def cache(tmp_path: Path) -> EmbeddingCache:
    return EmbeddingCache(tmp_path / "embeddings.sqlite")


@pytest.fixture(scope="module")
def words() -> SearchIndex:
    return SearchIndex.build(DOCUMENTS.values())


def found(growing: Growing, number: int) -> tuple[str, bool]:
    """The first hit of a question that one document answers, and whether it has a vector."""
    hit = Ranker(growing.index, growing.embedder).search(f"reason{number}", 1)[0]
    return hit.document, hit.similarity is not None


def test_it_answers_before_it_has_grown_and_after(words: SearchIndex, cache: EmbeddingCache) -> None:
    growing = Growing(words, DOCUMENTS, HashEmbedder())
    assert found(growing, 7) == ("d7", False)
    assert growing.indexing is not None and growing.indexing.left == growing.missing == len(DOCUMENTS)
    growing.grow(cache)
    assert found(growing, 7) == ("d7", True)
    assert growing.indexing is None and growing.missing == 0


def test_it_grows_into_what_is_embedded_at_once(words: SearchIndex, cache: EmbeddingCache) -> None:
    growing = Growing(words, DOCUMENTS, HashEmbedder())
    growing.grow(cache)
    whole = words.embedded(DOCUMENTS.values(), HashEmbedder())
    question = "which company was fined for reason12"
    assert Ranker(growing.index, growing.embedder).search(question) == Ranker(whole, HashEmbedder()).search(question)


def test_what_is_embedded_is_shown_while_the_rest_is_not_yet(words: SearchIndex, cache: EmbeddingCache) -> None:
    """Each batch takes longer than states are apart."""
    now, held = [0.0], list[int]()
    told: list[Indexing | None] = []

    def batch(number: int) -> None:
        now[0] += SHOWN_EVERY + 1
        held.append(growing.vectors.held)
        told.append(growing.indexing)

    embedder = Stepping(batch)
    growing = Growing(words, DOCUMENTS, embedder, clock=lambda: now[0])
    growing.grow(cache)
    assert held == [0, BATCH, 2 * BATCH]
    last = told[-1]
    assert last is not None and (last.done, last.total, last.left) == (2 * BATCH, 3 * BATCH, BATCH)
    assert last.rate == pytest.approx(2 * BATCH / (3 * (SHOWN_EVERY + 1)))
    assert last.seconds_left == pytest.approx(BATCH / last.rate)


def test_progress_is_told(words: SearchIndex, cache: EmbeddingCache) -> None:
    told: list[tuple[int, int]] = []
    Growing(words, DOCUMENTS, HashEmbedder()).grow(cache, lambda done, total: told.append((done, total)))
    assert told == [(0, 96), (32, 96), (64, 96), (96, 96)]


def test_what_was_embedded_before_it_was_stopped_is_kept(words: SearchIndex, cache: EmbeddingCache) -> None:
    stop = threading.Event()
    growing = Growing(words, DOCUMENTS, Stepping(lambda number: stop.set() if number == 2 else None))
    growing.grow(cache, stop=stop)
    assert growing.missing == BATCH
    embedder = HashEmbedder()
    again = Growing(words, DOCUMENTS, embedder)
    assert again.recall(cache) == BATCH
    again.grow(cache)
    assert len(embedder.embedded) == BATCH and again.missing == 0


def test_what_was_embedded_before_it_failed_is_kept(words: SearchIndex, cache: EmbeddingCache) -> None:
    def fail(number: int) -> None:
        if number == 2:
            raise EmbeddingError("no memory")

    growing = Growing(words, DOCUMENTS, Stepping(fail))
    with pytest.raises(EmbeddingError):
        growing.grow(cache)
    embedder = HashEmbedder()
    Growing(words, DOCUMENTS, embedder).grow(cache)
    assert len(embedder.embedded) == 2 * BATCH


def test_equal_passages_are_embedded_once(cache: EmbeddingCache) -> None:
    documents = {f"d{n}": Document(f"d{n}", "One title", "One and the same text.") for n in range(4)}
    embedder = HashEmbedder()
    growing = Growing(SearchIndex.build(documents.values()), documents, embedder)
    growing.grow(cache)
    assert (len(embedder.embedded), growing.missing) == (1, 0)


# The thread


def test_jobs_are_done_one_after_another_and_the_thread_ends() -> None:
    background, done = Background(), list[int]()
    for number in range(5):
        background.add(lambda _, number=number: done.append(number))  # type: ignore[misc]
    assert background.wait(WAIT)
    assert done == [0, 1, 2, 3, 4]
    background.add(lambda _: done.append(5))
    assert background.wait(WAIT)
    assert done[-1] == 5


def test_a_job_in_place_of_another_stops_it_and_those_that_wait() -> None:
    background, under_way = Background(), threading.Event()
    done: list[bool | str] = []

    def long(stop: threading.Event) -> None:
        under_way.set()
        done.append(stop.wait(WAIT))

    background.add(long)
    background.add(lambda _: done.append("never"))
    assert under_way.wait(WAIT)
    background.replace(lambda stop: done.append(stop.is_set()))
    assert background.wait(WAIT)
    assert done == [True, False]


def test_closing_stops_the_work_and_takes_no_more() -> None:
    background, under_way = Background(), threading.Event()
    done: list[bool | str] = []

    def long(stop: threading.Event) -> None:
        under_way.set()
        done.append(stop.wait(WAIT))

    background.add(long)
    assert under_way.wait(WAIT)
    background.close()
    background.add(lambda _: done.append("never"))
    background.replace(lambda _: done.append("never"))
    assert background.wait(WAIT)
    assert done == [True]
    background.close()
