"""Documents, their passages, and citations whose quote is checked against the text."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document's facts come from; ``checked`` is False where the page was not opened.

    url: empty where the source is a file without a link.
    """

    title: str
    publisher: str
    url: str
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the knowledge base. Spans everywhere count characters (code points) of ``text``."""

    id: str
    title: str
    text: str
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    language: str = "en"
    sources: tuple[Source, ...] = ()
    topics: tuple[str, ...] = ()
    digest: str = field(default="")
    pages: tuple[int, ...] = ()
    """Where each page of the original starts in ``text``, from 0 on; empty where it has no pages."""

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise ValueError(f"document {self.id!r} has no id or no text")
        if not self.digest:
            object.__setattr__(self, "digest", hashlib.sha256(self.text.encode()).hexdigest())

    def page(self, start: int) -> int | None:
        """The number, from 1, of the page on which the character at ``start`` stands; None without pages."""
        return max(bisect_right(self.pages, start), 1) if self.pages else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document: ``text == document.text[start:end]``; ``headings`` are those above it."""

    document: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: ``quote == document.text[start:end]``. Build it with `cite` so that it is checked."""

    document: str
    start: int
    end: int
    quote: str


class QuoteNotFound(ValueError):
    """The quote does not stand verbatim in the document."""


def cite(document: Document, quote: str) -> Citation:
    """The first place where ``quote`` stands in ``document``; raises QuoteNotFound where it does not."""
    start = document.text.find(quote) if quote else -1
    if start < 0:
        raise QuoteNotFound(f"the quote {quote!r} does not stand in {document.id}")
    return Citation(document.id, start, start + len(quote), quote)
