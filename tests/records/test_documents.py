"""Documents and the citations whose quotes stand in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.records.documents import Document, QuoteNotFound, cite
from knowledge.records.problems import Problem

TEXT = "# Fine\n\nOn 3 May 2022 the CNIL fined Zoë’s 🍪 shop €20,000,000. The CNIL fined it again.\n"
DOCUMENT = Document("fine", "Fine", TEXT)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    quote: str
    start: int | None  # None: not found


def test_the_page_of_a_place() -> None:
    document = Document("paged", "Paged", "## one\ntwo three four", pages=(3, 7, 13))
    assert [document.page(at) for at in (0, 3, 6, 7, 12, 13, 21)] == [1, 1, 1, 2, 2, 3, 3]
    assert DOCUMENT.page(0) is None


QUOTES = (
    Case("a sentence", "The CNIL fined it again.", TEXT.index("The CNIL fined it again.")),
    Case("the first place counts", "CNIL", TEXT.index("CNIL")),
    Case("code points, not bytes", "shop €20,000,000", TEXT.index("shop")),
    Case("the whole text", TEXT, 0),
    Case("another case", "the cnil", None),
    Case("another apostrophe", "Zoë's", None),
    Case("another space", "the  CNIL", None),
    Case("other digits", "€20,000,001", None),
    Case("empty", "", None),
)


@pytest.mark.parametrize("case", QUOTES, ids=lambda c: c.id)
def test_a_quote_is_verbatim(case: Case) -> None:
    if case.start is None:
        with pytest.raises(QuoteNotFound, match="fine"):
            cite(DOCUMENT, case.quote)
        return
    citation = cite(DOCUMENT, case.quote)
    assert (citation.document, citation.start, citation.quote) == ("fine", case.start, case.quote)
    assert TEXT[citation.start : citation.end] == case.quote


@given(st.text(min_size=1).filter(lambda t: bool(t.strip())), st.data())
def test_every_stretch_of_a_text_can_be_cited(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    citation = cite(Document("d", "D", text), text[start:end])
    assert text[citation.start : citation.end] == citation.quote == text[start:end]
    assert citation.start <= start


@pytest.mark.parametrize(("identity", "text"), [("", "x"), ("x", ""), ("x", " \n\t")], ids=["id", "text", "blank"])
def test_a_document_has_an_id_and_a_text(identity: str, text: str) -> None:
    with pytest.raises(ValueError, match="no id or no text"):
        Document(identity, "Title", text)


def test_the_digest_is_that_of_the_text() -> None:
    assert DOCUMENT.digest == hashlib.sha256(TEXT.encode()).hexdigest()


PROBLEMS = (
    (Problem("a.md", 3, "no"), "a.md:3: no"),
    (Problem("a.md", 0, "no"), "a.md: no"),
    (Problem("a.md", 3, "no", fatal=False), "a.md:3: warning: no"),
)


@pytest.mark.parametrize(("problem", "text"), PROBLEMS, ids=["line", "file", "warning"])
def test_a_problem_names_its_place(problem: Problem, text: str) -> None:
    assert str(problem) == text
