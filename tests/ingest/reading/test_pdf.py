"""A PDF gives paragraphs, with the page of every character; without text it says why."""

from __future__ import annotations

import pytest

from knowledge.ingest.reading.arrival import Arrival, Limits, Reading
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.pdf import read_pdf
from knowledge.records.documents import Document
from tests.ingest.reading import files
from tests.ingest.reading.files import At, lines

LANGUAGES = Languages()
TEXT = (
    "The authority has fined Acme Widgets because it did not answer the ques-",
    "tions of the people whom it had sent its advertising to, and because it",
    "had kept their data.",
)
WHOLE = (
    "The authority has fined Acme Widgets because it did not answer the questions of the people whom it had sent its "
    "advertising to, and because it had kept their data."
)


def read(data: bytes, limits: Limits | None = None) -> Reading:
    return read_pdf(Arrival("decision.pdf", data), LANGUAGES, limits or Limits())


def only(data: bytes) -> Document:
    (document,) = read(data).documents
    return document


def test_lines_become_paragraphs() -> None:
    second = lines(["A second paragraph that is long enough to fill the whole width of a", "line."], top=690)
    document = only(files.pdf([[*lines(TEXT), *second]]))
    assert document.text == f"{WHOLE}\n\nA second paragraph that is long enough to fill the whole width of a line."
    assert document.pages == (0,)


def test_every_character_has_its_page() -> None:
    document = only(files.pdf([lines(TEXT), [], lines(["Second text."]), lines(["Third text."])]))
    assert [document.page(document.text.index(word)) for word in ("The authority", "Second", "Third")] == [1, 3, 4]
    assert document.page(len(document.text) - 1) == 4
    assert len(document.pages) == 4


def test_a_sentence_goes_on_over_the_page() -> None:
    document = only(files.pdf([lines(TEXT[:2]), lines(["had kept their data."])]))
    assert document.text == WHOLE
    assert document.page(document.text.index("had kept")) == 2


def test_heads_feet_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            At("Authority, case 12/2021", 72, 810),
            *lines([f"Page text number {'abcd'[n]}."]),
            At(f"Page {n + 1} of 4", 280, 30),
        ]
        for n in range(4)
    ]
    text = only(files.pdf(pages)).text
    assert text.count("case 12/2021") == 1  # where it stands first: it may be said nowhere else
    assert "of 4" not in text
    assert all(f"number {letter}." in text for letter in "abcd")


def test_a_sum_at_the_foot_of_each_page_is_no_page_number() -> None:
    text = only(
        files.pdf([[*lines([f"Part {n}."]), At(f"Total EUR {n * n * 1000}", 72, 30)] for n in range(1, 6)])
    ).text
    assert all(f"Total EUR {n * n * 1000}" in text for n in range(1, 6))


def test_a_footnotes_mark_is_no_digit() -> None:
    mark = [At("The fine is EUR 5,000", 72, 700), At("1", 72 + 112, 704, 6), At(" and is due at once.", 72 + 116, 700)]
    text = only(files.pdf([mark])).text
    assert "5,0001" not in text
    assert "EUR 5,000[1]" in text.replace(" [", "[")


def test_headings_by_the_size_of_their_letters() -> None:
    document = only(files.pdf([[At("Decision of the authority", 72, 800, 18), *lines(TEXT)]]))
    assert document.title == "Decision of the authority"
    assert document.text.startswith("## Decision of the authority\n\nThe authority has")


@pytest.mark.parametrize(
    ("stated", "title"),
    [("Fine on Acme Widgets", "Fine on Acme Widgets"), ("Microsoft Word - a b.doc", "Decision of X")],
)
def test_the_files_own_title(stated: str, title: str) -> None:
    assert only(files.pdf([[At("Decision of X", 72, 800, 18), *lines(TEXT)]], title=stated)).title == title


def says(reading: Reading) -> str:
    assert reading.documents == ()
    (problem,) = reading.problems
    assert problem.fatal and problem.source == "decision.pdf"
    return problem.message


def test_a_scanned_pdf_says_so() -> None:
    assert "scanned" in says(read(files.scanned_pdf()))


def test_an_encrypted_pdf_says_so() -> None:
    assert "encrypted" in says(read(files.encrypted_pdf()))


def test_a_damaged_pdf_says_so() -> None:
    assert "damaged" in says(read(b"%PDF-1.7\n" + b"x" * 300))


def test_more_text_than_the_limit_says_so() -> None:
    assert "more than 100 characters" in says(read(files.pdf([lines(TEXT)]), Limits(text=100)))


def test_pages_without_text_are_named() -> None:
    reading = read(files.pdf([lines(TEXT), [], lines(["More."])]))
    assert len(reading.documents) == 1
    assert [(p.message, p.fatal) for p in reading.problems] == [("no text, scanned or empty: page 2", False)]


def test_the_same_file_has_the_same_id() -> None:
    assert only(files.pdf([lines(TEXT)])) == only(files.pdf([lines(TEXT)]))
