"""What a file is, its content says first; where name or server said another, that is told."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.reading.kinds import READABLE, Kind, is_table, sniff
from tests.ingest.reading import files


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    name: str
    data: bytes
    kind: Kind | None
    content_type: str | None = None
    says: str | None = None


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, "x")
    return out.getvalue()


WORD = files.word()
CASES = (
    Case("HTML", "a.html", files.html().encode(), Kind.HTML),
    Case("HTML by its tags alone", "a", b"<p>One</p><p>Two</p>", Kind.HTML),
    Case("HTML by the server", "a", b"One<br>Two", Kind.HTML, "text/html; charset=utf-8"),
    Case("HTML after a comment", "a", b"<!-- saved -->\n<HTML><body>x", Kind.HTML),
    Case("XHTML", "a", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="y">', Kind.HTML),
    Case("a feed by the name .xml", "news.xml", files.ATOM.encode(), Kind.FEED),
    Case("a feed that the server calls HTML", "a", files.rss("").encode(), Kind.FEED, "text/html", "said to be HTML"),
    Case("a PDF", "a.pdf", files.scanned_pdf(), Kind.PDF),
    Case("a PDF after some bytes", "a.pdf", b"\n\n" + files.scanned_pdf(), Kind.PDF),
    Case(
        "a PDF under another name",
        "a.docx",
        files.scanned_pdf(),
        Kind.PDF,
        None,
        "said to be a Word file, but it is PDF",
    ),
    Case("a page where a PDF was", "a.pdf", files.html().encode(), Kind.HTML, "application/pdf", "said to be PDF"),
    Case("text where a PDF was", "a.pdf", b"Not found", None, None, "said to be PDF, but it is not"),
    Case("a Word file", "a.docx", WORD, Kind.DOCX),
    Case("a Word file without a name", "a", WORD, Kind.DOCX, "application/octet-stream"),
    Case("plain text", "a.txt", b"A line.", Kind.PLAIN),
    Case("plain text without a name", "a", b"A line with 5 < 6.", Kind.PLAIN),
    Case("Markdown", "a.md", b"# A", Kind.MARKDOWN),
    Case("Markdown that the server calls text", "a.md", b"# A", Kind.MARKDOWN, "text/plain"),
    Case("nothing", "a.txt", b" \n", None, None, "empty"),
    Case("a picture", "a.png", b"\x89PNG\r\n\x1a\n", None, None, "OCR"),
    Case("an old Word file", "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None, None, "save it as .docx"),
    Case(
        "an encrypted Word file",
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        None,
        None,
        "encrypted",
    ),
    Case("a table", "a.csv", b"a,b\n1,2\n", None, None, "import of tables"),
    Case("a workbook", "a.xlsx", _zip("xl/workbook.xml"), None, None, "import of tables"),
    Case("a zip file", "a.zip", _zip("a.txt"), None, None, "unpack it"),
    Case("a damaged zip file", "a.docx", b"PK\x03\x04rest", None, None, "damaged"),
    Case("RTF", "a.rtf", b"{\\rtf1 x}", None, None, ".docx"),
    Case("gzip", "a.gz", b"\x1f\x8b\x08", None, None, "unpack"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_sniff(case: Case) -> None:
    found = sniff(Arrival(case.name, case.data, content_type=case.content_type))
    assert found.kind == case.kind
    told = found.refusal or found.mismatch
    assert (case.says or "") in (told or "")
    assert (told is None) == (case.says is None)


@pytest.mark.parametrize(
    ("name", "data", "content_type", "table"),
    [
        ("a.csv", b"a,b\n1,2\n", None, True),
        ("A.TSV", b"a\tb\n", "text/plain", True),
        ("a.jsonl", b'{"a": 1}', None, True),
        ("a.jsonl.gz", b"\x1f\x8b\x08", None, True),
        ("export", b"a,b\n1,2\n", "text/csv; charset=utf-8", True),
        ("a.xlsx", _zip("xl/workbook.xml"), None, True),
        ("a", _zip("xl/workbook.xml"), "application/octet-stream", True),
        ("a.xlsx", b"a,b\n1,2\n", None, True),
        ("a.csv", b"\xef\xbb\xbf<!DOCTYPE html><html>", "text/html", False),
        ("a.csv", b"%PDF-1.7", None, False),
        ("a.csv", b"\x89PNG\r\n\x1a\n", None, False),
        ("a.csv", b" \n", None, False),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, False),
        ("a.txt", b"a,b\n1,2\n", "text/csv", False),
        ("a.txt.gz", b"\x1f\x8b\x08", None, False),
        ("a.docx", WORD, None, False),
        ("a.xlsx", b"PK\x03\x04rest", None, False),
    ],
)
def test_what_goes_the_way_of_tables(name: str, data: bytes, content_type: str | None, table: bool) -> None:
    assert is_table(Arrival(name, data, content_type=content_type)) is table


@given(st.binary(max_size=300), st.sampled_from([*READABLE, "", ".exe"]), st.none() | st.text(max_size=20))
def test_any_bytes(data: bytes, ending: str, content_type: str | None) -> None:
    found = sniff(Arrival("a" + ending, data, content_type=content_type))
    assert (found.kind is None) != (found.refusal is None)
