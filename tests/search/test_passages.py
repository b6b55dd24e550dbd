"""Passages: exact spans, headings, sizes, and what is embedded of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.records.documents import Document
from knowledge.search.passages import MAX_CHARACTERS, MAX_WORDS, TARGET_WORDS, embedded_text, split

ARTICLE = """# How a daily penalty works

A daily penalty is a rate per day.

## The order

It sets a deadline. The rate starts after it.

### Details

None yet.

## What liquidation means

The sum is fixed.
"""


def document(text: str) -> Document:
    return Document("doc", "How a daily penalty works", text, publisher="CNIL", published=date(2022, 10, 17))


def test_headings_stand_above_their_passages() -> None:
    found = [(passage.headings[1:], passage.text) for passage in split(document(ARTICLE))]
    assert found == [
        ((), "A daily penalty is a rate per day."),
        (("The order",), "It sets a deadline. The rate starts after it."),
        (("The order", "Details"), "None yet."),
        (("What liquidation means",), "The sum is fixed."),
    ]


def test_a_heading_with_nothing_below_is_a_passage() -> None:
    found = split(document("# Title\n\n## Annulled by the court\n\n## Next\n\nText."))
    assert [passage.text for passage in found] == ["## Annulled by the court", "Text."]


def test_a_hash_in_a_fence_is_no_heading() -> None:
    found = split(document("# Title\n\nText.\n\n```\n\n# no heading\n\n```\n\nMore."))
    assert {passage.headings for passage in found} == {("Title",)}


def test_a_new_paragraph_starts_a_passage_once_there_is_enough() -> None:
    long, short = "One two three four five. " * 14, "A short one follows here. " * 5
    found = split(document(f"{long.strip()}\n\n{short.strip()}"))
    assert [len(passage.text.split()) for passage in found] == [70, 25]


def test_sentences_are_packed_up_to_the_target() -> None:
    found = split(document("One two three four five. " * 100))
    assert max(len(passage.text.split()) for passage in found) == TARGET_WORDS
    assert all(passage.text.endswith(".") for passage in found)


def test_a_short_tail_joins_the_passage_before() -> None:
    found = split(document("One two three four five. " * 26))
    assert [len(passage.text.split()) for passage in found] == [130]


@pytest.mark.parametrize(
    "text",
    ["word " * 1000, "clause one, " * 300, "x" * 5000, "罰金" * 2000],
    ids=["words", "clauses", "one word", "no spaces"],
)
def test_a_sentence_too_long_is_cut(text: str) -> None:
    found = split(document(text))
    assert all(len(passage.text.split()) <= MAX_WORDS and len(passage.text) <= MAX_CHARACTERS for passage in found)
    assert "".join("".join(passage.text.split()) for passage in found) == "".join(text.split())


def test_embedded_text_has_title_publisher_date_and_headings() -> None:
    own = document(ARTICLE)
    assert embedded_text(own, split(own)[2]) == (
        "How a daily penalty works (CNIL, 17 October 2022)\nThe order > Details\nNone yet."
    )


def test_embedded_text_without_date_and_headings() -> None:
    own = Document("doc", "Title", "Text.")
    assert embedded_text(own, split(own)[0]) == "Title\nText."


BLOCKS = st.lists(
    st.sampled_from(["# H\n", "## Sub ##\n", "\n\n", "\n", "word ", "Sentence ends. ", "- item\n", "```\n", "| a |\n"])
    | st.text(max_size=30)
    | st.integers(1, 400).map(lambda n: "Word of it. " * n),
    min_size=1,
    max_size=25,
).map("".join)


@given(BLOCKS.filter(lambda text: bool(text.strip())))
def test_spans_are_exact_ordered_and_within_bounds(text: str) -> None:
    found = split(document(text))
    assert found
    at = 0
    for passage in found:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text.strip()
        assert passage.start >= at
        assert len(passage.text.split()) <= MAX_WORDS
        assert len(passage.text) <= MAX_CHARACTERS
        at = passage.end
        lost = text[found[0].start : found[-1].end]
    assert lost


@given(BLOCKS.filter(lambda text: bool(text.strip()) and "#" not in text))
def test_without_headings_passages_cover_the_text(text: str) -> None:
    found = split(document(text))
    assert "".join("".join(passage.text.split()) for passage in found) == "".join(text.split())
