"""Documents cut into passages: exact spans that follow headings, paragraphs and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.records.documents import Document, Passage
from knowledge.search.sentences import Span, blocks, sentences

ENOUGH_WORDS = 60
"""From here on a new paragraph starts a new passage."""
TARGET_WORDS = 120
"""A passage takes sentences up to this many words."""
MAX_WORDS = 160
"""The longest passage, in words: with its title it fills the 256 tokens that MiniLM reads."""
MAX_CHARACTERS = 1200
"""The longest passage in characters, for text without spaces."""
TAIL_WORDS = 20
"""A last passage shorter than this joins the one before it, where that stays within MAX_WORDS."""

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*")
_FENCE = re.compile(r"[ \t]*(```|~~~)")
_WORD = re.compile(r"\S+")
_CLAUSE = re.compile(r"[;:,]\s|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks below one heading; ``line`` is the heading's own span (None above the first heading)."""

    headings: tuple[str, ...]
    line: Span | None
    blocks: tuple[Span, ...]


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of ``document``, in order, disjoint, never empty.

    Each ``passage.text == document.text[start:end]``. A heading stands in ``headings`` of the passages below it, not in
    their text; one with nothing below it is a passage of its own.
    """
    found: list[Passage] = []
    sections = _sections(document.text)
    for number, section in enumerate(sections):
        spans = _windows(document.text, section.blocks)
        if not spans and section.line:
            deeper = number + 1 < len(sections) and len(sections[number + 1].headings) > len(section.headings)
            spans = [] if deeper else list(_fitting(document.text, section.line))
        for start, end in spans:
            found.append(Passage(document.id, start, end, document.text[start:end], section.headings))
    return tuple(found)


def embedded_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: title, publisher and date, headings, text, a line each."""
    return f"{context_text(document, passage)}\n{passage.text}"


def context_text(document: Document, passage: Passage) -> str:
    """The title with publisher and date, and the headings that are not the title again."""
    about = [part for part in (document.publisher, _written(document)) if part]
    title = f"{document.title} ({', '.join(about)})" if about else document.title
    headings = [heading for heading in passage.headings if heading != document.title]
    return "\n".join([title, " > ".join(headings)] if headings else [title])


def _written(document: Document) -> str:
    return f"{document.published.day} {document.published:%B %Y}" if document.published else ""


def _sections(text: str) -> list[Section]:
    """The document cut at its Markdown headings; a ``#`` within a fenced block is no heading."""
    result: list[Section] = []
    stack: list[tuple[int, str]] = []
    line: Span | None = None
    held: list[Span] = []
    fenced = False
    for start, end in blocks(text):
        block = text[start:end]
        heading = None if fenced else _HEADING.fullmatch(block)
        if heading is None:
            held.append((start, end))
            fenced ^= sum(1 for row in block.splitlines() if _FENCE.match(row)) % 2 == 1
            continue
        if held or line:
            result.append(Section(tuple(title for _, title in stack), line, tuple(held)))
        level = len(heading.group(1))
        stack = [(depth, title) for depth, title in stack if depth < level]
        if heading.group(2):
            stack.append((level, heading.group(2)))
        line, held = (start, end), []
    result.append(Section(tuple(title for _, title in stack), line, tuple(held)))
    return result


def _windows(text: str, paragraphs: tuple[Span, ...]) -> list[Span]:
    """Sentences packed into passages; a paragraph's end is preferred once there are ENOUGH_WORDS."""
    result: list[Span] = []
    open_at: int | None = None
    close_at = words = 0
    for start, end, opens in _pieces(text, paragraphs):
        more = _count(text, start, end)
        full = words + more > TARGET_WORDS or (opens and words >= ENOUGH_WORDS)
        if open_at is not None and (full or end - open_at > MAX_CHARACTERS):
            result.append((open_at, close_at))
            open_at, words = None, 0
        open_at = start if open_at is None else open_at
        close_at, words = end, words + more
    if open_at is not None:
        if result and words < TAIL_WORDS and _fits(text, result[-1][0], close_at):
            open_at = result.pop()[0]
        result.append((open_at, close_at))
    return result


def _pieces(text: str, paragraphs: tuple[Span, ...]) -> Iterator[tuple[int, int, bool]]:
    """Sentences that fit into a passage, each with whether it opens a paragraph."""
    for left, right in paragraphs:
        opens = True
        for start, end in sentences(text[left:right]):
            for first, last in _fitting(text, (left + start, left + end)):
                yield first, last, opens
                opens = False


def _fitting(text: str, span: Span) -> Iterator[Span]:
    """The span itself, or, where it is longer than a passage may be, cut at clauses, else words, else characters."""
    start, end = span
    while True:
        if _fits(text, start, end):
            break
        words = list(_WORD.finditer(text, start, end))
        limit = min(words[MAX_WORDS].start() if len(words) > MAX_WORDS else end, start + MAX_CHARACTERS)
        clauses = [match.start() + 1 for match in _CLAUSE.finditer(text, start, limit)]
        cut = next((at for at in reversed(clauses) if at - start > (limit - start) // 2), None)
        if cut is None:
            cut = next((word.end() for word in reversed(words) if word.end() <= limit), limit)
        yield start, cut
        while text[cut].isspace():
            cut += 1
        start = cut
    yield start, end


def _fits(text: str, start: int, end: int) -> bool:
    return end - start <= MAX_CHARACTERS and _count(text, start, end) <= MAX_WORDS


def _count(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
