"""Arrivals and readings as bytes between two processes: JSON, and a file's own bytes, each behind its length."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from knowledge.ingest.reading.arrival import Arrival, Entry, Reading
from knowledge.records.documents import Document
from knowledge.records.problems import Problem

READY = b"ready"
"""The first frame of the process that reads."""
OUT_OF_MEMORY = 3
"""Its exit status where memory was not enough."""
_LENGTH = 8


class Malformed(ValueError):
    """What came is not what the other side sends."""


def send(stream: IO[bytes], data: bytes) -> None:
    """One frame. Raises OSError where the other side is gone."""
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> bytes | None:
    """One frame of at most ``most`` bytes; None where the stream ended. Raises Malformed."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    size = int.from_bytes(head, "big")
    if size > most:
        raise Malformed(f"a frame of {size:,} bytes, where at most {most:,} are taken")
    data = stream.read(size)
    return data if len(data) == size else None


def arrival_head(arrival: Arrival) -> bytes:
    """All of it but its data."""
    return json.dumps({"name": arrival.name, "url": arrival.url, "content_type": arrival.content_type}).encode()


def workbook_head(name: str, sheet: str | None) -> bytes:
    """Asks for the rows of a workbook instead of documents."""
    return json.dumps({"name": name, "workbook": {"sheet": sheet}}).encode()


def workbook_from(head: bytes) -> tuple[bool, str | None]:
    """Whether a workbook's rows are asked for, and of which sheet."""
    asked = json.loads(head).get("workbook")
    return asked is not None, asked["sheet"] if asked else None


def arrival_from(head: bytes, data: bytes) -> Arrival:
    told = json.loads(head)
    return Arrival(told["name"], data, told["url"], told["content_type"])


def reading_bytes(reading: Reading) -> bytes:
    """All of a reading that its readers fill in; sources and topics are not among it."""
    told = {
        "documents": [_document_row(document) for document in reading.documents],
        "problems": [asdict(problem) for problem in reading.problems],
        "entries": [{"title": e.title, "url": e.url, "published": _written(e.published)} for e in reading.entries],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def reading_from(data: bytes) -> Reading:
    """Raises Malformed. A text is what its digest says it is: that is computed here."""
    try:
        told = json.loads(data)
        return Reading(
            tuple(_document(row) for row in told["documents"]),
            tuple(
                Problem(_text(p["source"]), int(p["line"]), _text(p["message"]), p["fatal"] is True)
                for p in told["problems"]
            ),
            tuple(Entry(_text(e["title"]), _text(e["url"]), _day(e["published"])) for e in told["entries"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(f"not a reading: {error}") from None


def _document_row(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "url": document.url,
        "publisher": document.publisher,
        "published": _written(document.published),
        "language": document.language,
        "pages": document.pages,
    }


def _document(row: dict[str, Any]) -> Document:
    pages = tuple(int(start) for start in row["pages"])
    if any(start < 0 or start > len(row["text"]) for start in pages) or list(pages) != sorted(pages):
        raise ValueError("pages that are not in their text")
    return Document(
        id=_text(row["id"]),
        title=_text(row["title"]),
        text=_text(row["text"]),
        url=_optional(row["url"]),
        publisher=_optional(row["publisher"]),
        published=_day(row["published"]),
        language=_text(row["language"]),
        pages=pages,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is expected, found {type(value).__name__}")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))
