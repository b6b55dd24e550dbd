"""An index that is updated is the index that would be built anew: its words, passages and places; vectors stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.records.documents import Document
from knowledge.search.index import SearchIndex
from knowledge.search.lexical import LexicalIndex

WORDS = [
    "fine",
    "fines",
    "daily",
    "penalty",
    "Clearview",
    "CNIL",
    "Geldbuße",
    "amende",
    "l’amende",
    "20,000,000",
    "the",
]
QUESTIONS = ["daily penalty", "the fines of the CNIL on Clearview", "Geldbußen", "une amende de 20000000", "nothing"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ROWS = st.tuples(TEXTS, TEXTS, st.sampled_from(["en", "de", "fr"]))


def build(rows: list[tuple[str, str, str]]) -> LexicalIndex:
    return LexicalIndex.build(*([row[part] for row in rows] for part in range(3)))


@given(st.lists(ROWS, max_size=8), st.data())
@settings(deadline=None)
def test_words_updated_are_words_built_anew(rows: list[tuple[str, str, str]], data: st.DataObject) -> None:
    index = build(rows)
    for _ in range(data.draw(st.integers(1, 3))):
        count = len(rows)
        new = data.draw(st.lists(ROWS, max_size=4))
        stays = [data.draw(st.booleans()) for _ in rows]
        order = data.draw(st.permutations(range(sum(stays) + len(new))))
        keep = np.full(count, -1, dtype=np.int64)
        keep[np.flatnonzero(stays)] = order[: sum(stays)]
        added = np.asarray(order[sum(stays) :], dtype=np.int64)
        after: list[tuple[str, str, str]] = [("", "", "en")] * len(order)
        for at, row in [*zip(keep.tolist(), rows, strict=True), *zip(added.tolist(), new, strict=True)]:
            if at >= 0:
                after[at] = row
        index, rows = index.updated(keep, len(after), added, build(new)), after
        fresh = build(rows)
        assert (index.count, index.languages) == (fresh.count, fresh.languages)
        for question in QUESTIONS:
            np.testing.assert_array_equal(index.scores(question), fresh.scores(question))


def test_an_updated_index_is_saved_and_loaded(tmp_path: Path) -> None:
    index = build([("daily penalty", "CNIL", "en"), ("Geldbuße", "", "de")])
    more = build([("a daily fine", "Amazon", "en")])
    index = index.updated(np.array([1, -1]), 2, np.array([0]), more)
    index.save(tmp_path / "lexical.npz")
    loaded = LexicalIndex.load(tmp_path / "lexical.npz")
    assert loaded.languages == ("en",)
    np.testing.assert_array_equal(loaded.scores("daily penalty"), index.scores("daily penalty"))


def document(number: int, text: str, language: str = "en") -> Document:
    return Document(f"d{number}", f"Title {number}", f"# Title {number}\n\n{text or 'Empty.'}", language=language)


DOCUMENTS = st.dictionaries(st.integers(0, 6), st.tuples(TEXTS, st.sampled_from(["en", "de"])), max_size=6)


@given(DOCUMENTS, DOCUMENTS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_documents_updated_are_documents_built_anew(
    first: dict[int, tuple[str, str]], second: dict[int, tuple[str, str]], chance: object
) -> None:
    before = [document(number, *row) for number, row in first.items()]
    shared = [one for one in before if int(one.id[1:]) % 3 == 0]
    after = [document(number, *row) for number, row in second.items() if number % 3] + shared
    chance.shuffle(after)  # type: ignore[attr-defined]
    updated = SearchIndex.build(before).updated({one.id: one for one in before}, after)
    fresh = SearchIndex.build(after)
    assert (updated.index.passages, updated.index.places) == (fresh.passages, fresh.places)
    assert updated.index.digest() == fresh.digest()
    for question in QUESTIONS:
        np.testing.assert_array_equal(updated.index.lexical.scores(question), fresh.lexical.scores(question))
    old = SearchIndex.build(before).passages
    kept = {(old[at].document, old[at].start, place) for at, place in enumerate(updated.keep.tolist()) if place >= 0}
    assert all(fresh.passages[place] == old[at] for at, place in enumerate(updated.keep.tolist()) if place >= 0)
    assert {name for name, _, _ in kept} >= {one.id for one in shared}


BASE = Document("d", "Title", "# Title\n\nA fine.", "https://example.org/1", "CNIL", date(2022, 1, 1))
CHANGES = {
    "text": (replace(BASE, text="# Title\n\nA fee.", digest=""), True),
    "title": (replace(BASE, title="Another"), True),
    "publisher": (replace(BASE, publisher=None), True),
    "published": (replace(BASE, published=date(2022, 1, 2)), True),
    "language": (replace(BASE, language="fr"), True),
    "link": (replace(BASE, url="https://example.org/2"), False),
    "topics": (replace(BASE, topics=("cookies",)), False),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_read_anew(what: str) -> None:
    """Only what a passage's words or vector follow from."""
    after, anew = CHANGES[what]
    updated = SearchIndex.build([BASE]).updated({"d": BASE}, [after])
    assert (updated.keep.tolist() == [-1]) == anew
    assert updated.index.passages == SearchIndex.build([after]).passages


def test_documents_that_stay_are_not_split_again() -> None:
    before = [document(number, "A daily penalty.") for number in range(50)]
    index = SearchIndex.build(before)
    changed = [replace(one, title="Another") if one.id == "d7" else replace(one) for one in before]
    updated = index.updated({one.id: one for one in before}, changed)
    pairs = zip(index.passages, updated.index.passages, strict=True)
    assert [old.document for old, new in pairs if old is not new] == ["d7"]


def test_the_same_id_twice_is_refused() -> None:
    index = SearchIndex.build([BASE])
    with pytest.raises(ValueError, match="'d'"):
        index.updated({"d": BASE}, [BASE, BASE])
