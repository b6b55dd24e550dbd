"""What a search finds, without the arrays that found it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers: ``text == document.text[start:end]``.

    ``score`` orders hits of one question (0 to 1, and the bonus above it) and means nothing across questions. ``words``
    (BM25) and ``similarity`` (cosine; None without vectors) are the plain scores, for a caller's own threshold.
    """

    document: str
    start: int
    end: int
    score: float
    text: str
    headings: tuple[str, ...] = ()
    words: float = 0.0
    similarity: float | None = None
