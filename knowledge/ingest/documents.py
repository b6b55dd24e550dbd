"""JSON Lines of documents: id and text, what is known about them, and what their source tells of money.

``id``, ``text``; optional ``title``, ``url``, ``publisher``, ``published``, ``language``, ``pages`` (where each page
starts in the text), ``sources`` (objects of title, publisher, url, checked), ``told`` (see `knowledge.ingest.told`) and
``about``, the id of the document whose record covers this one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.ingest.told import from_json, to_json
from knowledge.records.documents import Document, Source
from knowledge.records.extracted import Extracted
from knowledge.records.problems import Problem

_TEXTS = ("title", "url", "publisher", "published", "language", "about")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class JsonlRead:
    """What one file gave. ``told`` has every document that says what it tells, be it nothing; ``about`` maps a
    document to the one whose record covers it. Neither kind is searched for penalties again.
    """

    documents: tuple[Document, ...]
    told: Mapping[str, tuple[Extracted, ...]]
    about: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_jsonl(path: Path, source: str) -> JsonlRead:
    """Every line that holds a document; unknown keys are ignored, a line that cannot be used is a Problem."""
    documents: list[Document] = []
    told: dict[str, tuple[Extracted, ...]] = {}
    about: dict[str, str] = {}
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    document = _document(row)
                    tells, covered = _told(row, document), _about(row, document)
                except (ValueError, TypeError, RecursionError) as error:
                    problems.append(Problem(source, number, str(error)))
                    continue
                documents.append(document)
                if tells is not None:
                    told.setdefault(document.id, tells)
                if covered is not None:
                    about.setdefault(document.id, covered)
    except (UnicodeDecodeError, OSError) as error:
        return JsonlRead((), {}, {}, (Problem(source, 0, f"not readable: {error}"),))
    return JsonlRead(tuple(documents), told, about, tuple(problems))


def jsonl_line(document: Document, about: str | None = None, told: Sequence[Extracted] | None = None) -> str:
    """The line that `read_jsonl` reads back, its end included; further ``sources`` are not written.

    ``told``: None where the document does not say.
    """
    row: dict[str, Any] = {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "publisher": document.publisher,
        "published": document.published.isoformat() if document.published else None,
        "language": document.language,
        "pages": list(document.pages) or None,
        "about": about,
        "told": None if told is None else [to_json(t) for t in told],
        "text": document.text,
    }
    return json.dumps({key: value for key, value in row.items() if value is not None}, ensure_ascii=False) + "\n"


def _document(row: object) -> Document:
    if not isinstance(row, dict):
        raise ValueError(f"a line is an object with id and text, found {type(row).__name__}")
    identity, text = row.get("id"), row.get("text")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str) or not identity.strip():
        raise ValueError(f"'id' is a text that is not empty, found {identity!r}")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"document {identity!r}: 'text' is empty or not a text")
    for value in (identity, text, *(row.get(k) for k in _TEXTS)):
        if isinstance(value, str) and _HALF_CHARACTER.search(value):
            raise ValueError(f"document {identity!r}: half of a surrogate pair, which is no character")
    optional: dict[str, str | None] = {}
    for key in _TEXTS:
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"document {identity!r}: {key!r} is a text, found {value!r}")
        optional[key] = value or None
    published = optional["published"]
    try:
        day = date.fromisoformat(published[:10]) if published else None
    except ValueError:
        raise ValueError(
            f"document {identity!r}: 'published' is a date such as 2023-05-11, found {published!r}"
        ) from None
    return Document(
        id=identity,
        title=optional["title"] or identity,
        text=text,
        url=optional["url"],
        publisher=optional["publisher"],
        published=day,
        language=optional["language"] or "en",
        sources=_sources(row, identity),
        pages=_pages(row, identity, len(text)),
    )


def _list(row: Mapping[str, Any], key: str, identity: str) -> list[Any]:
    found = row.get(key)
    if found is not None and not isinstance(found, list):
        raise ValueError(f"document {identity!r}: {key!r} is a list, found {type(found).__name__}")
    return found or []


def _pages(row: Mapping[str, Any], identity: str, length: int) -> tuple[int, ...]:
    pages = _list(row, "pages", identity)
    if any(not isinstance(p, int) or isinstance(p, bool) or not 0 <= p <= length for p in pages):
        raise ValueError(f"document {identity!r}: 'pages' are places in its {length} characters, found {pages!r:.200}")
    if pages != sorted(pages):
        raise ValueError(f"document {identity!r}: 'pages' stand in order, found {pages!r:.200}")
    return tuple(pages)


def _sources(row: Mapping[str, Any], identity: str) -> tuple[Source, ...]:
    found: list[Source] = []
    for item in _list(row, "sources", identity):
        texts: list[Any] = [item.get(k) for k in ("title", "publisher", "url")] if isinstance(item, dict) else []
        checked = item.get("checked", True) if isinstance(item, dict) else None
        if not texts or not all(isinstance(t, str) and t and not _HALF_CHARACTER.search(t) for t in texts):
            raise ValueError(f"document {identity!r}: a source has title, publisher and url, found {item!r:.200}")
        if not isinstance(checked, bool):
            raise ValueError(f"document {identity!r}: 'checked' of a source is true or false, found {checked!r}")
        title, publisher, url = texts
        if not url.startswith(("https://", "http://")):
            raise ValueError(f"document {identity!r}: a source's link starts with https:// or http://, found {url!r}")
        found.append(Source(title, publisher, url, checked))
    return tuple(found)


def _told(row: Mapping[str, Any], document: Document) -> tuple[Extracted, ...] | None:
    if row.get("told") is None:
        return None
    tells: list[Extracted] = []
    for number, item in enumerate(_list(row, "told", document.id), start=1):
        try:
            tells.append(from_json(item, document.text))
        except (ValueError, TypeError) as error:
            raise ValueError(f"document {document.id!r}: 'told' {number}: {error}") from None
    return tuple(tells)


def _about(row: Mapping[str, Any], document: Document) -> str | None:
    covered: str | None = row.get("about") or None
    if covered == document.id:
        raise ValueError(f"document {document.id!r}: 'about' is another document")
    if covered is not None and row.get("told"):
        raise ValueError(f"document {document.id!r}: either 'about' another document, or 'told' itself")
    return covered
