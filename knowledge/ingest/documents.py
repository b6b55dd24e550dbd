"""JSON Lines of documents: ``id``, ``text``, optional ``title``, ``url``, ``publisher``, ``published``."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from knowledge.records.documents import Document
from knowledge.records.problems import Problem

_TEXTS = ("title", "url", "publisher", "published", "language")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def read_jsonl(path: Path, source: str) -> tuple[list[Document], list[Problem]]:
    """Every line that holds a document; unknown keys are ignored, a line that cannot be used is a Problem."""
    documents: list[Document] = []
    problems: list[Problem] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (UnicodeDecodeError, OSError) as error:
        return [], [Problem(source, 0, f"not readable: {error}")]
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            documents.append(_document(json.loads(line)))
        except (ValueError, TypeError, RecursionError) as error:
            problems.append(Problem(source, number, str(error)))
    return documents, problems


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
    )
