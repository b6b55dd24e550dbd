"""Word search against the formula, restricted against filtered, and its file."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.analysis import Analyzer
from knowledge.search.lexical import K1, PAIR_WEIGHT, B, LexicalIndex, best

TEXTS = [
    "The CNIL fined Clearview AI EUR 20 million for facial recognition.",
    "The CNIL fixed an overdue daily penalty of EUR 5,200,000 against Clearview.",
    "A penalty is due for each day; daily reports were late.",
    "Amazon was fined by the Luxembourg authority.",
    "",
]


def naive(texts: list[str], question: str) -> list[float]:
    """BM25 over words and pairs, written as the formula stands."""

    def terms(text: str) -> list[str]:
        words = Analyzer("en").terms(text)
        return words + [f"{first} {second}" for first, second in pairwise(words)]

    bags = [Counter(terms(text)) for text in texts]
    lengths = [len(Analyzer("en").terms(text)) for text in texts]
    mean = sum(lengths) / len(texts)
    scores = []
    for bag, length in zip(bags, lengths, strict=True):
        total = 0.0
        for term, times in Counter(terms(question)).items():
            holding = sum(term in other for other in bags)
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            weight = PAIR_WEIGHT if " " in term else 1.0
            part = bag[term] * (K1 + 1) / (bag[term] + K1 * (1 - B + B * length / mean))
            total += weight * times * idf * part
        scores.append(total)
    return scores


WORDS = ["fine", "fined", "daily", "penalty", "clearview", "cnil", "day", "days", "the"]


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_scores_follow_the_formula(words: list[str]) -> None:
    question = " ".join(words)
    np.testing.assert_allclose(LexicalIndex.build(TEXTS).scores(question), naive(TEXTS, question), rtol=1e-5)


def test_a_phrase_counts_more_than_its_words_apart() -> None:
    index = LexicalIndex.build(TEXTS)
    assert [position for position, _ in index.search("daily penalty", 2)] == [1, 2]


def test_headings_count() -> None:
    index = LexicalIndex.build(["It was late.", "It was late."], ["Criteo", "Amazon"])
    assert [position for position, _ in index.search("Amazon", 5)] == [1]


def test_amounts_are_one_term_however_written() -> None:
    index = LexicalIndex.build(TEXTS)
    assert index.search("5200000", 1)[0][0] == 1
    assert index.search("5.200.000", 1)[0][0] == 1


@given(st.sets(st.integers(0, len(TEXTS) - 1)), st.integers(0, 6))
def test_restricted_is_filtered(allowed: set[int], k: int) -> None:
    index = LexicalIndex.build(TEXTS)
    every = index.search("CNIL daily penalty fined", len(TEXTS))
    assert index.search("CNIL daily penalty fined", k, allowed) == [hit for hit in every if hit[0] in allowed][:k]


def test_languages_are_stemmed_each_by_its_own() -> None:
    index = LexicalIndex.build(["Die Geldbußen wurden verhängt.", "The fines were imposed."], (), ["de", "en"])
    assert index.search("Geldbuße", 1)[0][0] == 0
    assert index.search("imposing a fine", 1)[0][0] == 1


def test_a_question_of_stop_words_finds_nothing() -> None:
    assert LexicalIndex.build(TEXTS).search("what is the", 5) == []


def test_an_empty_index_finds_nothing() -> None:
    assert LexicalIndex.build([]).search("fine", 5) == []


def test_saved_and_loaded_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, languages=["en", "en", "fr", "en", "de"])
    index.save(tmp_path / "lexical.npz")
    loaded = LexicalIndex.load(tmp_path / "lexical.npz")
    np.testing.assert_array_equal(loaded.scores("CNIL daily penalty"), index.scores("CNIL daily penalty"))
    assert loaded.languages == ("de", "en", "fr")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lexical.npz"
    LexicalIndex.build(TEXTS).save(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ValueError, match=r"lexical\.npz"):
        LexicalIndex.load(path)


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(-1, 40))
def test_best_is_sorted_with_ties_by_position(values: list[int], k: int) -> None:
    expected = sorted(range(len(values)), key=lambda at: (-values[at], at))[: max(k, 0)]
    assert best(np.asarray(values, dtype=np.float32), k) == expected
