"""One door: any file in, documents or a Problem out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.ingest.reading.arrival import Arrival, Limits
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.reading import arrival_of, read
from knowledge.records.problems import Problem
from tests.ingest.reading import files

LANGUAGES = Languages()


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    name: str
    data: bytes
    start: str


CASES = (
    Case("HTML", "a.html", files.html().encode(), "# Acme fined for advertising"),
    Case("PDF", "a.pdf", files.pdf([files.lines(["The authority decided."])]), "The authority decided."),
    Case("Word", "a.docx", files.word(), "In a content control"),
    Case("plain text", "a.txt", f"Bußgeld\n\n{files.GERMAN}".encode("utf-16"), "Bußgeld\n\nDie"),
    Case("Markdown", "a.md", b"# A page\r\n\r\nText", "# A page\n\nText"),
    Case("Atom", "a.atom", files.ATOM.encode(), files.PARAGRAPH),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_read(case: Case) -> None:
    reading = read(Arrival(case.name, case.data), LANGUAGES)
    assert all("not fetched" in p.message for p in reading.problems)
    (document,) = reading.documents
    assert document.text.startswith(case.start)
    assert reading.documents == read(Arrival("another-name" + Path(case.name).suffix, case.data), LANGUAGES).documents


def test_a_wrong_name_is_said_and_does_no_harm() -> None:
    reading = read(Arrival("a.pdf", files.html().encode()), LANGUAGES)
    assert len(reading.documents) == 1
    assert [str(p) for p in reading.problems] == [
        "a.pdf: warning: said to be PDF, but it is HTML, and was read as that"
    ]


def test_too_large() -> None:
    reading = read(Arrival("a.txt", b"x" * 2_000_001), LANGUAGES, Limits(size=2_000_000))
    assert [p.message for p in reading.problems] == [
        "the file has 2.0 MB, where the limit is 2.0 MB: split it, or leave out pictures"
    ]


def test_too_much_text() -> None:
    reading = read(Arrival("a.txt", b"word " * 50), LANGUAGES, Limits(text=100))
    assert reading.documents == ()
    assert [p.message for p in reading.problems] == ["249 characters of text, where the limit is 100"]


def test_a_file_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"A text.")
    assert arrival_of(tmp_path / "a.txt", "sub/a.txt") == Arrival("sub/a.txt", b"A text.")
    assert isinstance(arrival_of(tmp_path / "a.txt", limits=Limits(size=3)), Problem)
    missing = arrival_of(tmp_path / "b.txt")
    assert isinstance(missing, Problem) and missing.source == "b.txt"


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", Path("/dev/zero")):
        found = arrival_of(path)
        assert isinstance(found, Problem) and (found.source, found.fatal) == (path.name, True)
        assert "no file, but a pipe or a device" in found.message
