"""What kind of file some bytes are: by their content first, then by what the server says, then by the name's ending."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.reading.encoding import decode

READABLE = (".txt", ".md", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".xml", ".rss", ".atom")
"""Endings of the files that `reading.read` makes documents of."""


class Kind(StrEnum):
    """The kinds that have a reader."""

    HTML = "HTML"
    PDF = "PDF"
    DOCX = "a Word file"
    PLAIN = "plain text"
    MARKDOWN = "Markdown"
    FEED = "a feed"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind and, where name or server said another, ``mismatch``; or ``refusal``: why there is no reader for it."""

    kind: Kind | None = None
    mismatch: str | None = None
    refusal: str | None = None


_HEAD = 2_048
_GZIP = b"\x1f\x8b"
_SIGNATURES = (
    (b"{\\rtf", "RTF: save it as .docx or PDF"),
    (b"\x89PNG", "a picture: run text recognition (OCR) on it and hand in the text or a PDF"),
    (b"\xff\xd8\xff", "a picture: run text recognition (OCR) on it and hand in the text or a PDF"),
    (b"GIF8", "a picture: run text recognition (OCR) on it and hand in the text or a PDF"),
    (b"II*\0", "a picture: run text recognition (OCR) on it and hand in the text or a PDF"),
    (b"MM\0*", "a picture: run text recognition (OCR) on it and hand in the text or a PDF"),
    (_GZIP, "packed with gzip: unpack it first"),
    (b"BZh", "packed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "packed with xz: unpack it first"),
    (b"7z\xbc\xaf", "packed with 7-Zip: unpack it first"),
    (b"Rar!", "packed with RAR: unpack it first"),
    (b"%!PS", "PostScript: save it as PDF"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BY_TYPE = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "application/pdf": Kind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.DOCX,
    "text/plain": Kind.PLAIN,
    "text/markdown": Kind.MARKDOWN,
    "text/x-markdown": Kind.MARKDOWN,
    "application/rss+xml": Kind.FEED,
    "application/atom+xml": Kind.FEED,
    "application/rdf+xml": Kind.FEED,
    "application/xml": Kind.FEED,
    "text/xml": Kind.FEED,
}
_BY_ENDING = {
    ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML, ".pdf": Kind.PDF, ".docx": Kind.DOCX,
    ".txt": Kind.PLAIN, ".text": Kind.PLAIN, ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN,
    ".rss": Kind.FEED, ".atom": Kind.FEED, ".xml": Kind.FEED, ".rdf": Kind.FEED,
}  # fmt: skip
_TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".jsonl", ".ndjson", ".json"})
_TABLE_TYPES = frozenset(
    {
        "text/csv", "application/csv", "text/tab-separated-values", "application/x-ndjson", "application/jsonl",
        "application/json",
    }
)  # fmt: skip
_BEFORE_ROOT = r"(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>]*>)*"
_FEED = re.compile(rf"{_BEFORE_ROOT}<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(rf"{_BEFORE_ROOT}<(?:html|head|body)[\s>]|\s*<!DOCTYPE\s+html", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:p|div|span|h[1-6]|table|tr|td|ul|li|br|article|main|section)(?:\s[^<>]{0,400})?/?>", re.IGNORECASE
)
_NO_ZIP = (zipfile.BadZipFile, ValueError, OSError, LookupError, NotImplementedError, RuntimeError)
_OTHER_XML = re.compile(r"\s*<\?xml\s")


def sniff(arrival: Arrival) -> Sniffed:
    """Never raises. Of what is said wrongly, what the content shows counts."""
    said = _said(arrival)
    found = _by_content(arrival, said)
    if found.kind is None or said is None or said == found.kind or {said, found.kind} == {Kind.PLAIN, Kind.MARKDOWN}:
        return found
    return Sniffed(found.kind, f"said to be {said.value}, but it is {found.kind.value}, and was read as that")


def is_table(arrival: Arrival) -> bool:
    """Whether it goes the way of tables: a workbook, or text, packed with gzip or not, that is said to be rows."""
    data = arrival.data
    if data.startswith(b"PK"):
        return _has_sheets(data)
    if not data.strip() or b"%PDF-" in data[:1024] or data.startswith(_OLE):
        return False
    return not any(data.startswith(s) for s, _ in _SIGNATURES if s != _GZIP) and _is_rows(arrival)


def _is_rows(arrival: Arrival) -> bool:
    """By what it is called; but a page or a feed is none, whatever it is called."""
    name = arrival.name.lower().removesuffix(".gz")
    said = (arrival.content_type or "").split(";")[0].strip().lower()
    ending = PurePath(name).suffix
    if ending not in _TABLES and (said not in _TABLE_TYPES or ending in _BY_ENDING):
        return False
    head = arrival.data[:_HEAD].decode("latin-1").removeprefix("\xef\xbb\xbf")
    return not (_FEED.match(head) or _HTML.match(head))


def _has_sheets(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return any(name.startswith("xl/") for name in parts.namelist())
    except _NO_ZIP:
        return False


def _said(arrival: Arrival) -> Kind | None:
    by_type = _BY_TYPE.get((arrival.content_type or "").split(";")[0].strip().lower())
    by_ending = _BY_ENDING.get(PurePath(arrival.name).suffix.lower())
    if by_type is Kind.PLAIN and by_ending is Kind.MARKDOWN:
        return by_ending  # servers know no better name for Markdown
    return by_type or by_ending


def _by_content(arrival: Arrival, said: Kind | None) -> Sniffed:
    data = arrival.data
    if not data.strip():
        return Sniffed(refusal="the file is empty")
    if b"%PDF-" in data[:1024]:
        return Sniffed(Kind.PDF)
    if data.startswith(b"PK"):
        return _zip(data)
    if data.startswith(_OLE):
        if _ENCRYPTED in data[:100_000]:
            return Sniffed(refusal="this Office file is encrypted: save it without its password first")
        return Sniffed(refusal="an Office file of the old kind: save it as .docx, or a table as .xlsx")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            return Sniffed(refusal=f"cannot be read: {what}")
    if _is_rows(arrival):
        return Sniffed(refusal="a table or rows of JSON, which come in through the import of tables")
    kind = _text_kind(data, said)
    if said in (Kind.PDF, Kind.DOCX) and kind is Kind.PLAIN:
        return Sniffed(refusal=f"said to be {said.value}, but it is not: damaged, or of an unknown kind")
    return Sniffed(kind)


def _zip(data: bytes) -> Sniffed:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = frozenset(parts.namelist())
    except _NO_ZIP:
        return Sniffed(refusal="a zip or Office file that is damaged")
    if any(name.startswith("word/") for name in names):
        return Sniffed(Kind.DOCX)
    if any(name.startswith("xl/") for name in names):
        return Sniffed(refusal="a table, which comes in through the import of tables")
    if "content.xml" in names:
        return Sniffed(refusal="cannot be read: OpenDocument: save it as .docx or PDF")
    return Sniffed(refusal="cannot be read: a zip archive: unpack it and hand in its files")


def _text_kind(data: bytes, said: Kind | None) -> Kind:
    head = decode(data[:_HEAD].rstrip(b"\x80\x81"), marked=True) or data[:_HEAD].decode("latin-1")
    head = head.removeprefix("\ufeff")
    if _FEED.match(head):
        return Kind.FEED
    if _HTML.match(head):
        return Kind.HTML
    if said in (Kind.HTML, Kind.FEED, Kind.MARKDOWN):
        return said
    if _OTHER_XML.match(head):
        return Kind.FEED
    return Kind.HTML if len(_TAGS.findall(head)) >= 3 else Kind.PLAIN
