"""Text is normalised gently, and only once: what was cleaned stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.reading.cleaning import clean, document_of, slug, stated_title, table_row


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    given: str
    text: str


CASES = (
    Case("line ends of every kind", "a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
    Case("one empty line at most", "a\n\n \n\n\nb\n\n", "a\n\nb"),
    Case("soft hyphens and marks", "pen\xadalty \ufeffof\u200b EUR\u200e 5", "penalty of EUR 5"),
    Case("letters put together", "Bussgeldbeho\u0308rde", "Bussgeldbehörde"),
    Case("no control characters", "a\x00b\x1bc\x7fd", "abcd"),
    Case("halves of pairs", "a\ud800b", "ab"),
    Case("no spaces at line ends", "a  \t\nb\u00a0", "a\nb"),
    Case("spaces within stay", "EUR 5\u00a0000  and\tso on", "EUR 5\u00a0000  and\tso on"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_clean(case: Case) -> None:
    assert clean(case.given) == case.text


@given(st.text(st.characters() | st.sampled_from("\r\n\t \xad\u0301\u0308\ufeffa")))
def test_clean_twice_is_clean_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()


@given(st.text(), st.text(min_size=1))
def test_an_id_is_made_of_title_and_text(title: str, text: str) -> None:
    text = clean(text) or "x"
    document = document_of(title, text, language="en")
    assert document == document_of(title, text, language="en")
    name, _, digest = document.id.rpartition("-")
    assert 0 < len(name) <= 60 and name.isascii() and digest == document.digest[:8]
    assert document.title.strip() == document.title != ""


def test_a_slug_is_readable() -> None:
    assert slug("CNIL: amende de 1 200 000 € à l'Acmé, S.A.") == "cnil-amende-de-1-200-000-a-l-acme-s-a"
    assert slug("Απόφαση") == "document"
    assert len(slug("word " * 50)) <= 60


@pytest.mark.parametrize(
    "title", ["", "x", "Microsoft Word - a b.doc", "decision of may.docx", "Untitled 1", "Document 7"]
)
def test_what_programs_write_is_no_title(title: str) -> None:
    assert stated_title(title) == ""
    assert stated_title("Decision on Acme") == "Decision on Acme"


def test_a_table_row() -> None:
    assert table_row([" a\nb ", "", "c|d"]) == "| a b |  | c/d |"
    assert table_row(["", " "]) == ""
